import type { Confirmation, PropertyReport, PropertyStanding } from '../../checker/promises/property-report.ts';
import type { Family } from '../../spec/family.ts';
import type { Profile } from '../../spec/profile.ts';
import type { Request } from '../../spec/semantics.ts';
import { colours, plural, say } from './output.ts';
import { decidedBy, plainTable } from './render-failure.ts';

const of = (report: PropertyReport, ...standings: readonly string[]) =>
  report.properties.filter(({ standing }) => standings.includes(standing));

const trimmedLines = (text: string) =>
  text
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n');

/** What the running kernel made of a trace. */
function confirmed({ result, on, detail }: Confirmation): string {
  switch (result) {
    case 'reproduced':
      return `reproduced on Linux ${on}`;
    case 'differs':
      return `not reproduced on Linux ${on} (${detail})`;
    case 'skipped':
      return `skipped: ${detail}`;
  }
}

function anomalyTable(anomalies: readonly PropertyStanding[]): string {
  const asked = anomalies.some(({ anomaly }) => anomaly!.kernel !== undefined);
  const table = plainTable(['known anomaly', 'steps', 'allowed by rule', ...(asked ? ['kernel'] : []), 'also in']);
  for (const { id, anomaly } of anomalies) {
    const { trace, rule, kernel, alsoIn } = anomaly!;
    const said = kernel === undefined ? [] : [kernel.result];
    table.push([id, trace.length, rule, ...said, alsoIn.join(', ') || '–']);
  }
  return trimmedLines(table.toString());
}

/** What the kernel said of anomalies, in a line where it is the same of all. */
function kernelLines(anomalies: readonly PropertyStanding[]): readonly string[] {
  const said = anomalies.flatMap(({ id, anomaly }) => (anomaly!.kernel ? [{ id, kernel: anomaly!.kernel }] : []));
  const [first] = said;
  if (first === undefined) return [];
  const lines = new Set(said.map(({ kernel }) => confirmed(kernel)));
  if (lines.size === 1) return [`  each of them: ${confirmed(first.kernel)}`];
  return said.map(({ id, kernel }) => `  ${id}: ${confirmed(kernel)}`);
}

/** The requests of a violation, one on a line. */
function run({ words }: Family, requests: readonly Request[], several: boolean): readonly string[] {
  return requests.map((request, index) => `  ${index + 1}  ${words.request(request, several ? 'several' : 'one')}`);
}

function violation(
  semantics: Profile,
  { id, sentence, source, why, anomaly }: PropertyStanding,
  { scopes }: PropertyReport,
): readonly string[] {
  const { trace, beside, rule, alsoIn } = anomaly!;
  const { scope } = scopes.find((each) => each.scope.name === anomaly!.scope)!;
  const { family } = semantics;
  const several = family.hooks(family.explore(scope, semantics).universe).length > 1;
  const before = family.words.before?.(scope);
  return [
    '',
    `${colours.red('✗')} ${colours.bold(id)} does not hold, after ${plural(trace.length, 'step')}, and is not a known anomaly`,
    `  "${sentence}"`,
    `  ${source === undefined ? `because ${why}` : `promised in ${source}`}`,
    ...(before === undefined ? [] : [`  ${before}`]),
    ...run(family, trace, several),
    ...(beside === undefined ? [] : ['  compare with', ...run(family, beside, several)]),
    ...decidedBy(semantics, rule),
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
  say(`${colours.green('✓')} ${plural(of(report, 'held').length, 'property', 'properties')} hold`);
  for (const { id, mends } of report.properties)
    if (mends !== undefined) say(`${colours.green('✓')} ${id} holds, and is an anomaly of ${mends}`);
  const untested = of(report, 'untested').map(({ id }) => id);
  if (untested.length > 0) say(`${colours.yellow('–')} not exercised: ${untested.join(', ')}`);
  const anomalies = of(report, 'anomaly');
  if (anomalies.length > 0) {
    say(`${colours.yellow('–')} ${plural(anomalies.length, 'known anomaly', 'known anomalies')} (docs/anomalies.md)`);
    say(anomalyTable(anomalies));
    for (const line of kernelLines(anomalies)) say(line);
  }
  for (const each of of(report, 'gone'))
    say(
      `${colours.red('✗')} ${each.id} is a known anomaly, but holds: remove its trace from traces/anomalies/${profile}`,
    );
  for (const each of of(report, 'unseen')) say(`${colours.red('✗')} ${each.id} is not observed: ${each.sentence}`);
  for (const each of of(report, 'violated')) {
    for (const line of violation(semantics, each, report)) say(line);
    if (each.anomaly!.kernel !== undefined) say(`  kernel      ${confirmed(each.anomaly!.kernel)}`);
    say(`  to accept   mprog check ${profile} --properties ${each.id} --accept "why it is so"`);
  }
  if (result === 'inconclusive') say(`${colours.yellow('–')} interrupted: there may be violations that were not found`);
  say();
}
