import type { Profile } from '../../spec/profile.ts';
import type { ScopePair } from '../../spec/semantics.ts';
import { explore } from '../search/explore.ts';
import { asPart, type Run } from '../search/run.ts';
import { comparingOf } from './comparing.ts';
import { Asked, type AskedOf } from './diff-asked.ts';
import { Findings, type Found } from './diff-findings.ts';
import { PairSpace } from './diff-space.ts';

/** Where a comparison stands. */
export interface DiffProgress {
  readonly states: number;
  readonly compared: number;
}

/** What the comparison of two semantics in one scope came to. Plain data: it goes from one thread to another. */
export interface ScopeDiff {
  readonly found: Found;
  readonly states: number;
  readonly finished: boolean;
  readonly interrupted: boolean;
  readonly asked: { readonly a: AskedOf; readonly b: AskedOf };
}

/** Compares two semantics in one scope. */
export function* diffScope(a: Profile, b: Profile, scope: ScopePair): Run<DiffProgress, ScopeDiff> {
  const findings = new Findings();
  const asked = { a: new Asked(a), b: new Asked(b) };
  const space = new PairSpace(asked, scope, comparingOf(a, b).compare(a, b, scope), findings);
  const { states, ending } = yield* asPart(explore(space), (at) => ({
    states: at.states,
    compared: findings.compared,
  }));
  return {
    found: findings.found(),
    states,
    finished: ending.is === 'complete',
    interrupted: ending.is === 'interrupted',
    asked: { a: asked.a.result(), b: asked.b.result() },
  };
}
