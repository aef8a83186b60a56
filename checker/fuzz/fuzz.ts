import { Decider } from '../../spec/decide/decider.ts';
import { situationsMet } from '../../spec/decide/decisions.ts';
import type { Profile } from '../../spec/profile.ts';
import type { Request, Scope, Universe } from '../../spec/semantics.ts';
import { Told } from '../decide/told.ts';
import { asPart } from '../search/run.ts';
import { type Leaving, leaving, type Target } from './difference.ts';
import { Drawer } from './drawer.ts';
import { Numbers } from './numbers.ts';
import { type Shrunk, shrinking } from './shrink.ts';

/** How long a run goes on, and from where. */
export interface FuzzOptions {
  readonly seed: number;
  /** Those of `fuzzScopes`, unless given. */
  readonly scopes?: readonly Scope[];
  /** The requests of the whole run. */
  readonly steps?: number;
  /** Ms after which no request is made any more. */
  readonly time?: number;
}

/** The most requests of one sequence; many are shorter. */
const LENGTH = 1200;

/** After so many requests that change nothing a sequence ends: there may be nothing left to change. */
const IDLE = 80;

/** Sequences that are as alike as their seeds have little to do with one another. */
const seedOf = (seed: number, sequence: number) =>
  (Math.imul(seed, 0x9e3779b1) ^ Math.imul(sequence + 1, 0x85ebca6b)) | 0;

/** Where a run stands. */
export interface FuzzProgress {
  readonly steps: number;
  readonly rules: number;
  readonly situations: () => number;
  readonly seconds: number;
  /** While a difference is shrunk: how many requests are left. */
  readonly left?: number;
}

/** A difference of one target, shrunk; as it was found where it did not happen again. */
export interface FuzzFinding {
  readonly target: string;
  readonly scope: string;
  readonly sequence: number;
  /** Requests of the sequence up to it. */
  readonly found: number;
  readonly reproduced: boolean;
  readonly leaving: Leaving;
  readonly universe: Universe;
  readonly steps: readonly Request[];
}

/** What a run came to. */
export interface Fuzzed {
  readonly steps: number;
  readonly changes: number;
  readonly sequences: number;
  readonly seconds: number;
  readonly scopes: readonly Scope[];
  readonly fired: ReadonlyMap<string, number>;
  readonly situations: number;
  /** Of a kernel: the names of what a derived semantics changed that was told from its base (see Told). */
  readonly told?: ReadonlySet<string>;
  readonly finding?: FuzzFinding;
  readonly interrupted: boolean;
}

/** The large universes of a semantics. */
export function fuzzScopes(semantics: Profile): readonly Scope[] {
  const { family } = semantics;
  return family.fuzzing?.scopes(semantics) ?? [family.scopes(semantics).default];
}

/**
 * Takes the rules and some machines through random sequences, up to the first difference, which is shrunk. Equal seeds make equal
 * requests. Each value says where it stands; answering one with `true` ends it.
 */
export function* fuzz(
  semantics: Profile,
  targets: readonly Target[],
  options: FuzzOptions,
): Generator<FuzzProgress, Fuzzed, boolean | undefined> {
  const started = performance.now();
  const { seed, scopes = fuzzScopes(semantics) } = options;
  const { steps: most = Number.POSITIVE_INFINITY, time = Number.POSITIVE_INFINITY } = options;
  const decider = new Decider(semantics);
  const fired = new Map<string, number>();
  // Rules and model of the package have each other; a kernel that does what a base does may not be the one in question.
  const told = targets.some(({ name }) => name === 'kernel') ? new Told(semantics) : undefined;
  const { family } = semantics;
  let [steps, changes, sequence] = [0, 0, 0];
  const seconds = () => (performance.now() - started) / 1000;
  const situations = () => situationsMet(decider.all()).length;
  const at = (left?: number): FuzzProgress => ({
    steps,
    rules: fired.size,
    situations,
    seconds: seconds(),
    ...(left === undefined ? {} : { left }),
  });
  const result = (interrupted: boolean, finding?: FuzzFinding): Fuzzed => ({
    steps,
    changes,
    sequences: sequence + 1,
    seconds: seconds(),
    scopes,
    fired,
    situations: situations(),
    interrupted,
    ...(told === undefined ? {} : { told: told.apart }),
    ...(finding === undefined ? {} : { finding }),
  });
  for (; ; sequence += 1) {
    const scope = scopes[sequence % scopes.length]!;
    const exploration = family.explore(scope, semantics);
    const { universe } = exploration;
    const numbers = new Numbers(seedOf(seed, sequence));
    const drawer = new Drawer(exploration, decider, numbers, (op) => family.fuzzing?.weight(op) ?? 1, fired);
    for (const { machine } of targets) machine.reset(universe);
    let state = family.initial(universe, semantics.keeping);
    const history: Request[] = [];
    const length = 1 + numbers.below(1 + numbers.below(LENGTH));
    let idle = 0;
    for (let index = 0; index < length && idle < IDLE; index += 1) {
      if (steps >= most || performance.now() - started >= time) return result(false);
      if (yield at()) return result(true);
      const drawn = drawer.draw(state);
      if (drawn === undefined) break;
      const { request, taken } = drawn;
      history.push(request);
      steps += 1;
      fired.set(taken.rule.id, (fired.get(taken.rule.id) ?? 0) + 1);
      idle = taken.after === state ? idle + 1 : 0;
      if (idle === 0) changes += 1;
      for (const target of targets) {
        const left = leaving(family, universe, target, request, taken);
        if (left === undefined) continue;
        const where = { target: target.name, scope: scope.name, sequence, found: history.length };
        return result(false, {
          ...where,
          ...(yield* shrunk(semantics, target, { universe, steps: history, leaving: left }, at)),
        });
      }
      told?.note(exploration, state, request, taken);
      state = taken.after;
    }
    for (const target of targets) {
      const lines = target.alarms?.() ?? [];
      if (lines.length === 0) continue;
      const left: Leaving = { rule: 'none', is: 'alarm', said: lines.join(' / ') };
      const where = { target: target.name, scope: scope.name, sequence, found: history.length };
      return result(false, { ...where, reproduced: false, leaving: left, universe, steps: history });
    }
  }
}

function* shrunk(
  semantics: Profile,
  target: Target,
  whole: Shrunk,
  at: (left: number) => FuzzProgress,
): Generator<FuzzProgress, Shrunk & { readonly reproduced: boolean }, boolean | undefined> {
  const shorter = yield* asPart(shrinking(semantics, target, whole.universe, whole.steps), at);
  return shorter === undefined ? { ...whole, reproduced: false } : { ...shorter, reproduced: true };
}
