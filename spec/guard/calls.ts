/** A function of a proposal, such as `fact "first" of BPF_PROG_ATTACH`, and the file it is from. */
export interface Place {
  readonly file: string;
  readonly what: string;
  /** The function itself. */
  readonly call: unknown;
}

/** Who is told of calls of functions of proposals, each time before and after. Calls may be within calls. */
export interface CallWatcher {
  begins(place: Place): void;
  ends(): void;
}

let watcher: CallWatcher | undefined;

/** From now on somebody watches whether functions of proposals come to an end. */
export function watchCalls(by: CallWatcher): void {
  watcher = by;
}

/** Calls a function of a proposal. */
export function called<A>(place: Place, call: () => A): A {
  if (watcher === undefined) return call();
  watcher.begins(place);
  try {
    return call();
  } finally {
    watcher.ends();
  }
}
