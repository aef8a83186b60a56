import { mermaidDiagram } from '../races/diagram.ts';
import { profilesFor, raceOf } from '../races/race.ts';
import { shippedScenarios } from '../races/read.ts';
import { recordedAt } from '../races/recorded.ts';
import { searchAll } from '../races/search.ts';
import { tell } from '../races/tell.ts';
import { verdictOf } from '../races/verdict.ts';
import { RACE_PROPERTIES, type RaceProperty } from '../spec/properties/races.ts';
import { count } from './output.ts';
import { brokenIn, type Raced } from './raced.ts';
import { sharing } from './render-race.ts';

const INTRODUCTION = `Several daemons share a hook. Each is an agent with a short program of its own (look, attach, replace, detach, make and
update links, crash), and nothing but a query tells it of the others. The checker lets them act in every order on the
specification, and holds every step and every end to the properties below. A scenario is a file of
[scenarios/](../scenarios); \`mprog race mine.json\` runs one of yours, and its \`breaks\` says what it expects not to hold.

What an interleaving is: an order of the steps of all agents. A step is one system call, or a pin, or the closing of one fd
of a process that crashed; an agent that looks again after a refusal takes more steps. *States* are what is left of all
interleavings when those that lead to the same hooks and the same memories are taken together. A link has as many holders as
agents have it open, and one more for a pin; it is closed when the last one is closed. An agent with CAP_SYS_ADMIN can *take* a
link or a program by its id (BPF_LINK_GET_FD_BY_ID, BPF_PROG_GET_FD_BY_ID) and then holds it like any holder; ENOENT where it
does not exist any more, EPERM without the capability (\`"sysAdmin": false\`). A request that names a program which its agent did
not load gets an fd of it by its id first, in the same step. A step that needs an fd of a link or a pin which is not there is
an error of the scenario, unless the step \`expects\` that errno. The fds of a crashed agent's programs are closed last, and no
diagram shows it. Names stand for ids and never come back, as ids of programs could after two billion of them.

*Not exercised* are properties that no interleaving put to the test: nothing is said of them. A property about revisions needs a
list that changed between look and act; one about what belongs to others needs a step that is about their slot, or changes
the list that it is in.

Every broken property is kept as an ordinary trace, which \`mprog replay traces/races/tcx --target kernel\` takes to a kernel:
all requests in their order, made by one process. A trace calls an expected revision current or stale; that the current one is
the number an agent had read shows in what its query is expected to tell.`;

const described = ({ source, why }: RaceProperty) =>
  source === undefined ? `taken for granted: ${why}` : `promised: ${source}`;

function propertyTable(): readonly string[] {
  return [
    '| property | in words | where it comes from |',
    '|---|---|---|',
    ...RACE_PROPERTIES.map((property) => `| \`${property.id}\` | ${property.sentence} | ${described(property)} |`),
  ];
}

const listed = ({ verdict }: Raced, which: 'held' | 'broken' | 'not exercised') =>
  verdict.properties
    .filter((property) => property.verdict === which)
    .map(({ id, brokenIn: times }) => (which === 'broken' ? `**${id}** (${count(BigInt(times))})` : id))
    .join(', ');

const HEAD = [
  '| semantics | interleavings | states | broken (in so many) | held | not exercised |',
  '|---|---|---|---|---|---|',
];

function figures(raced: readonly Raced[]): readonly string[] {
  const rows = raced.map((each) => {
    const { profile, interleavings, states } = each.verdict;
    const cells = [
      count(BigInt(interleavings)),
      count(states),
      listed(each, 'broken') || 'nothing',
      listed(each, 'held'),
      listed(each, 'not exercised'),
    ];
    return `| \`${profile}\` | ${cells.join(' | ')} |`;
  });
  return [...HEAD, ...rows];
}

/** The interleavings of the first semantics that breaks anything; those of others are alike, and kept as traces. */
function diagrams(raced: readonly Raced[]): readonly string[] {
  const shown = raced.find((each) => brokenIn(each, undefined).length > 0);
  if (shown === undefined) return [];
  return sharing(brokenIn(shown, undefined)).flatMap((broken) => {
    const ids = broken.map(({ id }) => id);
    const kept = raced.flatMap((each) =>
      ids
        .filter((id) => brokenIn(each, id).length > 0)
        .map((id) => recordedAt(each.verdict.profile, each.verdict.scenario, id)),
    );
    return [
      `How \`${shown.verdict.profile}\` breaks ${ids.join(', ')}:`,
      '',
      '```mermaid',
      ...mermaidDiagram(shown.race, tell(shown.race, broken[0]!.example!)),
      '```',
      '',
      `Kept as ${kept.map((file) => `[${file.replace('.json', '')}](../traces/races/${file})`).join(', ')}.`,
      '',
    ];
  });
}

function section(raced: readonly Raced[]): readonly string[] {
  const { scenario, story, why, variantOf } = raced[0]!.verdict;
  const of = variantOf === undefined ? [] : [`A variant of [${variantOf}](#${variantOf}).`, ''];
  return [
    `${variantOf === undefined ? '##' : '###'} ${scenario}`,
    '',
    ...of,
    story,
    '',
    `*Why:* ${why}`,
    '',
    ...figures(raced),
    '',
    ...diagrams(raced),
  ];
}

type Told = readonly Raced[];

const brokenIds = (raced: Told) => [
  ...new Set(raced.flatMap((each) => brokenIn(each, undefined).map(({ id }) => `\`${id}\``))),
];

const linked = (raced: Told) => `[${raced[0]!.verdict.scenario}](#${raced[0]!.verdict.scenario})`;

/** Every scenario that breaks something, with its variants that break nothing. */
function remedies(all: readonly Told[]): readonly string[] {
  const weak = all.filter((raced) => raced[0]!.verdict.variantOf === undefined && brokenIds(raced).length > 0);
  const rows = weak.map((raced) => {
    const variants = all.filter(([first]) => first!.verdict.variantOf === raced[0]!.verdict.scenario);
    const clean = variants.filter((variant) => brokenIds(variant).length === 0).map(linked);
    return `| ${linked(raced)} | ${brokenIds(raced).join(', ')} | ${clean.join(', ') || 'none is known here'} |`;
  });
  return ['| weakness | broken | variants that break nothing |', '|---|---|---|', ...rows];
}

/** What comes of every scenario that comes with the package, as a page. */
export function racePage(): string {
  const all = shippedScenarios().map((scenario): Told => {
    return profilesFor(scenario).map((semantics) => {
      const race = raceOf(scenario, semantics);
      const searched = searchAll(race);
      return { race, searched, verdict: verdictOf(race, searched, 0) };
    });
  });
  const head = [
    '# Races',
    '',
    'This page is made by the tool (`npm run docs`). The same as text: `mprog race`.',
    '',
    INTRODUCTION,
    '',
  ];
  return `${[...head, '## The properties', '', ...propertyTable(), '', '## Weaknesses and remedies', '', ...remedies(all), '', ...all.flatMap(section)].join('\n').trimEnd()}\n`;
}
