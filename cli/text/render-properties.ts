import type { Confirmation, FindingStep } from '../../checker/decide/finding.ts';
import type { PropertyReport, PropertyStanding } from '../../checker/promises/property-report.ts';
import type { Family } from '../../spec/family.ts';
import type { Profile } from '../../spec/profile.ts';
import { colours, plural, say } from './output.ts';
import { decidedBy, plainTable } from './render-failure.ts';

const of = ({ properties }: PropertyReport, wanted: PropertyStanding['result'], asExpected: boolean) =>
  properties.filter(({ result, expected }) => result === wanted && expected === asExpected);

const trimmedLines = (text: string) =>
  text
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n');

/** The same in a word: what it made of the violation. */
const IN_SHORT = {
  held: 'reproduced',
  violated: 'not reproduced',
  inconclusive: 'inconclusive',
  skipped: 'skipped',
} as const satisfies Record<Confirmation['result'], string>;

/** What the running kernel made of a trace. */
function confirmed({ result, on, reason }: Confirmation): string {
  switch (result) {
    case 'held':
      return `reproduced on Linux ${on}`;
    case 'violated':
      return `not reproduced on Linux ${on} (${reason})`;
    default:
      return `${result}: ${reason}`;
  }
}

function anomalyTable(anomalies: readonly PropertyStanding[]): string {
  const asked = anomalies.some(({ finding }) => finding!.kernel !== undefined);
  const table = plainTable(['known anomaly', 'steps', 'allowed by rule', ...(asked ? ['kernel'] : []), 'also in']);
  for (const { id, finding } of anomalies) {
    const { steps, rule, kernel, alsoIn } = finding!;
    const said = kernel === undefined ? [] : [IN_SHORT[kernel.result]];
    table.push([id, steps.length, rule, ...said, alsoIn.join(', ') || '–']);
  }
  return trimmedLines(table.toString());
}

/** What the kernel said of anomalies, in a line where it is the same of all. */
function kernelLines(anomalies: readonly PropertyStanding[]): readonly string[] {
  const said = anomalies.flatMap(({ id, finding }) => (finding!.kernel ? [{ id, kernel: finding!.kernel }] : []));
  const [first] = said;
  if (first === undefined) return [];
  const lines = new Set(said.map(({ kernel }) => confirmed(kernel)));
  if (lines.size === 1) return [`  each of them: ${confirmed(first.kernel)}`];
  return said.map(({ id, kernel }) => `  ${id}: ${confirmed(kernel)}`);
}

/** The requests of a violation, one on a line. */
function run({ words }: Family, steps: readonly FindingStep[], several: boolean): readonly string[] {
  return steps.map(({ request }, index) => `  ${index + 1}  ${words.request(request, several ? 'several' : 'one')}`);
}

function violation(
  semantics: Profile,
  { id, sentence, source, why, finding }: PropertyStanding,
  { scopes }: PropertyReport,
): readonly string[] {
  const { steps, beside, rule, alsoIn } = finding!;
  const { scope } = scopes.find((each) => each.scope.name === finding!.scope)!;
  const { family } = semantics;
  const several = family.hooks(family.explore(scope, semantics).universe).length > 1;
  const before = family.words.before?.(scope);
  return [
    '',
    `${colours.red('✗')} ${colours.bold(id)} is violated, after ${plural(steps.length, 'step')}, and is not a known anomaly`,
    `  "${sentence}"`,
    `  ${source === undefined ? `because ${why}` : `promised in ${source}`}`,
    ...(before === undefined ? [] : [`  ${before}`]),
    ...run(family, steps, several),
    ...(beside === undefined ? [] : ['  compare with', ...run(family, beside, several)]),
    ...decidedBy(semantics, rule!),
    ...(alsoIn.length === 0 ? [] : [`  also in     ${alsoIn.join(', ')}`]),
  ];
}

/** Prints a report for a person to read. */
export function renderProperties(semantics: Profile, report: PropertyReport): void {
  const { profile, scopes, states, requests, seconds, properties, result } = report;
  const searched = scopes.map(({ scope, depth }) =>
    depth === undefined ? scope.name : `${scope.name} (${plural(depth, 'step')})`,
  );
  say(
    `${colours.bold(profile)} · ${plural(properties.length, 'property', 'properties')} of the rules · scopes ${searched.join(', ')}`,
  );
  say(`explored ${plural(states, 'state')} · ${plural(requests, 'request')} · ${seconds.toFixed(1)} s`);
  say(`${colours.green('✓')} ${plural(of(report, 'held', true).length, 'property', 'properties')} held`);
  for (const { id, mends } of report.properties)
    if (mends !== undefined) say(`${colours.green('✓')} ${id} held, and is an anomaly of ${mends}`);
  const untested = report.properties
    .filter(({ result: each, tested }) => each === 'inconclusive' && tested === 0)
    .map(({ id }) => id);
  if (untested.length > 0) say(`${colours.yellow('–')} not exercised: ${untested.join(', ')}`);
  const anomalies = of(report, 'violated', true);
  if (anomalies.length > 0) {
    say(`${colours.yellow('–')} ${plural(anomalies.length, 'known anomaly', 'known anomalies')} (docs/anomalies.md)`);
    say(anomalyTable(anomalies));
    for (const line of kernelLines(anomalies)) say(line);
  }
  for (const each of of(report, 'held', false))
    say(
      `${colours.red('✗')} ${each.id} is a known anomaly, but held: remove its trace from traces/anomalies/${profile}`,
    );
  for (const each of of(report, 'violated', false)) {
    if (each.finding === undefined) {
      say(`${colours.red('✗')} ${each.id} is not observed: ${each.sentence}`);
      continue;
    }
    for (const line of violation(semantics, each, report)) say(line);
    if (each.finding.kernel !== undefined) say(`  kernel      ${confirmed(each.finding.kernel)}`);
    say(`  to accept   mprog check ${profile} --properties ${each.id} --accept "why it is so"`);
  }
  if (result === 'inconclusive') say(`${colours.yellow('–')} interrupted: there may be violations that were not found`);
  say();
}
