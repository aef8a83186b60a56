/**
 * Counts the paths through a graph without cycles, from its first node to the nodes that nothing follows. Nodes are
 * numbered in the order in which edges first lead to them; the first node is 0, and no edge leads to it.
 */
export class Paths {
  readonly #numbers = new Map<string, number>();
  /** The edges of node n lead to the targets from `starts[n]` up to `starts[n + 1]`. */
  readonly #targets: number[] = [];
  readonly #starts: number[] = [];

  /** Notes an edge, with the edges of smaller nodes first. Two edges between the same nodes are two. */
  edge(from: number, to: string): void {
    while (this.#starts.length <= from) this.#starts.push(this.#targets.length);
    let number = this.#numbers.get(to);
    if (number === undefined) {
      number = this.#numbers.size + 1;
      this.#numbers.set(to, number);
    }
    this.#targets.push(number);
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
