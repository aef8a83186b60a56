/** A cgroup that was made: the one above it, and whether it was removed. */
interface Made {
  readonly above: Made | undefined;
  gone: boolean;
}

/** Which cgroups of a world are dying: they were removed, and a socket made in them, or in one below, is open. */
export class CgroupHolds {
  readonly #made = new Set<Made>();
  readonly #now = new Map<string, Made>();
  readonly #sockets = new Map<string, Made>();

  /** A cgroup is made for a hook, below that of another one, if any. */
  add(hook: string, parent: string): void {
    const made = { above: this.#now.get(parent), gone: false };
    this.#now.set(hook, made);
    this.#made.add(made);
  }

  remove(hook: string): void {
    this.#now.get(hook)!.gone = true;
  }

  opened(socket: string, hook: string): void {
    this.#sockets.set(socket, this.#now.get(hook)!);
  }

  closed(socket: string): void {
    this.#sockets.delete(socket);
  }

  /** How many are dying, once the kernel has released those that are not held. */
  get dying(): number {
    const held = new Set<Made>();
    for (const socket of this.#sockets.values())
      for (let at: Made | undefined = socket; at !== undefined; at = at.above) held.add(at);
    return [...this.#made].filter((each) => each.gone && held.has(each)).length;
  }
}
