import type { Profile } from '../../spec/profile.ts';
import type { ScopePair } from '../../spec/semantics.ts';
import { explore } from '../search/explore.ts';
import { asPart } from '../search/run.ts';
import { comparingOf } from './comparing.ts';
import { Asked } from './diff-asked.ts';
import { Findings } from './diff-findings.ts';
import type { Diff, DiffRun } from './diff-group.ts';
import { PairSpace } from './diff-space.ts';

/** Where a comparison stands. */
export interface DiffProgress {
  readonly states: number;
  readonly compared: number;
}

/** Compares two semantics in one scope after another; earlier scopes give the examples where they are as good. */
export function* diff(
  a: Profile,
  b: Profile,
  scopes: readonly ScopePair[],
): Generator<DiffProgress, Diff, boolean | undefined> {
  const comparing = comparingOf(a, b);
  const native = comparing.isNative(a.uapi, b.uapi);
  const found = new Findings();
  const asked = { a: new Asked(a), b: new Asked(b) };
  const runs: DiffRun[] = [];
  let states = 0;
  let stop = false;
  for (const scope of scopes) {
    if (stop) {
      runs.push({ ...scope, states: 0, finished: false });
      continue;
    }
    const explored = yield* asPart(
      explore(new PairSpace(asked, scope, comparing.compare(a, b, scope), found)),
      (at) => ({
        states: states + at.states,
        compared: found.compared,
      }),
    );
    states += explored.states;
    stop = explored.ending.is === 'interrupted';
    runs.push({ ...scope, states: explored.states, finished: explored.ending.is === 'complete' });
  }
  return {
    ...found.result(),
    runs,
    states,
    compared: found.compared,
    notes: native ? [] : [a, b].flatMap(({ name, uapi }) => noteOf(name, comparing.note(uapi))),
    neverFired: { a: asked.a.neverFired(), b: asked.b.neverFired() },
    untested: { a: asked.a.untested(), b: asked.b.untested() },
  };
}

/** What is said differently to ask a semantics the same. */
function noteOf(name: string, note: string | undefined): readonly string[] {
  return note === undefined ? [] : [`${name}: ${note}`];
}
