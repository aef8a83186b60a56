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

/** Lets everything else run now and then: it is called at each step, and what it returns, if anything, is to be waited for. */
export function breather<At>({ signal, onProgress }: Running<At>): (at: At) => Promise<void> | undefined {
  let last = performance.now();
  const pause = async (at: At) => {
    onProgress?.(at);
    await setImmediate();
    signal?.throwIfAborted();
    last = performance.now();
  };
  return (at) => (performance.now() - last < BREATH ? undefined : pause(at));
}

/** Takes a search to its end, and lets everything else run now and then. */
export async function finished<At, Result>(
  search: Generator<At, Result, boolean | undefined>,
  running: Running<At>,
): Promise<Result> {
  await setImmediate();
  running.signal?.throwIfAborted();
  const breathe = breather(running);
  for (let next = search.next(); ; next = search.next()) {
    if (next.done) return next.value;
    const pause = breathe(next.value);
    if (pause !== undefined) await pause; // a wait for every step would slow searches down
  }
}

/** What an answer comes to; rejects with the reason of the signal where that comes first. */
export async function unlessEnded<T>(answer: T | PromiseLike<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return answer;
  signal.throwIfAborted();
  let end = () => {};
  const ended = new Promise<never>((_, reject) => {
    end = () => reject(signal.reason);
    signal.addEventListener('abort', end, { once: true });
  });
  try {
    return await Promise.race([answer, ended]);
  } finally {
    signal.removeEventListener('abort', end);
  }
}
