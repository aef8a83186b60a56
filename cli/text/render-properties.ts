import type { Confirmation, PropertyReport, PropertyStanding } from '../../checker/promises/property-report.ts';
import type { Profile } from '../../spec/profile.ts';
import type { Request } from '../../spec/semantics.ts';
import {
  allClose,
  type Block,
  bold,
  close,
  code,
  type Document,
  document,
  fields,
  type Inline,
  indented,
  lines,
  numbered,
  paragraph,
  signed,
  stanza,
  table,
} from '../document/document.ts';
import { plural } from './output.ts';
import { decidedBy } from './render-failure.ts';

const of = (report: PropertyReport, ...standings: readonly string[]) =>
  report.properties.filter(({ standing }) => standings.includes(standing));

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

function anomalyTable(anomalies: readonly PropertyStanding[]): Block {
  const asked = anomalies.some(({ anomaly }) => anomaly!.kernel !== undefined);
  const rows = anomalies.map(({ id, anomaly }) => {
    const { trace, rule, kernel, alsoIn } = anomaly!;
    const said = kernel === undefined ? [] : [kernel.result];
    return [id, trace.length, rule, ...said, alsoIn.join(', ') || '–'];
  });
  return table(['known anomaly', 'steps', 'allowed by rule', ...(asked ? ['kernel'] : []), 'also in'], rows);
}

/** What the kernel said of anomalies, in a line where it is the same of all. */
function kernelLines(anomalies: readonly PropertyStanding[]): readonly string[] {
  const said = anomalies.flatMap(({ id, anomaly }) => (anomaly!.kernel ? [{ id, kernel: anomaly!.kernel }] : []));
  const [first] = said;
  if (first === undefined) return [];
  const all = new Set(said.map(({ kernel }) => confirmed(kernel)));
  if (all.size === 1) return [`each of them: ${confirmed(first.kernel)}`];
  return said.map(({ id, kernel }) => `${id}: ${confirmed(kernel)}`);
}

function violation(semantics: Profile, standing: PropertyStanding, { profile, scopes }: PropertyReport) {
  const { id, sentence, source, why, anomaly } = standing;
  const { trace, beside, rule, alsoIn, kernel } = anomaly!;
  const { scope } = scopes.find((each) => each.scope.name === anomaly!.scope)!;
  const { family } = semantics;
  const several = family.hooks(family.explore(scope, semantics).universe).length > 1 ? 'several' : 'one';
  const run = (requests: readonly Request[]) =>
    numbered(...requests.map((request) => family.words.request(request, several)));
  const before = family.words.before?.(scope);
  const steps = plural(trace.length, 'step');
  const about = allClose(
    paragraph(`"${sentence}"`),
    paragraph(source === undefined ? `because ${why}` : `promised in ${source}`),
    before !== undefined && paragraph(before),
    run(trace),
    ...(beside === undefined ? [] : [paragraph('compare with'), run(beside)]),
    fields([
      decidedBy(semantics, rule),
      alsoIn.length > 0 && ['also in', alsoIn.join(', ')],
      kernel !== undefined && ['kernel', confirmed(kernel)],
      ['to accept', code(`mprog check ${profile} --properties ${id} --accept "why it is so"`)],
    ]),
  );
  return [
    paragraph(signed('✗', bold(id), ` does not hold, after ${steps}, and is not a known anomaly`)),
    ...indented(2, ...about),
  ];
}

/** A report as a document. */
export function propertiesDocument(semantics: Profile, report: PropertyReport): Document {
  const { profile, scopes, states, requests, seconds, properties, result } = report;
  const searched = scopes.map(({ scope, depth }) =>
    depth === undefined ? scope.name : `${scope.name} (${plural(depth, 'step')})`,
  );
  const all = (some: readonly unknown[]) => plural(some.length, 'property', 'properties');
  const untested = of(report, 'untested').map(({ id }) => id);
  const anomalies = of(report, 'anomaly');
  const known = plural(anomalies.length, 'known anomaly', 'known anomalies');
  const lost: readonly Inline[] = [
    ...of(report, 'gone').map(({ id }) =>
      signed('✗', `${id} is a known anomaly, but holds: remove its trace from traces/anomalies/${profile}`),
    ),
    ...of(report, 'unseen').map(({ id, sentence }) => signed('✗', `${id} is not observed: ${sentence}`)),
  ];
  return document(
    stanza(
      [bold(profile), ` · ${all(properties)} of the rules · scopes ${searched.join(', ')}`],
      `explored ${plural(states, 'state')} · ${plural(requests, 'request')} · ${seconds.toFixed(1)} s`,
    ),
    close(
      lines(
        signed('✓', `${all(of(report, 'held'))} hold`),
        ...properties.flatMap(({ id, mends }) =>
          mends === undefined ? [] : [signed('✓', `${id} holds, and is an anomaly of ${mends}`)],
        ),
        untested.length > 0 && signed('–', `not exercised: ${untested.join(', ')}`),
        anomalies.length > 0 && signed('–', `${known} (docs/anomalies.md)`),
      ),
    ),
    ...(anomalies.length === 0
      ? []
      : [close(anomalyTable(anomalies)), ...indented(2, close(lines(...kernelLines(anomalies))))]),
    close(lines(...lost)),
    ...of(report, 'violated').flatMap((each) => violation(semantics, each, report)),
    result === 'inconclusive' &&
      close(paragraph(signed('–', 'interrupted: there may be violations that were not found'))),
  );
}
