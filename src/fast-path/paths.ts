/** Counts the paths through a graph without cycles, from its first node to the nodes that nothing follows. */
export class Paths {
  readonly #edges: string[][] = [];

  /** Notes an edge. Two edges between the same nodes are two. */
  edge(from: number, to: string): void {
    this.#edges[from] ??= [];
    this.#edges[from].push(to);
  }

  /** The number of paths; `keys` are the names of the nodes by number. */
  count(keys: readonly string[]): bigint {
    const numbers = new Map(keys.map((key, number) => [key, number]));
    const counted: bigint[] = [];
    const pathsFrom = (node: number): bigint => {
      const known = counted[node];
      if (known !== undefined) return known;
      let paths = 0n;
      for (const next of this.#edges[node] ?? []) paths += pathsFrom(numbers.get(next)!);
      counted[node] = this.#edges[node] === undefined ? 1n : paths;
      return counted[node];
    };
    return pathsFrom(0);
  }
}
