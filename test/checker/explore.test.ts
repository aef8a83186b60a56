import { describe, expect, test } from 'vitest';
import { explore, exploreAll, type SearchSpace } from '../../checker/search/explore.ts';

/** Two jugs of 3 and 5 litres: fill, empty, pour. The old puzzle asks for 4 litres. */
function jugs(forbidden: number | undefined): SearchSpace<readonly [number, number], string, string> {
  const moves = ([a, b]: readonly [number, number]): [string, readonly [number, number]][] => {
    const toB = Math.min(a, 5 - b);
    const toA = Math.min(b, 3 - a);
    return [
      ['fill 3', [3, b]],
      ['fill 5', [a, 5]],
      ['empty 3', [0, b]],
      ['empty 5', [a, 0]],
      ['pour 3 into 5', [a - toB, b + toB]],
      ['pour 5 into 3', [a + toA, b - toA]],
    ];
  };
  return {
    initial: () => ({ node: [0, 0], key: '0,0' }),
    expand: (node, emit) => {
      for (const [label, next] of moves(node)) {
        if (forbidden !== undefined && next.includes(forbidden)) return { failure: `${forbidden} litres`, label };
        emit(next.join(), () => ({ node: next, label }));
      }
      return undefined;
    },
  };
}

describe('the explorer', () => {
  test('finds all 16 states of the jugs, and the furthest 7 pours away', () => {
    const { ending, states, depth } = exploreAll(jugs(undefined));
    expect({ ending, states, depth }).toEqual({ ending: { is: 'complete' }, states: 16, depth: 7 });
  });
  test('finds a shortest way to 4 litres', () => {
    const { ending } = exploreAll(jugs(4));
    expect(ending).toEqual({
      is: 'failed',
      failure: '4 litres',
      path: ['fill 5', 'pour 5 into 3', 'empty 3', 'pour 5 into 3', 'fill 5', 'pour 5 into 3'],
    });
  });
  test('is deterministic', () => {
    expect(exploreAll(jugs(undefined)).keys()).toEqual(exploreAll(jugs(undefined)).keys());
  });
  test('gives for each state the path that leads there', () => {
    const { keys, pathTo } = exploreAll(jugs(undefined));
    expect(pathTo(keys().indexOf('3,0'))).toEqual(['fill 3']);
    expect(pathTo(0)).toEqual([]);
  });
  test('does not call a search complete that hit the bound on depth, and names the bound', () => {
    expect(exploreAll(jugs(undefined), { depth: 3 }).ending).toEqual({ is: 'bounded', bound: 'depth', limit: 3 });
  });
  test('does not call a search complete that hit the bound on states', () => {
    expect(exploreAll(jugs(undefined), { states: 5 }).ending).toEqual({ is: 'bounded', bound: 'states', limit: 5 });
    expect(exploreAll(jugs(undefined), { states: 16 }).ending).toEqual({ is: 'complete' });
  });
  test('calls a search complete whose depth bound lies beyond the furthest state', () => {
    expect(exploreAll(jugs(undefined), { depth: 8 }).ending).toEqual({ is: 'complete' });
  });
  test('can be stopped, and says that it was', () => {
    const search = explore(jugs(undefined));
    search.next();
    const stopped = search.next(true);
    expect(stopped.done && stopped.value.ending).toEqual({ is: 'interrupted' });
  });
});
