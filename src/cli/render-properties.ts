import type { Confirmation, PropertyReport, PropertyStanding } from '../checker/property-report.ts';
import type { Profile } from '../spec/profile.ts';
import { describeRequest } from '../traces/describe.ts';
import { colours, plural, say } from './output.ts';
import { decidedBy, plainTable } from './render-failure.ts';

const of = (report: PropertyReport, ...standings: readonly string[]) =>
  report.properties.filter(({ standing }) => standings.includes(standing));

const trimmedLines = (text: string) =>
  text
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n');

function confirmed(kernel: Confirmation | undefined): string {
  if (kernel === undefined) return '';
  switch (kernel.result) {
    case 'reproduced':
      return `Linux ${kernel.on} does it`;
    case 'differs':
      return `Linux ${kernel.on} does not (${kernel.detail})`;
    case 'skipped':
      return `not confirmed: ${kernel.detail}`;
  }
}

function anomalyTable(anomalies: readonly PropertyStanding[]): string {
  const table = plainTable(['known anomaly', 'steps', 'let through by', 'also in']);
  for (const { id, anomaly } of anomalies)
    table.push([id, anomaly!.steps, anomaly!.rule, anomaly!.alsoIn.join(', ') || '–']);
  return trimmedLines(table.toString());
}

/** The requests of a violation, one on a line. */
function run(requests: readonly Parameters<typeof describeRequest>[0][], several: boolean): readonly string[] {
  return requests.map((request, index) => `  ${index + 1}  ${describeRequest(request, several ? 'several' : 'one')}`);
}

function violation(
  semantics: Profile,
  { id, sentence, source, why, anomaly }: PropertyStanding,
  { scopes }: PropertyReport,
): readonly string[] {
  const { trace, beside, rule, alsoIn } = anomaly!;
  const { hooks, prefill } = scopes.find(({ scope }) => scope.name === anomaly!.scope)!.scope;
  const several = hooks > 1;
  return [
    '',
    `${colours.red('✗')} ${colours.bold(id)} does not hold, after ${plural(trace.length, 'step')}, and that is not on record`,
    `  "${sentence}"`,
    `  ${source === undefined ? `because ${why}` : `promised in ${source}`}`,
    ...(prefill === 0 ? [] : [`  on a hook with ${prefill} slots already`]),
    ...run(trace, several),
    ...(beside === undefined ? [] : ['  compare with', ...run(beside, several)]),
    ...decidedBy(semantics, rule),
    ...(alsoIn.length === 0 ? [] : [`  also in     ${alsoIn.join(', ')}`]),
  ];
}

/** Prints a report for a person to read. */
export function renderProperties(semantics: Profile, report: PropertyReport): void {
  const { profile, scopes, states, requests, seconds, properties, result } = report;
  const searched = scopes.map(({ scope, depth }) =>
    depth === undefined ? scope.name : `${scope.name} (${depth} steps)`,
  );
  say(
    `${colours.bold(profile)} · ${plural(properties.length, 'property', 'properties')} of the rules · scopes ${searched.join(', ')}`,
  );
  say(`explored ${plural(states, 'state')} · ${plural(requests, 'request')} · ${seconds.toFixed(1)} s`);
  say(`${colours.green('✓')} ${plural(of(report, 'held').length, 'property', 'properties')} hold`);
  const untested = of(report, 'untested').map(({ id }) => id);
  if (untested.length > 0) say(`${colours.yellow('–')} nothing put to the test: ${untested.join(', ')}`);
  const anomalies = of(report, 'anomaly');
  if (anomalies.length > 0) {
    say(`${colours.yellow('–')} ${plural(anomalies.length, 'known anomaly', 'known anomalies')} (docs/anomalies.md)`);
    say(anomalyTable(anomalies));
    for (const { id, anomaly } of anomalies)
      if (anomaly!.kernel !== undefined) say(`  ${id}: ${confirmed(anomaly!.kernel)}`);
  }
  for (const each of of(report, 'gone'))
    say(
      `${colours.red('✗')} ${each.id} is on record as an anomaly, and holds: remove its trace from traces/anomalies/${profile}`,
    );
  for (const each of of(report, 'unseen')) say(`${colours.red('✗')} ${each.id} is not seen: ${each.sentence}`);
  for (const each of of(report, 'violated')) {
    for (const line of violation(semantics, each, report)) say(line);
    if (each.anomaly!.kernel !== undefined) say(`  kernel      ${confirmed(each.anomaly!.kernel)}`);
    say(`  to accept   mprog check ${profile} --properties ${each.id} --accept "why it is so"`);
  }
  if (result === 'inconclusive') say(`${colours.yellow('–')} interrupted: what was not seen may still be there`);
  say();
}
