/** Starts to measure time; what is returned says how many seconds have gone by since, in steps of a millisecond. */
export function stopwatch(): () => number {
  const started = performance.now();
  return () => Math.round(performance.now() - started) / 1000;
}
