const ending = new AbortController();

/** Aborted by the first signal: for whoever waits for something else meanwhile. */
export const interruption: AbortSignal = ending.signal;

let came: NodeJS.Signals | undefined;
let answered = false;
const endings = new Set<() => Promise<unknown>>();

/** From now on SIGINT and SIGTERM are noted instead of ending the process. `onSignal` is told each time how many came. */
export function listen(onSignal: (signal: NodeJS.Signals, times: number) => void): void {
  let times = 0;
  const note = (signal: NodeJS.Signals) => {
    came ??= signal;
    ending.abort();
    times += 1;
    onSignal(signal, times);
  };
  process.on('SIGINT', note);
  process.on('SIGTERM', note);
}

/** Whether SIGINT or SIGTERM has come. Whoever asks ends what it does, and says so in its verdict. */
export function interrupted(): boolean {
  if (came !== undefined) answered = true;
  return came !== undefined;
}

/** The signal that came, and whether the verdict speaks of it. */
export function signalSeen(): { readonly signal: NodeJS.Signals; readonly answered: boolean } | undefined {
  return came === undefined ? undefined : { signal: came, answered };
}

/** Says what has to be done before the process may end at once; gives the taking back. */
export function beforeEnding(end: () => Promise<unknown>): () => void {
  endings.add(end);
  return () => endings.delete(end);
}

/** Does what has to be done before the process may end at once. */
export async function endAll(): Promise<void> {
  await Promise.allSettled([...endings].map((end) => end()));
}
