import { rulesOf } from '../../spec/profile.ts';
import type { Request } from '../../spec/semantics.ts';
import type { Failure } from '../decide/failure.ts';
import type { Progress } from '../search/discovery.ts';
import { exploreShared, type Hand } from '../search/shared.ts';
import { stopwatch } from '../search/stopwatch.ts';
import { type Checked, type CheckProgress, type Subject, verdictOf } from './check.ts';
import { type Counts, together } from './counts.ts';
import type { Portion } from './portion.ts';

/** Somebody who expands states of the same check, and what they counted by their last answer. */
export interface CheckHand extends Hand<Request, Failure> {
  readonly counted: Counts | undefined;
}

/**
 * A check whose states are shared out. The verdict is that of `check` in all but the time it took; where one cannot tell what that would
 * be, because there is a failure whose details depend on all that was done before it, there is none.
 */
export async function* checkShared(
  subject: Subject,
  portion: Portion,
  hands: readonly CheckHand[],
): AsyncGenerator<CheckProgress, Checked | undefined, boolean | undefined> {
  const seconds = stopwatch();
  const rules = rulesOf(subject.semantics).length;
  const counts = () => together([portion.counts(), ...hands.flatMap(({ counted }) => counted ?? [])]);
  const search = exploreShared<Request, Failure>(
    portion.first(),
    ({ path, number }) => portion.expand(path, number),
    hands,
    subject.options.limits,
  );
  const where = (at: Progress): CheckProgress => ({
    ...at,
    transitions: () => counts().transitions,
    get rulesSeen() {
      return Object.values(counts().fired).filter((times) => times > 0).length;
    },
    rules,
    seconds: seconds(),
  });
  let next = await search.next();
  while (!next.done) next = await search.next(yield where(next.value));
  const explored = next.value;
  if (explored.ending.is === 'failed') return undefined;
  return { verdict: verdictOf(subject, counts(), explored, seconds()), explored };
}
