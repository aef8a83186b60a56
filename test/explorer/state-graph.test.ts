import { describe, expect, test } from 'vitest';
import { PROFILES, Stepping } from '../../browser.ts';
import { growing, type StateGraph } from '../../explorer/state-graph.ts';

function graphOf(names: readonly string[], scope: string, most?: number) {
  const [a, b] = names.map((name) => PROFILES.find((each) => each.name === name)!);
  const named = { scope: a!.family.scopes(a!)[scope]! };
  const stepping = new Stepping(b === undefined ? [a!] : [a!, b], named);
  let graph: StateGraph | undefined;
  for (const each of growing(stepping, stepping.start(), most)) graph = each;
  return { stepping, graph: graph! };
}

/** The key of the state behind some requests. */
function keyBehind(stepping: Stepping, path: StateGraph['nodes'][number]['path']) {
  let states = stepping.start();
  for (const request of path) states = stepping.take(states, request).map(({ after }) => after);
  return stepping.key(states);
}

describe('the graph of states', () => {
  test('is whole where the scope is small: each node is another state, behind its path, and has the edge by which it was found', () => {
    const { stepping, graph } = graphOf(['freplace'], 'array', 1000);
    const { nodes, edges, followed, more } = graph;
    expect([followed, more]).toEqual([nodes.length, false]);
    const keys = nodes.map(({ path }) => keyBehind(stepping, path));
    expect(new Set(keys).size).toBe(nodes.length);
    const found = edges.filter(({ first }) => first).map(({ to }) => to);
    expect(found.toSorted((a, b) => a - b)).toEqual(nodes.map((_node, number) => number).slice(1));
    for (const { from, to } of edges.filter(({ first }) => first))
      expect(nodes[to]!.path.length).toBe(nodes[from]!.path.length + 1);
    // Breadth first: no path is shorter than one before it.
    const lengths = nodes.map(({ path }) => path.length);
    expect(lengths).toEqual(lengths.toSorted((a, b) => a - b));
  });
  test('has as many states as the search of mprog check finds', async () => {
    const { explore } = await import('../../library/explore.ts');
    const { states, complete } = await explore('freplace', { scope: 'array' });
    expect([graphOf(['freplace'], 'array', 1000).graph.nodes.length, complete]).toEqual([states, true]);
  });
  test('stops at a number of states, and says that there are more', () => {
    const { nodes, edges, more } = graphOf(['tcx'], 'default', 12).graph;
    expect([nodes.length, more]).toEqual([12, true]);
    expect(edges.every(({ from, to, rules }) => from < 12 && to < 12 && rules.length > 0)).toBe(true);
  });
  test('of two semantics names both rules where they differ', () => {
    const { edges } = graphOf(['rfc-v2', 'tcx'], 'default', 4).graph;
    expect(edges.some(({ rules }) => rules.some((rule) => rule.includes(' | ')))).toBe(true);
  });
});
