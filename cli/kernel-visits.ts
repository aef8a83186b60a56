import { Lockstep } from '../checker/check/lockstep.ts';
import type { Visited } from '../checker/live/cross-check.ts';
import { explore } from '../checker/search/explore.ts';
import { Interrupted } from '../checker/search/interrupted.ts';
import { ownOf, type Share } from '../checker/search/share.ts';
import { kernelRelease } from '../kernel/kernel-machine.ts';
import type { Profile } from '../spec/profile.ts';
import type { Request, Scope } from '../spec/semantics.ts';
import { UsageError } from './exit.ts';
import { follow } from './follow.ts';
import { interrupted } from './interruption.ts';
import type { Assignment } from './kernel-orders.ts';
import { type PoolResult, visitAll } from './kernel-pool.ts';
import { Progress } from './progress.ts';
import { count } from './text/output.ts';

/** A shortest path to every state of a scope, by the rules as they are. */
async function pathsOf(semantics: Profile, scope: Scope): Promise<readonly (readonly Request[])[]> {
  const { result, interrupted } = await follow(
    explore(Lockstep.ofRules(semantics, scope, {})),
    ({ states }) => `${semantics.name}, ${scope.name}: ${count(states)} states`,
  );
  if (interrupted) throw new Interrupted('no state was visited');
  const { ending, states, pathTo } = result;
  if (ending.is !== 'complete')
    throw new UsageError(`--scope: ${scope.name} has too many states (${count(states)} were found by then)`);
  return Array.from({ length: states }, (_, state) => pathTo(state));
}

/** What came of a run over a scope, or a part of its states. */
interface Visits {
  readonly pool: PoolResult;
  /** States of the whole scope. */
  readonly states: number;
}

/** Lets workers visit every state that `semantics` reaches in the scope of an assignment, or a part of them, with its progress shown. */
export async function visitStates(
  semantics: Profile,
  assignment: Assignment,
  workers: number,
  share: Share = { index: 1, of: 1 },
): Promise<Visits> {
  const paths = pathsOf(semantics, assignment.scope);
  const progress = new Progress();
  let started = performance.now();
  let transitions = 0;
  const line = (done: number, planned: number) => {
    const seconds = (performance.now() - started) / 1000;
    const rate = count(Math.round(transitions / seconds));
    return `${assignment.scope.name} on ${kernelRelease()}: ${done} of ${planned} states · ${count(transitions)} transitions, ${rate}/s · ${seconds.toFixed(0)} s`;
  };
  const onVisited = (visited: Visited, done: number, planned: number) => {
    transitions += visited.transitions;
    progress.update(() => line(done, planned));
  };
  const counted = paths.then((found) => {
    started = performance.now();
    return ownOf(found, share);
  });
  try {
    const pool = await visitAll(assignment, counted, { workers, stopped: interrupted, onVisited });
    return { pool, states: pool.unavailable === undefined ? (await paths).length : 0 };
  } finally {
    progress.done();
  }
}
