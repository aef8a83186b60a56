import type { Possible, Request, State, Stepping } from '../browser.ts';

/** The most states of a graph: more cannot be read. */
export const MOST_STATES = 30;

/** A state, up to interchangeable objects. */
export interface Node {
  /** What each hook shows; of later nodes, of those hooks alone that show something else than in the first. */
  readonly words: readonly string[];
  /** Shortest requests from the first node. */
  readonly path: readonly Request[];
}

/** The requests that lead from one node to another, by the rules that decide them. */
export interface Edge {
  readonly from: number;
  readonly to: number;
  readonly rules: readonly string[];
  /** Whether it is the one by which the node was found: those are a tree. */
  readonly first: boolean;
}

/** The states that are nearest to one, which is the first. */
export interface StateGraph {
  readonly nodes: readonly Node[];
  readonly edges: readonly Edge[];
  /** Nodes whose requests were all followed, as far as they lead to nodes. */
  readonly followed: number;
  /** Whether there are states besides that can be reached. */
  readonly more: boolean;
}

interface Found extends Node {
  readonly states: readonly State[];
}

function wordsOf({ semantics }: Stepping, states: readonly State[]): readonly string[] {
  const said = semantics.map(({ family }, which) => {
    const state = states[which]!;
    const hooks = family.hooks(state.universe);
    return hooks.map((hook) => {
      const seen = family.words.observation(family.observe(state, hook));
      return hooks.length === 1 ? seen : `${hook} ${seen}`;
    });
  });
  const [first, second] = said;
  if (second === undefined || String(first) === String(second)) return first!;
  return said.flatMap((words, which) => words.map((each) => `${semantics[which]!.name}: ${each}`));
}

const ruleOf = ({ by }: Possible): string => [...new Set(by.map((each) => each?.rule ?? '–'))].join(' | ');

/**
 * Finds the states around one, breadth first, up to a number; yields what is known after each state that it went on from. States of a scope
 * only.
 */
export function* growing(stepping: Stepping, states: readonly State[], most = MOST_STATES): Generator<StateGraph> {
  const nodes: Found[] = [{ states, words: wordsOf(stepping, states), path: [] }];
  const numbers = new Map([[stepping.key(states), 0]]);
  const edges = new Map<string, { from: number; to: number; rules: string[]; first: boolean }>();
  let more = false;
  for (let from = 0; from < nodes.length; from += 1) {
    const { states: before, path } = nodes[from]!;
    for (const possible of stepping.possible(before)) {
      if (!possible.changes) continue;
      const key = stepping.key(possible.after);
      let to = numbers.get(key);
      const first = to === undefined;
      if (first && nodes.length === most) more = true;
      else if (first) {
        to = nodes.length;
        numbers.set(key, to);
        const { after } = possible;
        const words = wordsOf(stepping, after).filter((each) => !nodes[0]!.words.includes(each));
        if (words.length === 0) words.push('the same to a query');
        nodes.push({ states: after, words, path: [...path, possible.request] });
      }
      if (to === undefined || to === from) continue;
      const edge = edges.get(`${from} ${to}`) ?? { from, to, rules: [], first };
      edges.set(`${from} ${to}`, edge);
      const rule = ruleOf(possible);
      if (!edge.rules.includes(rule)) edge.rules.push(rule);
    }
    yield { nodes: [...nodes], edges: [...edges.values()], followed: from + 1, more };
  }
}
