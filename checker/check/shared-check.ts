import { rulesOf } from '../../spec/profile.ts';
import type { Request } from '../../spec/semantics.ts';
import type { Failure } from '../decide/failure.ts';
import { type Portion, type PortionHand, shareOut } from '../search/portion.ts';
import { type AsyncRun, asAsyncPart } from '../search/run.ts';
import { stopwatch } from '../search/stopwatch.ts';
import { type Checked, type CheckProgress, type Subject, verdictOf } from './check.ts';
import { type Counts, together } from './counts.ts';

/** Somebody who expands states of the same check. */
export type CheckHand = PortionHand<Request, Failure, Counts>;

/**
 * A check whose states are shared out. The verdict is that of `check` in all but the time it took; where one cannot tell what that would
 * be, because there is a failure whose details depend on all that was done before it, there is none.
 */
export async function* checkShared(
  subject: Subject,
  portion: Portion<Request, Failure, Counts>,
  hands: readonly CheckHand[],
): AsyncRun<CheckProgress, Checked | undefined> {
  const seconds = stopwatch();
  const rules = rulesOf(subject.semantics).length;
  const search = shareOut(portion, hands, subject.options.limits);
  const { explored, counted } = yield* asAsyncPart(search, ({ counted: soFar, ...at }): CheckProgress => {
    const counts = () => together(soFar());
    return {
      ...at,
      transitions: () => counts().transitions,
      get rulesSeen() {
        return Object.values(counts().fired).filter((times) => times > 0).length;
      },
      rules,
      seconds: seconds(),
    };
  });
  if (explored.ending.is === 'failed') return undefined;
  return { verdict: verdictOf(subject, together(counted), explored, seconds()), explored };
}
