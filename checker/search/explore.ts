import { Discovery, type Explored, type Found, type Limits, type Progress } from './discovery.ts';
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

/** Returns the number of the state, unless it is one too many. */
export type Emit<Node, Label> = (
  key: string,
  create: () => { readonly node: Node; readonly label: Label },
) => number | undefined;

type Expansion<Label, Failure> = Found<Label, Failure> | undefined;

/**
 * Searches breadth first, so the first failure is at the end of a shortest path. Deterministic: the order is that in
 * which the space reports. Yields after every state, and within one where its space does, for the caller to show progress or to let
 * signals in; a caller that answers `true` ends the search there.
 */
export function* explore<Node, Label, Failure>(
  space: SearchSpace<Node, Label, Failure>,
  limits: Limits = {},
): Generator<Progress, Explored<Label, Failure>, boolean | undefined> {
  const first = space.initial();
  const found = new Discovery<Label, Failure>(first.key, limits);
  /** Those that are still to be expanded; of the others keys and paths are enough. */
  const nodes: (Node | undefined)[] = [first.node];
  const memory = new MemoryWatch();
  const emit: Emit<Node, Label> = (key, create) => {
    const known = found.numberOf(key);
    if (known !== undefined || !found.hasRoom()) return known;
    const { node, label } = create();
    nodes.push(node);
    return found.keep(key, label);
  };

  for (; found.isOpen(found.current); found.current += 1) {
    if (memory.isLow(found.size)) return found.explored({ is: 'bounded', bound: 'memory', limit: memory.limit });
    const node = nodes[found.current]!;
    nodes[found.current] = undefined;
    let expansion = space.expand(node, emit);
    if (expansion !== undefined && 'next' in expansion) {
      let next = expansion.next();
      for (; !next.done; next = expansion.next())
        if (yield found.progress()) return found.explored({ is: 'interrupted' });
      expansion = next.value;
    }
    if (expansion !== undefined) return found.failed(expansion);
    if (yield found.progress()) return found.explored({ is: 'interrupted' });
  }
  return found.ended();
}

/** Runs a search to its end without a pause. */
export function exploreAll<Node, Label, Failure>(
  space: SearchSpace<Node, Label, Failure>,
  limits: Limits = {},
): Explored<Label, Failure> {
  return atOnce(explore(space, limits));
}
