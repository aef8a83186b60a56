import type { Profile } from '../../spec/profile.ts';
import { elementsOf, missingIn, refuseStrangers, secondsIn } from '../search/share.ts';
import { diffOf } from './diff.ts';
import type { DiffReport } from './diff-format.ts';
import type { DiffPart } from './diff-part.ts';
import { reportOf } from './diff-report.ts';

export type DiffPartReport = DiffReport & { readonly part: DiffPart };

/** The report of a whole comparison, from those of its parts; no pass while one is missing. A PartError where they are not of one run. */
export function mergeDiffParts(a: Profile, b: Profile, parts: readonly DiffPartReport[]): DiffReport {
  refuseStrangers(parts, ({ part, forbidden }) => ({
    'part.a': part.a,
    'part.b': part.b,
    ...elementsOf('part.scopes', part.scopes),
    forbidden,
  }));
  const [{ part, command, forbidden }] = parts as [DiffPartReport];
  const missing = missingIn(parts);
  const found = part.scopes.map((_, at) => {
    const own = parts.find((each) => each.part.index === (at % part.of) + 1);
    return own?.part.found[Math.floor(at / part.of)];
  });
  const report = reportOf(a, b, diffOf(a, b, part.scopes, found), {
    command,
    seconds: secondsIn(parts),
    forbid: forbidden,
    interrupted: parts.some(({ interrupted }) => interrupted),
  });
  return { ...report, ...(missing === undefined ? {} : { missing }) };
}
