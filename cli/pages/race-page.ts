import { profilesFor, raceOf, racingOf } from '../../checker/races/racing.ts';
import { shippedScenarios } from '../../checker/races/read.ts';
import { recordedAt } from '../../checker/races/recorded.ts';
import { searchAll } from '../../checker/races/search.ts';
import { verdictOf } from '../../checker/races/verdict.ts';
import { USUAL } from '../../spec/families/register.ts';
import { basisOf } from '../../spec/vocabulary/promise.ts';
import { type Block, bold, code, document, heading, joined, link, paragraph, table } from '../document/document.ts';
import { markdownText } from '../document/markdown.ts';
import { prose } from '../document/prose.ts';
import { brokenIn, isIdle, type Raced } from '../raced.ts';
import { count } from '../text/output.ts';
import { sharing, storyBlocks, tale } from '../text/render-race.ts';
import { GENERATED } from './generated.ts';

const INTRODUCTION = `Several daemons share a hook. Each is an agent with a short program (query, attach, replace, detach, create and update
links, crash), and sees the others only through queries. The checker explores every interleaving on the specification and
checks the properties below after every step and at the end. A scenario is a file of [scenarios/](../scenarios);
\`mprog race mine.json\` runs a scenario of yours, and its \`breaks\` lists the properties that it is expected to violate.

An interleaving is an order of the steps of all agents. A step is one system call, or a pin, or the close of one fd of a
crashed process; an agent that queries again after an error takes more steps. *States* counts interleavings that lead to the
same hooks and the same knowledge of the agents as one. Each agent that has a link open holds one reference, and so does a
pin; the link is closed with the last reference. An agent with CAP_SYS_ADMIN can *take* a
link or a program by its id (BPF_LINK_GET_FD_BY_ID, BPF_PROG_GET_FD_BY_ID) and then holds a reference too; ENOENT where it
does not exist any more, EPERM without the capability (\`"sysAdmin": false\`). A request that names a program which its agent did
not load gets an fd of it by its id first, in the same step. A step that needs an fd of a link or a pin which is not there is
an error of the scenario, unless the step \`expects\` that errno. The fds of a crashed agent's programs are closed last, and no
diagram shows it. Names stand for ids and never come back, as ids of programs could after two billion of them.

*Not exercised* are properties that no interleaving exercises: they are inconclusive. A property about revisions
needs a list that changed between query and request. A property about the slots of others needs a step that is about such a
slot, or changes its list.

Every violated property is recorded as an ordinary trace, which \`mprog replay traces/races/tcx --target kernel\` replays on a
kernel: one process makes all requests in their order. A trace gives an expected revision as current or stale; the expected
result of the query shows which number an agent had read.`;

const propertyTable = () =>
  table(
    ['property', 'in words', 'where it comes from'],
    racingOf(USUAL).properties.map((property) => [code(property.id), property.sentence, basisOf(property)]),
  );

const listed = (raced: Raced, which: 'held' | 'violated' | 'not exercised') =>
  joined(
    raced.verdict.properties
      .filter((property) => (isIdle(raced.verdict, property) ? 'not exercised' : property.result) === which)
      .map(({ id, violatedIn }) => (which === 'violated' ? [bold(id), ` (${count(BigInt(violatedIn))})`] : id)),
  );

const figures = (raced: Told) =>
  table(
    ['semantics', 'interleavings', 'states', 'violated (in so many)', 'held', 'not exercised'],
    raced.map((each) => {
      const { profile, interleavings, states } = each.verdict;
      const violated = brokenIds([each]).length === 0 ? 'nothing' : listed(each, 'violated');
      const size = [count(BigInt(interleavings)), count(states)];
      return [code(profile), ...size, violated, listed(each, 'held'), listed(each, 'not exercised')];
    }),
  );

/** The interleavings of the first semantics that breaks anything; those of others are alike, and kept as traces. */
function diagrams(raced: Told): readonly Block[] {
  const shown = raced.find((each) => brokenIn(each, undefined).length > 0);
  if (shown === undefined) return [];
  return sharing(brokenIn(shown, undefined)).flatMap((broken) => {
    const ids = broken.map(({ id }) => id);
    const kept = raced.flatMap((each) =>
      ids
        .filter((id) => brokenIn(each, id).length > 0)
        .map((id) => recordedAt(each.verdict.profile, each.verdict.scenario, id)),
    );
    const links = kept.map((file) => link(`../traces/races/${file}`, file.replace('.json', '')));
    return [
      paragraph('How ', code(shown.verdict.profile), ` violates ${ids.join(', ')}:`),
      tale(shown.race, broken[0]!.example!, 'mermaid'),
      paragraph('Kept as ', joined(links), '.'),
    ];
  });
}

/** A scenario under each of its semantics. */
type Told = readonly Raced[];

const section = (raced: Told) => [...storyBlocks(raced[0]!.verdict, ''), figures(raced), ...diagrams(raced)];

const brokenIds = (raced: Told) => [...new Set(raced.flatMap((each) => brokenIn(each, undefined).map(({ id }) => id)))];

const linked = ([first]: Told) => link(`#${first!.verdict.scenario}`, first!.verdict.scenario);

/** Every scenario that violates something, with its variants that violate nothing. */
function remedies(all: readonly Told[]): Block {
  const weak = all.filter((raced) => raced[0]!.verdict.variantOf === undefined && brokenIds(raced).length > 0);
  const rows = weak.map((raced) => {
    const variants = all.filter(([first]) => first!.verdict.variantOf === raced[0]!.verdict.scenario);
    const clean = variants.filter((variant) => brokenIds(variant).length === 0).map(linked);
    return [
      linked(raced),
      joined(brokenIds(raced).map(code)),
      clean.length === 0 ? 'none is known here' : joined(clean),
    ];
  });
  return table(['weakness', 'violated', 'variants that violate nothing'], rows);
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
  return markdownText(
    document(
      ...prose(`# Races\n\n${GENERATED} The same as text: \`mprog race\`.\n\n${INTRODUCTION}`),
      heading(2, 'The properties'),
      propertyTable(),
      heading(2, 'Weaknesses and remedies'),
      remedies(all),
      ...all.flatMap(section),
    ),
  );
}
