import type { PropertyReport, PropertyReports, PropertyStanding } from '../../checker/promises/property-report.ts';
import { propertiesLost } from '../../spec/brought.ts';
import { isProposal } from '../../spec/families/profiles.ts';
import type { Profile } from '../../spec/profile.ts';
import { basisOf } from '../../spec/vocabulary/promise.ts';
import { type Block, bold, code, heading, type Inline, joined, table } from '../document/document.ts';
import { count, plural } from '../text/output.ts';
import { isCut, propertiesDocument } from '../text/render-properties.ts';
import { Contradiction, namedBy } from './contradiction.ts';
import { drawing, recorded, universeOf } from './drawing.ts';
import type { Named } from './named.ts';
import { type Drawn, first, type Told } from './told.ts';

interface Found {
  readonly report: PropertyReport;
  readonly semantics: Profile;
  /** The way to the report in its document. */
  readonly at: string;
}

/** A Contradiction where a property is violated and the report does not say how, or the other way round. */
function requireSense({ report: { properties, scopes }, at }: Found): void {
  for (const [place, { kind, result, finding }] of properties.entries()) {
    const way = `${at}properties.${place}.finding`;
    // That something is seen nowhere has no trace.
    const wanted = result === 'violated' && kind !== 'sometimes';
    if (wanted !== (finding !== undefined))
      throw new Contradiction(way, `expected ${wanted ? 'one' : 'none'}, because the result is ${result}`);
    if (finding === undefined) continue;
    namedBy(`${way}.scope`, finding.scope, scopes, ({ scope }) => scope.name);
    requireApart(finding, `${way}.otherwise`);
  }
}

/** The same where the cases that a base does not have cannot be: there are more of them than of all, or the step is none of the run. */
function requireApart({ cases = 1, otherwise }: NonNullable<PropertyStanding['finding']>, way: string): void {
  if (otherwise === undefined) return;
  const { at } = otherwise;
  const { length } = otherwise[at.run] ?? [];
  if (otherwise.cases > cases)
    throw new Contradiction(`${way}.cases`, `expected at most ${cases}, found ${otherwise.cases}`);
  if (at.step > length)
    throw new Contradiction(`${way}.at.step`, `expected a step of ${plural(length, 'step')}, found ${at.step}`);
}

/** What shows that a property does not hold. */
type Showing = Pick<NonNullable<PropertyStanding['finding']>, 'scope' | 'steps' | 'beside'>;

/** The pictures of a run, or of two that are compared; what is said stands at the first. */
function drawnRuns(
  { report, semantics, at }: Found,
  way: string,
  { scope: name, steps, beside }: Showing,
  title: readonly Inline[],
  said: Drawn['said'],
): readonly Drawn[] {
  const scope = namedBy(`${way}.scope`, name, report.scopes, (each) => each.scope.name);
  const universe = universeOf(semantics, scope.scope, `${at}scopes.${report.scopes.indexOf(scope)}.scope`);
  const runs = [{ all: steps, field: 'steps' }, ...(beside === undefined ? [] : [{ all: beside, field: 'beside' }])];
  return runs.map(
    ({ all, field }, index): Drawn => ({
      title: [...title, index === 0 ? '' : ', the run it is compared with'],
      said: index > 0 ? [] : said,
      ...drawing(semantics, universe, recorded(all), (step) => `${way}.${field}.${step}.request`),
    }),
  );
}

/** The pictures of a violation. */
function runsOf(found: Found, { id, sentence, finding, expected, ...basis }: PropertyStanding, place: number) {
  if (finding === undefined) return [];
  const { report, at } = found;
  return drawnRuns(
    found,
    `${at}properties.${place}.finding`,
    finding,
    [`${report.profile}: `, code(id)],
    [
      `Violated${expected ? ', which is a known anomaly' : ''}: ${sentence}`,
      `${basisOf(basis)}.`,
      ['Decided by ', code(finding.rule ?? 'no rule'), ` in scope ${finding.scope}.`],
    ],
  );
}

/** The pictures of a case that the profile which a known anomaly is on record of does not have. */
function apartOf(found: Found, { id, sentence, finding }: PropertyStanding, place: number) {
  const otherwise = finding?.otherwise;
  if (otherwise === undefined) return [];
  const { rule, by, cases, scope } = otherwise;
  return drawnRuns(
    found,
    `${found.at}properties.${place}.finding.otherwise`,
    otherwise,
    [`Not in ${by}: `, code(id)],
    [`Does not hold: ${sentence}`, ['Decided by ', code(rule), ` in scope ${scope}; ${plural(cases, 'case')}.`]],
  );
}

const drawnOf = (found: Found, isExpected: boolean): readonly Drawn[] =>
  found.report.properties.flatMap((each, place) => (each.expected === isExpected ? runsOf(found, each, place) : []));

function coveredOf({ report: { profile, scopes, states, requests, properties } }: Found): Inline {
  const held = properties.filter(({ result }) => result === 'held').length;
  const known = properties.filter(({ result, expected }) => result === 'violated' && expected).length;
  const where = scopes.map(
    ({ scope, depth }) => `${scope.name}${depth === undefined ? '' : ` (${plural(depth, 'step')})`}`,
  );
  return [
    bold(profile),
    `: ${plural(properties.length, 'property', 'properties')} in ${plural(states, 'state')}, with ${plural(requests, 'request')}; ${held} held, ${plural(known, 'known anomaly', 'known anomalies')}. Scopes: ${where.join(', ')}.`,
  ];
}

function missedOf({ report, semantics }: Found): readonly Inline[] {
  const { profile, properties, result } = report;
  const idle = properties.filter(({ tested, finding }) => tested === 0 && finding === undefined);
  const lost = isProposal(semantics) ? propertiesLost(semantics) : [];
  const open = properties.filter((each) => each.result === 'inconclusive' && !idle.includes(each));
  const ids = (some: readonly { readonly id: string }[]) => joined(some.map(({ id }) => code(id)));
  return [
    ...(result === 'inconclusive' && isCut(report)
      ? [[bold(profile), ': the search was not finished: there may be violations that were not found.']]
      : []),
    ...(idle.length > 0 ? [[bold(profile), ': properties not exercised: ', ids(idle), '.']] : []),
    ...(lost.length > 0 ? [[bold(profile), ': properties of its base that it leaves out: ', ids(lost), '.']] : []),
    ...(open.length > 0 ? [[bold(profile), ': not seen to the end: ', ids(open), '.']] : []),
  ];
}

const SENTENCES = {
  held: 'every property that was exercised holds, or is a known anomaly',
  violated: 'the result of a property is not the one on record',
  inconclusive: 'not everything was seen or exercised; this is not a pass',
  skipped: 'nothing was checked',
} as const;

const rowsOf = ({ report: { profile, properties } }: Found) =>
  properties.map(({ id, sentence, result, expected, tested, finding }) => [
    profile,
    code(id),
    sentence,
    result,
    expected ? 'yes' : 'no',
    count(tested),
    finding?.steps.length ?? '',
    finding?.rule === undefined ? '' : code(finding.rule),
  ]);

/** What a search for violations of properties came to, in one semantics or several. */
async function told(title: string, result: PropertyReport['result'], all: readonly Found[]): Promise<Told> {
  for (const each of all) requireSense(each);
  const drawn = [
    ...all.flatMap((each) => drawnOf(each, false)),
    ...all.flatMap((each) => each.report.properties.flatMap((standing, place) => apartOf(each, standing, place))),
    ...all.flatMap((each) => drawnOf(each, true)),
  ];
  const { some, left } = first(drawn);
  return {
    title,
    verdict: SENTENCES[result],
    covered: all.map(coveredOf),
    missed: [
      ...all.flatMap(missedOf),
      'Nothing outside of these scopes: no more objects, no other requests, no longer paths. Spec and model were not compared.',
    ],
    drawn: some,
    left,
    tables: [
      {
        title: 'Properties',
        block: table(
          ['profile', 'property', 'what it says', 'result', 'as expected', 'exercised', 'steps', 'decided by'],
          all.flatMap(rowsOf),
        ),
      },
    ],
    body: all.flatMap(({ report, semantics }): readonly Block[] => [
      ...(all.length > 1 ? [heading(3, report.profile)] : []),
      ...(propertiesDocument(semantics, report).children as Block[]),
    ]),
  };
}

/** What `check --properties` came to. */
export const toldProperties = async (report: PropertyReport, named: Named): Promise<Told> =>
  told(`mprog check ${report.profile} --properties`, report.result, [
    { report, semantics: await named(report.profile), at: '' },
  ]);

/** The same of several semantics. */
export async function toldPropertyReports({ reports, profiles, result }: PropertyReports, named: Named): Promise<Told> {
  const all = await Promise.all(
    reports.map(async (report, place) => ({ report, semantics: await named(report.profile), at: `reports.${place}.` })),
  );
  return told(
    `mprog check ${profiles.length > 4 ? plural(profiles.length, 'profile') : profiles.join(', ')} --properties`,
    result,
    all,
  );
}
