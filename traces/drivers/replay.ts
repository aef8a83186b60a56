import type { Family } from '../../spec/family.ts';
import type { Universe } from '../../spec/semantics.ts';
import { OddAnswer } from '../../spec/vocabulary/machine.ts';
import type { Told } from '../compare.ts';
import { familyOf, type Trace } from '../format.ts';
import { answeredOddly, type Replayed, type ReplayedStep, replayed, type Skipped } from '../replay.ts';
import type { TraceStep } from '../step.ts';
import { applyAnswer, observeAnswer, resetAnswer } from './answers.ts';
import type { Driver, Skip } from './driver.ts';
import { DriverError } from './driver-error.ts';

/** What came of a step, or that the driver cannot do it. */
export type Stepped = ReplayedStep | Skip;

/**
 * A replay on a driver that is under way, as `replaying`: each value is the number of the step that comes next, and answering
 * one with `true` ends it without a result. `where` is what errors call the trace. Throws a DriverError, with the step, on an answer that is
 * none and on an exception of the driver; an OddAnswer is an answer that is not as expected.
 */
export async function* replayingOn(
  trace: Trace,
  driver: Driver,
  where: string,
): AsyncGenerator<number, Replayed | Skipped | undefined, boolean | undefined> {
  const unfit = driver.skips?.(trace);
  if (unfit !== undefined) return { trace, skipped: unfit };
  const { universe, profile, title } = trace;
  const skipped = await located(`${where}: before step 1`, async () =>
    resetAnswer(await driver.reset?.(universe, { profile, title })),
  );
  if (skipped !== undefined) return { trace, skipped: skipped.skip };
  const about = { family: familyOf(trace), universe };
  const steps: ReplayedStep[] = [];
  for (const [index, step] of trace.steps.entries()) {
    if (yield index + 1) return undefined;
    const number = index + 1;
    const stepped = await located(`${where}: step ${number}`, () => stepOn(driver, about, step, number));
    if ('skip' in stepped) return { trace, skipped: `step ${number}: ${stepped.skip}` };
    steps.push(stepped);
    if (!stepped.ok) return { trace, ok: false, steps };
  }
  return { trace, ok: true, steps };
}

/** Takes a driver through one step. Throws a DriverError on an answer that is none, and what the driver throws. */
export async function stepOn(
  driver: Driver,
  { family, universe }: { readonly family: Family; readonly universe: Universe },
  step: TraceStep,
  number: number,
): Promise<Stepped> {
  const asked = step.expect.hooks ?? {};
  try {
    const answer = applyAnswer(family, await driver.apply(step.request));
    if ('skip' in answer) return answer;
    const hooks: Record<string, Told> = {};
    for (const hook of Object.keys(asked)) {
      const seen = observeAnswer(family, await driver.observe(hook));
      if ('skip' in seen) continue;
      refuseStrangers(family, universe, seen, 'observe');
      hooks[hook] = seen;
    }
    if (answer.view !== undefined) refuseStrangers(family, universe, answer.view, 'apply');
    return replayed(family, step, number, { ...answer, hooks });
  } catch (error) {
    if (!(error instanceof OddAnswer)) throw error;
    return answeredOddly(step, number, error);
  }
}

function refuseStrangers({ stranger }: Family, universe: Universe, seen: Told, op: string): void {
  const name = stranger?.(universe, seen);
  if (name !== undefined)
    throw new DriverError(
      `answer to ${op}: expected names of the universe, or "id:12" for what it does not have, found ${JSON.stringify(name)}`,
    );
}

/** Says of an exception where it came. One that ends the whole run passes as it is. */
async function located<T>(where: string, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof Error && error.name === 'AbortError') throw error;
    if (error instanceof DriverError) throw new DriverError(`${where}: ${error.message}`, { cause: error });
    const said = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    throw new DriverError(`${where}: the driver threw ${said}`, { cause: error });
  }
}
