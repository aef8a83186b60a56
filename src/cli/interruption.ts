/** A wish to stop that came from outside. */
export interface Interruption {
  /** Whether SIGINT or SIGTERM has come. */
  requested(): boolean;
  /** Lets signals do again what they did before. */
  forget(): void;
}

/** From now on SIGINT and SIGTERM are noted instead of ending the process; a second one ends it. */
export function interruption(): Interruption {
  let requested = false;
  const note = (signal: NodeJS.Signals) => {
    if (requested) process.exit(signal === 'SIGINT' ? 130 : 143);
    requested = true;
  };
  process.on('SIGINT', note);
  process.on('SIGTERM', note);
  return {
    requested: () => requested,
    forget: () => {
      process.off('SIGINT', note);
      process.off('SIGTERM', note);
    },
  };
}
