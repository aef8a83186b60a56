import { type Profile, rulesOf } from '../../spec/profile.ts';
import type { Request, Scope } from '../../spec/semantics.ts';
import type { Explorable } from '../../spec/vocabulary/machine.ts';
import type { Failure } from '../decide/failure.ts';
import type { Explored } from '../search/discovery.ts';
import { explore } from '../search/explore.ts';
import { asPart } from '../search/run.ts';
import { ownOf, type Share } from '../search/share.ts';
import { stopwatch } from '../search/stopwatch.ts';
import { type Checked, type CheckOptions, type CheckProgress, verdictOf } from './check.ts';
import { Fingerprints } from './fingerprints.ts';
import { Lockstep } from './lockstep.ts';

/** Where a part of a check stands: the rules enumerate all states first, and then those of the part are compared. */
export interface PartProgress extends CheckProgress {
  /** How many states were compared; missing while they are enumerated. */
  readonly compared?: { readonly states: number; readonly of: number };
}

/**
 * Compares spec and model in a part of the states of a scope: those whose number leaves the same remainder. The rules alone
 * enumerate the states, in every part the same and in the order of a whole check. What comes of all parts is put together by `mergeParts`.
 */
export function* checkPart(
  semantics: Profile,
  model: Explorable | undefined,
  scope: Scope,
  options: CheckOptions,
  share: Share,
): Generator<PartProgress, Checked, boolean | undefined> {
  const seconds = stopwatch();
  const rules = rulesOf(semantics).length;
  const alone = Lockstep.ofRules(semantics, scope, options);
  const where = { transitions: () => alone.transitions(), rulesSeen: 0, rules };
  const enumerated = yield* asPart(explore(alone, options.limits), (at) => ({ ...at, ...where, seconds: seconds() }));

  const lockstep = new Lockstep(semantics, model, scope, options);
  const prints = new Fingerprints(enumerated.keys());
  prints.note(lockstep.initial().key);
  const own = ownStates(enumerated, options, share);
  const part = (compared: number, failed?: number) => {
    const breaches = [...lockstep.breaches];
    const firsts = Object.fromEntries(breaches.map(([id, { first }]) => [id, first?.state ?? null]));
    const otherwise = Object.fromEntries(
      breaches.map(
        ([
          id,
          {
            otherwise: { first },
          },
        ]) => [id, first?.state ?? null],
      ),
    );
    return {
      ...share,
      compared,
      firsts,
      otherwise,
      seen: prints.asText(),
      ...(failed === undefined ? {} : { failed }),
    };
  };
  const result = (ending: Explored<Request, Failure>['ending'], compared: number, failed?: number): Checked => {
    const explored = { ...enumerated, ending };
    const subject = { semantics, scope, options, hasModel: model !== undefined };
    const verdict = verdictOf(subject, lockstep.counts(), explored, seconds());
    return { verdict: { ...verdict, part: part(compared, failed) }, explored };
  };
  const progress = (compared: number): PartProgress => ({
    depth: enumerated.depth,
    states: enumerated.states,
    queue: own.length - compared,
    transitions: () => lockstep.transitions(),
    rulesSeen: lockstep.rulesSeen.size,
    rules,
    seconds: seconds(),
    compared: { states: compared, of: own.length },
  });

  if (enumerated.ending.is === 'interrupted') return result(enumerated.ending, 0);
  for (const [compared, number] of own.entries()) {
    const path = enumerated.pathTo(number);
    const expansion = lockstep.expand(lockstep.at(path, number), (key) => {
      prints.note(key);
      return undefined;
    });
    let next = expansion.next();
    for (; !next.done; next = expansion.next())
      if (yield progress(compared)) return result({ is: 'interrupted' }, compared);
    if (next.value !== undefined) {
      const { failure, label } = next.value;
      return result(
        { is: 'failed', failure, path: label === undefined ? path : [...path, label] },
        compared + 1,
        number,
      );
    }
    if (yield progress(compared + 1)) return result({ is: 'interrupted' }, compared + 1);
  }
  return result(enumerated.ending, own.length);
}

/** The states of a part: of those that a whole check expands. */
function ownStates(
  { states, pathTo }: Explored<Request, Failure>,
  { limits }: CheckOptions,
  share: Share,
): readonly number[] {
  const all = Array.from({ length: states }, (_, number) => number);
  return ownOf(all, share).filter((number) => limits?.depth === undefined || pathTo(number).length < limits.depth);
}
