import { diffScopes, namedDiffScopes } from '../checker/diff/comparing.ts';
import { diff as comparing, type DiffProgress } from '../checker/diff/diff.ts';
import { type DiffReport, reportOf } from '../checker/diff/diff-report.ts';
import { stopwatch } from '../checker/search/stopwatch.ts';
import type { Profile } from '../spec/profile.ts';
import { ArgumentError, namedIn } from './argument-error.ts';
import { checked, isText, listOf, options, RUNNING } from './options.ts';
import { semanticsOf } from './prepare.ts';
import { finished, type Running } from './running.ts';

export type { DiffProgress } from '../checker/diff/diff.ts';

/** How two semantics are compared. */
export interface DiffOptions extends Running<DiffProgress> {
  /** The scopes to compare in, by name; several small ones unless given. The report names those there are. */
  readonly scopes?: readonly string[] | undefined;
}

const OPTIONS = options<DiffOptions>({ scopes: listOf<string>('names', isText).optional(), ...RUNNING });

/**
 * Asks two semantics the same in every state of some scopes, as long as their states match. The report is what `mprog diff --json` prints
 * (docs/diff.schema.json): groups of differences by the rule that brought them, each with a shortest example, and what only
 * one of the two can say. Rejects with an ArgumentError, a ProposalError, or the reason of the signal.
 */
export async function diff(from: string | Profile, to: string | Profile, given: DiffOptions = {}): Promise<DiffReport> {
  const { scopes, ...running } = checked(OPTIONS, given);
  const [a, b] = [semanticsOf(from), semanticsOf(to)];
  if (a !== b && a.name === b.name)
    throw new ArgumentError(`to: expected another name than "${a.name}", because the report names semantics by it`);
  const named = Object.entries(namedDiffScopes(a, b)).map(([name, pair]) => ({ name, pair }));
  const chosen = scopes?.map((name) => namedIn('scope', named, name).pair) ?? diffScopes(a, b);
  const seconds = stopwatch();
  const found = await finished(comparing(a, b, chosen), running);
  const asked = [a.name, b.name, ...(scopes === undefined ? [] : [{ scopes }])].map((each) => JSON.stringify(each));
  return reportOf(a, b, found, { command: `diff(${asked.join(', ')})`, seconds: seconds() });
}
