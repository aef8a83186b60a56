import { dirname, relative, resolve } from 'node:path';
import type { Confirmation, FindingStep } from '../../checker/decide/finding.ts';
import type { PropertyReport, PropertyStanding } from '../../checker/promises/property-report.ts';
import { propertiesBrought } from '../../spec/brought.ts';
import { isProposal } from '../../spec/families/profiles.ts';
import type { Profile } from '../../spec/profile.ts';
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
import { apartLine } from './apart-line.ts';
import { plural } from './output.ts';
import { proposalNote } from './proposal-note.ts';
import { decidedBy } from './render-failure.ts';
import { lostLine } from './rules-text.ts';

const of = ({ properties }: PropertyReport, wanted: PropertyStanding['result'], asExpected: boolean) =>
  properties.filter(({ result, expected }) => result === wanted && expected === asExpected);

/** What the running kernel made of a trace, in a word. */
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

function anomalyTable(anomalies: readonly PropertyStanding[]): Block {
  const asked = anomalies.some(({ finding }) => finding!.kernel !== undefined);
  const rows = anomalies.map(({ id, finding }) => {
    const { steps, rule, kernel, alsoIn } = finding!;
    const said = kernel === undefined ? [] : [IN_SHORT[kernel.result]];
    return [id, steps.length, rule, ...said, alsoIn.join(', ') || '–'];
  });
  return table(['known anomaly', 'steps', 'allowed by rule', ...(asked ? ['kernel'] : []), 'also in'], rows);
}

/** What the kernel said of anomalies, in a line where it is the same of all. */
function kernelLines(anomalies: readonly PropertyStanding[]): readonly string[] {
  const said = anomalies.flatMap(({ id, finding }) => (finding!.kernel ? [{ id, kernel: finding!.kernel }] : []));
  const [first] = said;
  if (first === undefined) return [];
  const all = new Set(said.map(({ kernel }) => confirmed(kernel)));
  if (all.size === 1) return [`each of them: ${confirmed(first.kernel)}`];
  return said.map(({ id, kernel }) => `${id}: ${confirmed(kernel)}`);
}

/** Where the anomalies are on record that are not among those of the package, as its list names them. */
function recordLines({ records }: Profile, anomalies: readonly PropertyStanding[]): readonly string[] {
  if (records === undefined) return [];
  return anomalies.flatMap(({ id, finding }) => {
    const { file } = finding!;
    return file !== undefined && dirname(resolve(file)) === resolve(records) ? [`${id}: on record in ${file}`] : [];
  });
}

/** Which cases of the anomalies the profile that they are on record of does not have, a line for each anomaly with such cases. */
function apartLines(anomalies: readonly PropertyStanding[]): readonly string[] {
  return anomalies.flatMap(({ id, finding }) => {
    const { otherwise } = finding!;
    if (otherwise === undefined) return [];
    const { at, steps, beside, ...apart } = otherwise;
    const run = at.run === 'steps' ? steps : (beside ?? []);
    const isLast = at.run === 'steps' && at.step === steps.length;
    const where = `at step ${at.step}${at.run === 'steps' ? '' : ' of the run that it is compared with'}`;
    return [`${id}: ${apartLine({ ...apart, steps, decided: run[at.step - 1]!, ...(isLast ? {} : { at: where }) })}`];
  });
}

function violation(semantics: Profile, standing: PropertyStanding, { profile, scopes }: PropertyReport) {
  const { id, sentence, source, why, finding } = standing;
  const { steps, beside, rule, alsoIn, kernel } = finding!;
  const { scope } = scopes.find((each) => each.scope.name === finding!.scope)!;
  const { family } = semantics;
  const several = family.hooks(family.explore(scope, semantics).universe).length > 1 ? 'several' : 'one';
  const run = (all: readonly FindingStep[]) =>
    numbered(...all.map(({ request }) => family.words.request(request, several)));
  const before = family.words.before?.(scope);
  const about = allClose(
    paragraph(`"${sentence}"`),
    paragraph(source === undefined ? `because ${why}` : `promised in ${source}`),
    before !== undefined && paragraph(before),
    run(steps),
    ...(beside === undefined ? [] : [paragraph('compare with'), run(beside)]),
    fields([
      decidedBy(semantics, rule!),
      alsoIn.length > 0 && ['also in', alsoIn.join(', ')],
      kernel !== undefined && ['kernel', confirmed(kernel)],
      [
        'to accept',
        code(`mprog check ${isProposal(semantics) ? 'FILE' : profile} --properties ${id} --accept "why it is so"`),
      ],
    ]),
  );
  return [
    paragraph(signed('✗', bold(id), ` is violated, after ${plural(steps.length, 'step')}, and is not a known anomaly`)),
    ...indented(2, ...about),
  ];
}

/** The properties that were asked and that nothing put to the test. */
export const idleIn = ({ properties }: PropertyReport): readonly PropertyStanding[] =>
  properties.filter(({ result, tested }) => result === 'inconclusive' && tested === 0);

/** Whether a search came to no end, as far as its report tells. */
export const isCut = ({ properties, interrupted }: PropertyReport): boolean =>
  interrupted === true || properties.some(({ result, tested }) => result === 'inconclusive' && tested > 0);

/** The properties for which a search that came to its end is no pass: those that a proposal brings, or else those that were named. */
export function openIn(semantics: Profile, report: PropertyReport): readonly string[] {
  const brought = new Set(propertiesBrought(semantics).map(({ id }) => id));
  const idle = idleIn(report).map(({ id }) => id);
  const own = idle.filter((id) => brought.has(id));
  return own.length > 0 ? own : idle;
}

function whyOpen(semantics: Profile, report: PropertyReport): Inline {
  if (!report.properties.some(({ tested }) => tested > 0))
    return signed('?', 'inconclusive: nothing was exercised. This is not a pass.');
  if (isCut(report)) return signed('–', 'interrupted: there may be violations that were not found');
  return signed('?', `inconclusive: ${openIn(semantics, report).join(', ')} not exercised. This is not a pass.`);
}

/** A report as a document. */
export function propertiesDocument(semantics: Profile, report: PropertyReport): Document {
  const { profile, scopes, states, requests, seconds, properties, result } = report;
  const searched = scopes.map(({ scope, depth }) =>
    depth === undefined ? scope.name : `${scope.name} (${plural(depth, 'step')})`,
  );
  const all = (some: readonly unknown[]) => plural(some.length, 'property', 'properties');
  const untested = idleIn(report);
  const lost = isProposal(semantics) ? lostLine(semantics) : undefined;
  const held = of(report, 'held', true);
  const anomalies = of(report, 'violated', true);
  const known = plural(anomalies.length, 'known anomaly', 'known anomalies');
  const unexpected = of(report, 'violated', false);
  const folder = semantics.records === undefined ? `traces/anomalies/${profile}` : relative('', semantics.records);
  const otherwise: readonly Inline[] = [
    ...of(report, 'held', false).map(({ id }) =>
      signed('✗', `${id} is a known anomaly, but held: remove its trace from ${folder}`),
    ),
    ...unexpected
      .filter(({ finding }) => finding === undefined)
      .map(({ id, sentence }) => signed('✗', `${id} is not observed: ${sentence}`)),
  ];
  return document(
    stanza(
      [bold(profile), ` · ${all(properties)} of the rules · scopes ${searched.join(', ')}`],
      `explored ${plural(states, 'state')} · ${plural(requests, 'request')} · ${seconds.toFixed(1)} s`,
    ),
    close(
      lines(
        signed(held.length === 0 ? '–' : '✓', `${all(held)} held`),
        ...properties.flatMap(({ id, mends }) =>
          mends === undefined ? [] : [signed('✓', `${id} held, and is an anomaly of ${mends}`)],
        ),
        untested.length > 0 && signed('–', `not exercised: ${untested.map(({ id }) => id).join(', ')}`),
        lost !== undefined && signed('–', lost),
        anomalies.length > 0 && signed('–', `${known} (docs/anomalies.md)`),
      ),
    ),
    ...(anomalies.length === 0
      ? []
      : [
          close(anomalyTable(anomalies)),
          ...indented(
            2,
            close(lines(...recordLines(semantics, anomalies), ...apartLines(anomalies), ...kernelLines(anomalies))),
          ),
        ]),
    close(lines(...otherwise)),
    ...unexpected.filter(({ finding }) => finding !== undefined).flatMap((each) => violation(semantics, each, report)),
    ...proposalNote(semantics),
    result === 'inconclusive' && close(paragraph(whyOpen(semantics, report))),
  );
}
