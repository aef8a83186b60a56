/** Lets something that waits for others run to its end. */
export async function toItsEnd<Result>(run: AsyncGenerator<unknown, Result, boolean | undefined>): Promise<Result> {
  for (;;) {
    const next = await run.next();
    if (next.done) return next.value;
  }
}
