import { type Profile, rulesOf } from '../spec/profile.ts';
import type { Rule } from '../spec/rule.ts';
import type { ExplorableMachine, Request } from '../spec/vocabulary/index.ts';
import type { Trace } from '../traces/format.ts';
import { type CheckProgress, check } from './check.ts';
import { traceOf, trimmed } from './counterexample.ts';
import { type Scope, universeOf } from './scope.ts';

/** One trace of a conformance suite. */
export interface SuiteTrace {
  /** A file name, from the rule that the last step fires. */
  readonly file: string;
  readonly rule: string;
  readonly trace: Trace;
}

export interface Suite {
  readonly traces: readonly SuiteTrace[];
  /** Rules that no scope reached. */
  readonly unreached: readonly string[];
}

/** The shortest way that a scope found to a rule. */
interface Way {
  readonly scope: Scope;
  readonly path: readonly Request[];
}

function* waysIn(
  semantics: Profile,
  model: ExplorableMachine | undefined,
  scope: Scope,
): Generator<CheckProgress, ReadonlyMap<string, Way> | undefined, boolean | undefined> {
  // What properties say of the semantics is no matter here: a suite is of what it does.
  const { explored, lockstep, verdict } = yield* check({ ...semantics, properties: [] }, model, scope);
  if (explored.ending.is === 'interrupted') return undefined;
  if (verdict.result !== 'held')
    throw new Error(`a suite can only be taken from a scope that holds; ${scope.name} is ${verdict.result}`);
  return new Map(
    [...lockstep.coverage.witnesses].map(([rule, { state, request }]) => [
      rule,
      { scope, path: [...explored.pathTo(state), request] },
    ]),
  );
}

function suiteTrace(semantics: Profile, rule: Rule, { scope, path }: Way): SuiteTrace {
  const universe = trimmed(universeOf(scope), path);
  const origin = { kind: 'conformance', note: `${rule.id}, found in scope ${scope.name}` } as const;
  return {
    file: `${rule.id.replaceAll('/', '--')}.json`,
    rule: rule.id,
    trace: traceOf(semantics, universe, path, { title: `${rule.id}: ${rule.sentence}`, origin }),
  };
}

/**
 * For every rule that the scopes reach a shortest trace whose last step fires it; earlier scopes win. A caller that answers
 * `true` ends the search there, without a suite.
 */
export function* searchSuite(
  semantics: Profile,
  model: ExplorableMachine | undefined,
  scopes: readonly Scope[],
): Generator<CheckProgress, Suite | undefined, boolean | undefined> {
  const ways = new Map<string, Way>();
  for (const scope of scopes) {
    const found = yield* waysIn(semantics, model, scope);
    if (found === undefined) return undefined;
    for (const [rule, way] of found) if (!ways.has(rule)) ways.set(rule, way);
  }
  const traces = rulesOf(semantics).flatMap((rule) => {
    const way = ways.get(rule.id);
    return way === undefined ? [] : [suiteTrace(semantics, rule, way)];
  });
  const unreached = rulesOf(semantics)
    .filter((rule) => !ways.has(rule.id))
    .map((rule) => rule.id);
  return { traces, unreached };
}

/** The same without a pause. */
export function conformanceSuite(...subject: Parameters<typeof searchSuite>): Suite {
  const search = searchSuite(...subject);
  for (;;) {
    const next = search.next();
    if (next.done) return next.value!;
  }
}
