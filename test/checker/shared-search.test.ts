import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkAll } from '../../checker/check/check.ts';
import { Lockstep } from '../../checker/check/lockstep.ts';
import { checkShared } from '../../checker/check/shared-check.ts';
import { diffScopes } from '../../checker/diff/comparing.ts';
import { diff, diffOf } from '../../checker/diff/diff.ts';
import { diffPortion, diffShared, type ScopeDiff } from '../../checker/diff/diff-scope.ts';
import { PropertySearcher } from '../../checker/promises/property-search.ts';
import { propertyScopes } from '../../checker/requests/scopes.ts';
import type { Explored, Limits } from '../../checker/search/discovery.ts';
import { exploreAll, type SearchSpace } from '../../checker/search/explore.ts';
import { Portion, type PortionHand } from '../../checker/search/portion.ts';
import { atOnce } from '../../checker/search/run.ts';
import { exploreShared, type Hand, type Outcome, type Task } from '../../checker/search/shared.ts';
import { knownOf } from '../../cli/anomalies.ts';
import { modelNamed } from '../../model/index.ts';
import { profileNamed } from '../../spec/families/profiles.ts';
import { scopesOf } from '../../spec/families/slots/scopes/scopes.ts';
import type { Request, Scope } from '../../spec/semantics.ts';
import { IMPORTS_SOURCE, importLine } from '../support/source.ts';
import { toItsEnd } from '../support/to-its-end.ts';

/** A graph: what follows each state, and the state that fails, if one does. */
interface Graph {
  readonly edges: readonly (readonly number[])[];
  readonly failing: number | undefined;
}

const graphs: fc.Arbitrary<Graph> = fc.integer({ min: 1, max: 40 }).chain((size) =>
  fc.record({
    edges: fc.array(fc.array(fc.nat(size - 1), { maxLength: 4 }), { minLength: size, maxLength: size }),
    failing: fc.option(fc.nat(size - 1), { nil: undefined }),
  }),
);

const spaceOf = ({ edges, failing }: Graph): SearchSpace<number, number, string> => ({
  initial: () => ({ node: 0, key: '0' }),
  expand(node, emit) {
    if (node === failing) return { failure: `state ${node}` };
    for (const next of edges[node]!) emit(`${next}`, () => ({ node: next, label: next }));
    return undefined;
  },
});

/** What follows the state at the end of a path. */
function expanded({ edges, failing }: Graph, { path }: Task<number>): Outcome<number, string> {
  const node = path.at(-1) ?? 0;
  if (node === failing) return { following: [], found: { failure: `state ${node}` } };
  return { following: edges[node]!.map((next) => [`${next}`, next] as const) };
}

/** Somebody who takes a while, now longer and now shorter. */
const slow = (graph: Graph, delays: readonly number[]): Hand<number, string> => {
  let turn = 0;
  return {
    async expand(tasks) {
      turn += 1;
      for (let left = delays[turn % delays.length]!; left > 0; left -= 1) await new Promise(setImmediate);
      return tasks.map((task) => expanded(graph, task));
    },
  };
};

const shown = ({ ending, states, depth, queue, keys, pathTo }: Explored<number, string>) => ({
  ending,
  states,
  depth,
  queue,
  keys: keys(),
  paths: keys().map((_, number) => pathTo(number)),
});

const limits: fc.Arbitrary<Limits> = fc.record(
  { depth: fc.integer({ min: 1, max: 6 }), states: fc.integer({ min: 1, max: 40 }) },
  { requiredKeys: [] },
);

describe('a search that is shared out', () => {
  test('finds the same states in the same order, by the same paths, whoever is how slow', async () => {
    await fc.assert(
      fc.asyncProperty(
        graphs,
        limits,
        fc.array(fc.array(fc.nat(5), { minLength: 1, maxLength: 5 }), { maxLength: 3 }),
        async (graph, bounds, delays) => {
          const hands = delays.map((each) => slow(graph, each));
          const here = function* (task: Task<number>): Generator<void, Outcome<number, string>> {
            yield;
            return expanded(graph, task);
          };
          const shared = await toItsEnd(exploreShared('0', here, hands, bounds));
          expect(shown(shared)).toEqual(shown(exploreAll(spaceOf(graph), bounds)));
        },
      ),
      { numRuns: 150 },
    );
  });

  test('ends with the error of somebody who fails', async () => {
    const graph: Graph = { edges: Array.from({ length: 40 }, (_, at) => [(at + 1) % 40, (at * 7) % 40]), failing: 99 };
    const lost: Hand<number, string> = { expand: () => Promise.reject(new Error('out of memory')) };
    const here = function* (task: Task<number>): Generator<void, Outcome<number, string>> {
      yield;
      return expanded(graph, task);
    };
    await expect(toItsEnd(exploreShared('0', here, [lost]))).rejects.toThrow('out of memory');
  });

  test('is ended by its caller', async () => {
    const graph: Graph = { edges: [[1], [0]], failing: undefined };
    const here = function* (task: Task<number>): Generator<void, Outcome<number, string>> {
      yield;
      return expanded(graph, task);
    };
    const search = exploreShared<number, string>('0', here, []);
    await search.next();
    const last = await search.next(true);
    expect(last.done && last.value.ending).toEqual({ is: 'interrupted' });
  });
});

/** So many others, each with a portion of its own. */
function handsWith<Failure, Counted>(
  portion: () => Portion<Request, Failure, Counted>,
  others: number,
): readonly PortionHand<Request, Failure, Counted>[] {
  return Array.from({ length: others }, () => {
    const own = portion();
    own.first();
    return {
      get counted() {
        return own.counts();
      },
      expand: async (tasks) => tasks.map((task) => atOnce(own.expand(task))),
    };
  });
}

describe('a check that is shared out', () => {
  const optionsOf = (name: string) => ({ known: knownOf(profileNamed(name)) });
  const shared = (name: string, scope: Scope, fault: string | undefined, others: number) => {
    const semantics = profileNamed(name);
    const options = optionsOf(name);
    const portion = () =>
      new Portion(new Lockstep(semantics, modelNamed(semantics.model!).create(fault), scope, options));
    const hands = handsWith(portion, others);
    return toItsEnd(checkShared({ semantics, scope, options, hasModel: true }, portion(), hands));
  };
  const scopes = [
    ['tcx', 'default'],
    ['rfc-v2', 'clsact'],
    ['cgroup', 'single'],
  ] as const;

  test.each(scopes)('of %s in %s has the verdict of one that is not, with 1 and 3 others', async (name, scopeName) => {
    const scope = scopesOf(profileNamed(name))[scopeName]!;
    const model = modelNamed(profileNamed(name).model!).create();
    const alone = checkAll(profileNamed(name), model, scope, optionsOf(name)).verdict;
    expect(alone.result).toBe('held');
    for (const others of [1, 3]) {
      const together = (await shared(name, scope, undefined, others))!.verdict;
      expect({ ...together, seconds: 0 }).toEqual({ ...alone, seconds: 0 });
    }
  });

  test('has no verdict where there is a failure: it is searched for again, alone', async () => {
    const scope = scopesOf(profileNamed('tcx')).default!;
    expect(await shared('tcx', scope, 'attach/before-off-by-one', 2)).toBeUndefined();
  });
});

describe('a comparison that is shared out', () => {
  const pairs = [
    ['mprog-first-merge', 'tcx'],
    ['cgroup-6.17', 'cgroup'],
    ['tcx', 'cgroup'],
  ] as const;

  test.each(pairs)(
    'of %s and %s comes to what one alone comes to, examples and all, with 2 others',
    async (first, second) => {
      const [a, b] = [profileNamed(first), profileNamed(second)];
      // Small ones, one after another: what is found in the second counts beside the first.
      const scopes = diffScopes(a, b).filter((pair) => ['single', 'boundary', 'clsact'].includes(pair.a.name));
      const alone = atOnce(diff(a, b, scopes));
      expect(alone.groups.length).toBeGreaterThan(0);
      const parts: ScopeDiff[] = [];
      for (const scope of scopes) {
        const portion = () => diffPortion(a, b, scope);
        parts.push(await toItsEnd(diffShared(portion(), handsWith(portion, 2))));
      }
      expect(diffOf(a, b, scopes, parts)).toEqual(alone);
    },
  );
});

describe('a search for violations that is shared out', () => {
  test('comes to what one alone comes to, with 2 others', async () => {
    const semantics = profileNamed('cgroup-6.17');
    const scopes = propertyScopes(semantics);
    const small = { ...scopes, states: scopes.states.filter(({ scope }) => ['good', 'boundary'].includes(scope.name)) };
    const searcher = new PropertySearcher(semantics, small);
    for (const scope of small.states.keys()) {
      const hands = handsWith(() => searcher.portion(scope), 2);
      const shared = await toItsEnd(searcher.searchShared(scope, hands));
      const alone = atOnce(searcher.search({ is: 'states', scope }));
      expect(shared).toEqual(alone);
      expect(alone.noted.filter(({ violation }) => violation).length).toBeGreaterThan(0);
    }
  });
});

describe('a search that needs more memory than there is', () => {
  test.each([100, 200])('ends with that bound, with %i MB for what is old', { timeout: 120_000 }, (megabytes) => {
    const script = `
      ${importLine(['exploreAll'], 'checker/search/explore.ts')}
      const expand = (node, emit) => {
        for (const next of [2 * node, 2 * node + 1]) emit('state ' + next, () => ({ node: next, label: { next } }));
        return undefined;
      };
      const { ending } = exploreAll({ initial: () => ({ node: 1, key: 'state 1' }), expand });
      console.log(JSON.stringify(ending));`;
    const { stdout, status } = spawnSync(
      process.execPath,
      [`--max-old-space-size=${megabytes}`, ...IMPORTS_SOURCE, '--input-type=module', '-e', script],
      { encoding: 'utf8' },
    );
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toEqual({ is: 'bounded', bound: 'memory', limit: expect.any(Number) });
  });
});
