import { MemoryWatch } from './memory.ts';
import { atOnce } from './run.ts';
/** A space to search: states with keys, and a way to find what follows a state. */
export interface SearchSpace<Node, Label, Failure> {
  initial(): { readonly node: Node; readonly key: string };
  /**
   * Reports every state that follows. Equal keys are one state: `create` is called for the first of them only. A failure
   * that is returned ends the search. Where that takes long it is a generator, which yields now and then.
   */
  expand(node: Node, emit: Emit<Node, Label>): Expansion<Label, Failure> | Generator<void, Expansion<Label, Failure>>;
}

export type Emit<Node, Label> = (key: string, create: () => { readonly node: Node; readonly label: Label }) => void;

type Expansion<Label, Failure> = Found<Label, Failure> | undefined;

/** A failure, and the label of the last step to it; without label where the state itself fails. */
export interface Found<Label, Failure> {
  readonly failure: Failure;
  readonly label?: Label;
}

/** Where a search stands. */
export interface Progress {
  readonly depth: number;
  readonly states: number;
  /** States found and not expanded yet. */
  readonly queue: number;
}

export interface Limits {
  /** No state further than this many steps from the first is expanded. */
  readonly depth?: number;
  /** No more than this many states are kept. */
  readonly states?: number;
}

/** How a search ended. `complete` is the only one that has seen everything; `memory` is in MB. */
export type Ending<Label, Failure> =
  | { readonly is: 'complete' }
  | { readonly is: 'bounded'; readonly bound: keyof Limits | 'memory'; readonly limit: number }
  | { readonly is: 'interrupted' }
  | { readonly is: 'failed'; readonly failure: Failure; readonly path: readonly Label[] };

/** Whether a search was ended by something else than what it was asked for. */
export function isUnfinished({ is, ...ending }: Ending<unknown, unknown>): boolean {
  return is === 'interrupted' || ('bound' in ending && ending.bound === 'memory');
}

export interface Explored<Label, Failure> extends Progress {
  readonly ending: Ending<Label, Failure>;
  /** The keys of all states, in the order they were found. */
  readonly keys: () => readonly string[];
  /** The steps from the first state to the one found as number `index`. */
  readonly pathTo: (index: number) => readonly Label[];
}

/**
 * Searches breadth first, so the first failure is at the end of a shortest path. Deterministic: the order is that in
 * which the space reports. Yields after every state, and within one where its space does, for the caller to show progress or to let
 * signals in; a caller that answers `true` ends the search there.
 */
export function* explore<Node, Label, Failure>(
  space: SearchSpace<Node, Label, Failure>,
  limits: Limits = {},
): Generator<Progress, Explored<Label, Failure>, boolean | undefined> {
  const index = new Map<string, number>();
  const nodes: (Node | undefined)[] = [];
  const parents: number[] = [];
  const labels: (Label | undefined)[] = [];
  const depths: number[] = [];

  const pathTo = (target: number): Label[] => {
    const path: Label[] = [];
    for (let at = target; parents[at] !== -1; at = parents[at]!) path.push(labels[at]!);
    return path.reverse();
  };
  const first = space.initial();
  index.set(first.key, 0);
  nodes.push(first.node);
  parents.push(-1);
  labels.push(undefined);
  depths.push(0);

  const maxDepth = limits.depth ?? Number.POSITIVE_INFINITY;
  const maxStates = limits.states ?? Number.POSITIVE_INFINITY;
  const memory = new MemoryWatch();
  let bound: keyof Limits | undefined;
  let current = 0;
  const emit: Emit<Node, Label> = (key, create) => {
    if (index.has(key)) return;
    if (nodes.length >= maxStates) {
      bound = 'states';
      return;
    }
    const { node, label } = create();
    index.set(key, nodes.length);
    nodes.push(node);
    parents.push(current);
    labels.push(label);
    depths.push(depths[current]! + 1);
  };
  const progress = (): Progress => ({
    depth: depths.at(-1)!,
    states: nodes.length,
    queue: nodes.length - current,
  });
  const explored = (ending: Ending<Label, Failure>): Explored<Label, Failure> => ({
    ...progress(),
    ending,
    keys: () => [...index.keys()],
    pathTo,
  });

  for (; current < nodes.length; current += 1) {
    if (depths[current]! >= maxDepth) {
      bound ??= 'depth';
      break;
    }
    if (memory.isLow()) return explored({ is: 'bounded', bound: 'memory', limit: memory.limit });
    const node = nodes[current]!;
    nodes[current] = undefined; // expanded states are only needed by their keys and paths
    const expansion = space.expand(node, emit);
    let found: Expansion<Label, Failure>;
    if (expansion !== undefined && 'next' in expansion) {
      let next = expansion.next();
      for (; !next.done; next = expansion.next()) if (yield progress()) return explored({ is: 'interrupted' });
      found = next.value;
    } else found = expansion;
    if (found !== undefined) {
      const path = pathTo(current);
      if (found.label !== undefined) path.push(found.label);
      return explored({ is: 'failed', failure: found.failure, path });
    }
    if (yield progress()) return explored({ is: 'interrupted' });
  }
  return explored(bound === undefined ? { is: 'complete' } : { is: 'bounded', bound, limit: limits[bound]! });
}

/** Runs a search to its end without a pause. */
export function exploreAll<Node, Label, Failure>(
  space: SearchSpace<Node, Label, Failure>,
  limits: Limits = {},
): Explored<Label, Failure> {
  return atOnce(explore(space, limits));
}
