import { racingOf } from '../../checker/races/racing.ts';
import { shippedScenarios } from '../../checker/races/read.ts';
import { PROFILES, profileNamed } from '../../spec/families/profiles.ts';
import { USUAL } from '../../spec/families/register.ts';
import type { Family } from '../../spec/family.ts';
import type { Property } from '../../spec/properties/property.ts';
import type { RaceProperty } from '../../spec/race.ts';
import { familyOf, type Trace } from '../../traces/format.ts';
import type { TraceStep } from '../../traces/step.ts';
import { type Anomaly, decidedBy, knownAnomalies, knownOf } from '../anomalies.ts';
import {
  type Block,
  type Blocks,
  code,
  codeBlock,
  document,
  heading,
  type Inline,
  joined,
  paragraph,
  symbols,
  table,
} from '../document/document.ts';
import { markdownText } from '../document/markdown.ts';
import { prose, sentence } from '../document/prose.ts';
import { GENERATED } from './generated.ts';

/** What each kind of property is about, in the order they are listed. */
const KINDS = {
  always: 'Holds in every state.',
  step: 'Holds for every step.',
  trial: 'Holds for the results of requests that are tried, and undone, in every state.',
  history: 'Holds along every path, with the earlier states of the path remembered.',
  sometimes: 'Must be observed at least once in the search.',
} as const satisfies Record<Property['kind'], string>;

const kindsOf = Object.keys(KINDS) as Property['kind'][];

/** Every property of any profile, once. */
function everyProperty(): readonly Property[] {
  return [...new Map(PROFILES.flatMap(({ properties }) => properties.map((each) => [each.id, each]))).values()];
}

const names = (of: readonly { readonly name: string }[]) => joined(of.map(({ name }) => code(name)));
const orNone = (some: readonly unknown[], said: Inline) => (some.length === 0 ? '–' : said);

/** The profiles that a property is expected of. */
const expectedOf = (id: string) => PROFILES.filter(({ properties }) => properties.some((each) => each.id === id));

/** The profiles that are on record as breaking a property. */
const breaking = (id: string) => PROFILES.filter((semantics) => knownOf(semantics).includes(id));

/** What a property rests on. */
const inWords = ({ source, why }: Pick<Property, 'source' | 'why'>) =>
  source === undefined ? `A user would expect it: ${why}.` : `Promised: ${source}.`;

function row(property: Property): readonly Inline[] {
  const { id } = property;
  const all = expectedOf(id);
  const where = all.length === PROFILES.length ? 'all' : names(all);
  return [
    code(id),
    sentence(property.sentence),
    sentence(inWords(property)),
    where,
    orNone(breaking(id), names(breaking(id))),
  ];
}

function raceRow(property: RaceProperty): readonly Inline[] {
  const { id } = property;
  const broken = shippedScenarios().filter(({ breaks = {} }) => Object.values(breaks).some((ids) => ids.includes(id)));
  return [code(id), sentence(property.sentence), sentence(inWords(property)), orNone(broken, names(broken))];
}

/** The catalogue of properties, as a page. */
export function propertiesPage(): string {
  const count = PROFILES.map(({ name, properties }) => `\`${name}\` ${properties.length}`).join(', ');
  return markdownText(
    document(
      ...prose(
        [
          '# What users may expect',
          '',
          `${GENERATED} Each property is a promise, made by a source or expected by users. \`mprog check PROFILE --properties all\` searches for violations;`,
          `the reviewed ones are in [anomalies.md](anomalies.md). Properties by profile: ${count}.`,
        ].join('\n'),
      ),
      ...kindsOf.flatMap((kind) => [
        ...prose(`## ${kind}\n\n${KINDS[kind]}`),
        table(
          ['property', 'in words', 'basis', 'expected of', 'violated by'],
          everyProperty()
            .filter((property) => property.kind === kind)
            .map(row),
        ),
      ]),
      ...prose(
        '## race\n\nHolds for every step, and at the end, of every interleaving of several agents. `mprog race` searches for violations: [races.md](races.md).',
      ),
      table(['property', 'in words', 'basis', 'violated in the races'], racingOf(USUAL).properties.map(raceRow)),
    ),
  );
}

/** What a list looks like after a step, by hook where there are several. */
function lists({ hooks = {} }: TraceStep['expect'], { words }: Family): string {
  const several = Object.keys(hooks).length > 1;
  return Object.entries(hooks)
    .map(([hook, seen]) => {
      const label = several ? `${hook}: ` : '';
      return `${label}${words.row?.(seen) ?? words.observation(seen)}`;
    })
    .join('; ');
}

function stepsBlocks(trace: Trace): Blocks {
  const { universe, steps } = trace;
  const family = familyOf(trace);
  const { words } = family;
  const hooks = family.hooks(universe).length > 1 ? 'several' : 'one';
  const filled = family.prefilled?.(universe) ?? 0;
  const rows = steps.map(({ request, expect }, index) => {
    const { revision = '' } = expect.view === undefined ? {} : (words.left?.(expect.view) ?? {});
    const view = revision === '' ? '' : `, gives ${revision.replace('rev', 'revision')}`;
    return [index + 1, words.request(request, hooks), `${expect.outcome}${view}`, lists(expect, family)];
  });
  return [
    filled !== 0 && paragraph(`${filled} slots are filled before the first step.`),
    table(['#', 'request', 'outcome', 'afterwards'], rows),
  ];
}

/** Who decided the last step of a trace. */
function allowedBy(trace: Trace): Block {
  const { rule, sentence: said, where, source } = decidedBy(trace);
  return paragraph('Allowed by ', code(rule), `: "${said}" (`, symbols(where), `, ${source}).`);
}

function section(anomaly: Anomaly): Blocks {
  const { profile, property, trace, beside } = anomaly;
  const { sentence: broken, source, why } = profileNamed(profile).properties.find(({ id }) => id === property)!;
  const others = breaking(property).filter(({ name }) => name !== profile);
  const file = `traces/anomalies/${profile}/${property}.json`;
  const { note, kernel } = trace.origin!;
  return [
    heading(3, `${profile}: ${property}`),
    ...prose(`Violated: "${broken}" ${source === undefined ? `Expected because ${why}.` : `Promised: ${source}.`}`),
    ...prose(note!),
    ...stepsBlocks(trace),
    ...(beside === undefined ? [] : [paragraph('Compare with:'), ...stepsBlocks(beside)]),
    allowedBy(trace),
    others.length > 0 && paragraph('Also in ', names(others), '.'),
    kernel !== undefined && paragraph(`Reproduced on Linux ${kernel}.`),
    codeBlock([
      `mprog explain ${file}`,
      `mprog replay ${file} --target kernel`,
      `mprog check ${profile} --properties ${property} --confirm kernel`,
    ]),
  ];
}

/** The register of known anomalies, as a page. */
export function anomaliesPage(): string {
  const all = PROFILES.flatMap(({ name }) => knownAnomalies({ name }));
  const overview = PROFILES.map((semantics) => {
    const known = knownAnomalies(semantics);
    const inherited = known.filter(({ profile }) => profile !== semantics.name).length;
    const said = inherited === 0 ? '' : [` (${inherited} of them as `, code(semantics.base!.name), ')'];
    return [code(semantics.name), [known.length, said]];
  });
  return markdownText(
    document(
      ...prose(
        [
          '# Known anomalies',
          '',
          `${GENERATED} An anomaly is a property of [properties.md](properties.md) that a semantics violates, reviewed and recorded with a shortest trace.`,
          'Maintainers decide whether to change it; callers should know about it. A kernel that is named reproduces the trace; traces of the',
          'present profiles (`tcx` and `cgroup`) are replayed on the running kernel by the tests.',
        ].join('\n'),
      ),
      table(['profile', 'anomalies'], overview),
      ...PROFILES.flatMap(({ name, title }) => {
        const own = knownAnomalies({ name });
        return own.length === 0 ? [] : [heading(2, name), paragraph(`${title}.`), ...own.flatMap(section)];
      }),
      paragraph(`${all.length} anomalies.`),
    ),
  );
}
