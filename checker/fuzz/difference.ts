import type { Taken } from '../../spec/decide/decider.ts';
import type { Family } from '../../spec/family.ts';
import type { Request, State, Universe, World } from '../../spec/semantics.ts';
import type { Machine } from '../../spec/vocabulary/machine.ts';

/** A machine to be held to a semantics. */
export interface Target {
  readonly name: string;
  readonly machine: Machine;
  /** Whether it shows references and the states of links, as a model does. */
  readonly whole: boolean;
  /** Asked after each sequence: lines of a log that no request may raise. */
  alarms?(): readonly string[];
}

/** What a machine did otherwise than the rules say. */
export interface Leaving {
  readonly rule: string;
  readonly is: 'outcome' | 'view' | 'observation' | 'references' | 'link-state' | 'device-state' | 'error' | 'alarm';
  /** In one line. */
  readonly said: string;
}

/** What can be seen of states: most requests change nothing. */
const worlds = new WeakMap<State, World>();

function worldIn(family: Family, state: State): World {
  const known = worlds.get(state) ?? family.world(state);
  worlds.set(state, known);
  return known;
}

/** Makes a request of a machine and says in what it leaves the rules, if it does. */
export function leaving(
  family: Family,
  universe: Universe,
  { machine, whole }: Target,
  request: Request,
  { rule, after, view }: Taken,
): Leaving | undefined {
  const expected = rule.then.outcome;
  const { observation } = family.words;
  let answer: ReturnType<Machine['apply']>;
  try {
    answer = machine.apply(request);
  } catch (error) {
    return { rule: rule.id, is: 'error', said: `expected ${expected}, but ${(error as Error).message}` };
  }
  const found = (is: Leaving['is'], what: string, spec: unknown, other: unknown): Leaving => ({
    rule: rule.id,
    is,
    said: `${what}: expected ${spec}, found ${other}`,
  });
  if (answer.outcome !== expected) return found('outcome', 'outcome', expected, answer.outcome);
  if (family.queries.has(request.op) && !family.same(answer.view, view))
    return found('view', 'query', observation(view), observation(answer.view));
  // What can be seen of a whole machine has its hooks in it.
  for (const hook of whole ? [] : family.hooks(universe)) {
    const [spec, other] = [family.observe(after, hook), machine.observe(hook)];
    if (!family.same(spec, other)) return found('observation', hook, observation(spec), observation(other));
  }
  const difference = whole ? family.difference(worldIn(family, after), family.worldOf(machine, universe)) : undefined;
  if (difference === undefined) return undefined;
  const { is, spec, model } = difference;
  if (is === 'observation') return found(is, difference.hook, observation(spec), observation(model));
  return found(is, `${is === 'references' ? 'references' : 'state'} of ${difference.object}`, spec, model);
}
