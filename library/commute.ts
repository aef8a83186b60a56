import { type CommuteProgress, commute as comparing } from '../checker/commute/commute.ts';
import { commutingOf } from '../checker/commute/commuting.ts';
import { type CommuteReport, reportOf } from '../checker/commute/report.ts';
import { stopwatch } from '../checker/search/stopwatch.ts';
import type { Profile } from '../spec/profile.ts';
import { checked, options, RUNNING } from './options.ts';
import { semanticsOf } from './prepare.ts';
import { finished, type Running } from './running.ts';

export type { CommuteProgress } from '../checker/commute/commute.ts';

const OPTIONS = options<Running<CommuteProgress>>(RUNNING);

/**
 * Lets two agents make every two well-formed requests in both orders, in every state of some small scopes, and tells what the order
 * matters to. The report is what `mprog commute --json` prints (docs/commute.schema.json). Rejects with an ArgumentError, a ProposalError, or
 * the reason of the signal.
 */
export async function commute(profile: string | Profile, given: Running<CommuteProgress> = {}): Promise<CommuteReport> {
  const running = checked(OPTIONS, given);
  const semantics = semanticsOf(profile);
  const scopes = commutingOf(semantics).scopes(semantics);
  const seconds = stopwatch();
  const found = await finished(comparing(semantics, scopes), running);
  return reportOf(semantics.name, scopes, found, seconds());
}
