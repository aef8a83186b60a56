import { missingIn, refuseIncomplete, refuseStrangers, secondsIn } from '../search/share.ts';
import { type MutantResult, type MutationReport, tallied } from './report.ts';

type Part = NonNullable<MutationReport['part']>;
export type MutationPart = MutationReport & { readonly part: Part };

/** What a run is about. */
const about = ({ profile, scopes, killer, traces, states, requests }: MutationReport) => ({
  profile,
  scopes,
  killer,
  traces,
  states,
  requests,
});

/** What every part of one run says alike. */
const alike = (part: MutationPart) => ({ ...about(part), mutants: part.part.mutants });

/** The mutants of all parts in the order of a whole run: each part has every n-th of them. */
function inOrder(parts: readonly MutationPart[]): MutantResult[] {
  const placed = parts.flatMap(({ mutants, part: { index, of } }) =>
    mutants.map((mutant, at) => ({ mutant, place: at * of + index })),
  );
  return placed.toSorted((a, b) => a.place - b.place).map(({ mutant }) => mutant);
}

/** The report of a whole run, from those of its parts; no pass while one is missing. */
export function mergeMutationParts(given: readonly MutationPart[]): MutationReport {
  refuseStrangers(given, alike);
  const [first] = given as [MutationPart];
  refuseIncomplete(given, 'mutants', first.part.mutants, ({ mutants }) => mutants.length);
  const { format, version, tool } = first;
  const missing = missingIn(given);
  const mutants = inOrder(given);
  const does = new Map(given.flatMap(({ operators }) => operators.map((each) => [each.operator, each.does])));
  const tally = tallied(mutants, (operator) => does.get(operator)!);
  return {
    format,
    version,
    tool,
    ...about(first),
    ...tally,
    ...(missing === undefined ? {} : { missing, result: tally.result === 'violated' ? 'violated' : 'inconclusive' }),
    mutants,
    seconds: secondsIn(given),
  };
}
