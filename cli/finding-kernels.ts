import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { FindingReport } from '../checker/promises/finding-report.ts';
import { BESIDE } from '../checker/promises/register.ts';
import { mergeResults } from '../matrix/merge.ts';
import { readMatrixFile } from '../matrix/read.ts';
import type { Cell, KernelResult } from '../matrix/result.ts';
import { PROFILES } from '../spec/families/profiles.ts';
import { notForKernel } from '../traces/not-for-kernel.ts';
import { PACKAGE } from '../traces/package-folder.ts';
import { type Anomaly, knownAnomalies } from './anomalies.ts';

const FILE = join(PACKAGE, 'docs', 'kernels.json');
const RESULTS = join(PACKAGE, 'docs', 'kernels');

/** Why nothing is known of a kernel that was not asked about a profile. */
export const NOT_ASKED = 'not replayed';

let kept: readonly KernelResult[] | undefined;

/** The results of kernels that come with the package, read once. */
function results(): readonly KernelResult[] {
  if (kept !== undefined) return kept;
  const names = PROFILES.map(({ name }) => name);
  kept = existsSync(RESULTS) ? mergeResults(readMatrixFile(FILE, names), [RESULTS]).kernels : [];
  return kept;
}

/** How many traces of violations there are of a profile, those that others are compared with among them. */
const tracesOf = (name: string): number =>
  knownAnomalies({ name }).reduce((all, { beside }) => all + (beside === undefined ? 1 : 2), 0);

/** What a kernel made of the traces of one violation: nothing where it did all of it, what was otherwise, or why that is not known. */
function madeOf({ trace, profile, property }: Anomaly, { anomalies, result }: Cell): { found?: string; why?: string } {
  const { shown, skipped, differences } = anomalies;
  const path = `traces/anomalies/${profile}/${property}`;
  const difference = differences.find((each) => each.trace === `${path}.json` || each.trace === `${path}${BESIDE}`);
  if (difference !== undefined) return { found: `step ${difference.step}: ${difference.message}` };
  const total = shown + differences.length + skipped.reduce((all, { traces }) => all + traces, 0);
  const fit = { fits: `it fits ${profile}`, differs: `it differs from ${profile}`, cannot: undefined }[result];
  if (total !== tracesOf(profile) && fit !== undefined)
    return { why: `replayed with other traces of violations; ${fit}` };
  const own = notForKernel(trace)?.replace(/^step \d+: /, '');
  const [reason] = skipped.filter((each) => shown + differences.length === 0 || each.reason === own);
  if (reason !== undefined) return { why: reason.reason };
  // What is left out for a reason of the kernel may be this one.
  const other = skipped.find((each) => !isOfTrace(each.reason));
  return other === undefined ? {} : { why: other.reason };
}

/** Whether a trace is skipped for what is in it, on every kernel alike. */
const isOfTrace = (reason: string): boolean =>
  reason.startsWith('undefined behaviour') || reason.startsWith('no kernel has the flag');

/** The kernels of the matrix that do what is on record, those that do not, and those of which that is not known. */
export function kernelsOf(anomaly: Anomaly): FindingReport['matrix'] {
  const kernels = results();
  const [first] = kernels;
  if (first === undefined) return undefined;
  const all = kernels.map(({ release, cells }) => {
    const cell = cells.find(({ profile }) => profile === anomaly.profile);
    return { release, ...(cell === undefined ? { why: NOT_ASKED } : madeOf(anomaly, cell)) };
  });
  return {
    suites: first.suites,
    does: all.filter(({ found, why }) => found === undefined && why === undefined).map(({ release }) => release),
    doesNot: all.flatMap(({ release, found }) => (found === undefined ? [] : [{ release, found }])),
    unknown: all.flatMap(({ release, why }) => (why === undefined ? [] : [{ release, why }])),
  };
}
