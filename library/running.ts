import { setImmediate } from 'node:timers/promises';

/** What every call that may take long accepts. */
export interface Running<At> {
  /** Ends the call: it rejects with the reason of the signal within some 50 ms. */
  readonly signal?: AbortSignal | undefined;
  /** Told where the call stands, at most every 25 ms; what it throws ends the call. */
  readonly onProgress?: ((at: At) => void) | undefined;
}

/** How long a computation goes on without letting anything else run, in ms. */
const BREATH = 25;

/** Takes a search to its end, and lets everything else run now and then. */
export async function finished<At, Result>(
  search: Generator<At, Result, boolean | undefined>,
  { signal, onProgress }: Running<At>,
): Promise<Result> {
  await setImmediate();
  signal?.throwIfAborted();
  let last = performance.now();
  for (let next = search.next(); ; next = search.next()) {
    if (next.done) return next.value;
    if (performance.now() - last < BREATH) continue;
    onProgress?.(next.value);
    await setImmediate();
    signal?.throwIfAborted();
    last = performance.now();
  }
}
