import { elementsOf, missingIn, refuseIncomplete, refuseStrangers, secondsIn } from '../search/share.ts';
import { type RaceReport, raceReport } from './verdict.ts';

export type RacePart = RaceReport & { readonly part: NonNullable<RaceReport['part']> };

/** The report of a whole run, from those of its parts; no pass while one is missing. A PartError where they are not of one run. */
export function mergeRaceParts(parts: readonly RacePart[]): RaceReport {
  refuseStrangers(parts, ({ part }) => elementsOf('part.races', part.races));
  const { races } = parts[0]!.part;
  refuseIncomplete(parts, 'verdicts', races.length, ({ verdicts, skipped }) => verdicts.length + skipped.length);
  const inOrder = <T extends { readonly scenario: string; readonly profile: string }>(all: readonly T[]) =>
    races.flatMap(({ scenario, profile }) =>
      all.filter((each) => each.scenario === scenario && each.profile === profile),
    );
  const missing = missingIn(parts);
  return raceReport(
    inOrder(parts.flatMap(({ verdicts }) => verdicts)),
    inOrder(parts.flatMap(({ skipped }) => skipped)),
    secondsIn(parts),
    missing === undefined ? {} : { missing },
  );
}
