/**
 * Counts the paths through a graph without cycles, from its first node, which has the number 0, to the nodes that nothing follows.
 */
export class Paths {
  /** The edges of node n lead to the targets from `starts[n]` up to `starts[n + 1]`. */
  readonly #targets: number[] = [];
  readonly #starts: number[] = [];

  /** Notes an edge, with the edges of smaller nodes first. Two edges between the same nodes are two. */
  edge(from: number, to: number): void {
    while (this.#starts.length <= from) this.#starts.push(this.#targets.length);
    this.#targets.push(to);
  }

  /** The number of paths. */
  count(): bigint {
    const counted: (bigint | undefined)[] = [];
    const end = this.#targets.length;
    const pathsFrom = (node: number): bigint => {
      const known = counted[node];
      if (known !== undefined) return known;
      const start = this.#starts[node] ?? end;
      const stop = this.#starts[node + 1] ?? end;
      let paths = start === stop ? 1n : 0n;
      for (let edge = start; edge < stop; edge += 1) paths += pathsFrom(this.#targets[edge]!);
      counted[node] = paths;
      return paths;
    };
    return pathsFrom(0);
  }
}
