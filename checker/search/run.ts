import { Interrupted } from './interrupted.ts';

/** Something that is under way: each value says where it stands, and an answer of `true` ends it there. */
export type Run<At, Result> = Generator<At, Result, boolean | undefined>;

/** The same where it waits for others. */
export type AsyncRun<At, Result> = AsyncGenerator<At, Result, boolean | undefined>;

/** Lets it run to its end without a pause. */
export function atOnce<Result>(run: Run<unknown, Result>): Result {
  for (;;) {
    const next = run.next();
    if (next.done) return next.value;
  }
}

/** Lets it run as a part of something else, which says in its own words where it stands. */
export function* asPart<At, Outer, Result>(run: Run<At, Result>, where: (at: At) => Outer): Run<Outer, Result> {
  let next = run.next();
  while (!next.done) next = run.next(yield where(next.value));
  return next.value;
}

/** The same for one that waits for others. */
export async function* asAsyncPart<At, Outer, Result>(
  run: AsyncRun<At, Result>,
  where: (at: At) => Outer,
): AsyncRun<Outer, Result> {
  let next = await run.next();
  while (!next.done) next = await run.next(yield where(next.value));
  return next.value;
}

/** The same for a part without which there is no result: throws Interrupted where it is ended from outside. */
export function* asNeeded<At, Outer, Result>(run: Run<At, Result>, where: (at: At) => Outer): Run<Outer, Result> {
  let next = run.next();
  for (; !next.done; next = run.next()) if (yield where(next.value)) throw new Interrupted();
  return next.value;
}
