import type { Confirmation } from '../../checker/decide/finding.ts';
import { mermaidDiagram, textDiagram } from '../../checker/races/diagram.ts';
import { racingOf } from '../../checker/races/racing.ts';
import { tell } from '../../checker/races/tell.ts';
import type { PropertyVerdict, RaceReport, RaceVerdict } from '../../checker/races/verdict.ts';
import { USUAL } from '../../spec/families/register.ts';
import type { Choice, Race } from '../../spec/race.ts';
import { basisOf } from '../../spec/vocabulary/promise.ts';
import { brokenIn, isIdle, notExercised, type Raced } from '../raced.ts';
import { colours, count, plural, say } from './output.ts';
import { plainTable } from './render-failure.ts';

/** The properties of races of the usual family: a table has a column for each. */
const RACE_PROPERTIES = racingOf(USUAL).properties;

/** The forms of sequence diagrams. */
export type Diagram = 'text' | 'mermaid';

/** A property in a cell: held, violated, or not exercised; in red where the scenario says otherwise. */
function mark(raced: Raced, property: PropertyVerdict): string {
  const [sign, colour] = isIdle(raced, property)
    ? ['·', colours.dim]
    : {
        held: ['✓', colours.green] as const,
        violated: ['✗', colours.yellow] as const,
        inconclusive: ['?', colours.yellow] as const,
      }[property.result];
  return property.expected ? colour(sign) : colours.red(`${sign}!`);
}

/** What a kernel said to the interleavings that were replayed on it. */
function kernelCell({ properties }: RaceVerdict): string {
  const all = properties.flatMap(({ finding }) => finding?.kernel ?? []);
  const replayed = all.filter(({ result }) => result === 'held' || result === 'violated');
  const reproduced = replayed.filter(({ result }) => result === 'held').length;
  if (all.length === 0) return '';
  return replayed.length === 0 ? 'skipped' : `${reproduced} of ${replayed.length}`;
}

/** Prints what came of many races as one table. */
export function renderRaces(raced: readonly Raced[], skipped: RaceReport['skipped']): void {
  const verdicts = raced.map(({ verdict }) => verdict);
  const confirming = verdicts.some(({ properties }) => properties.some(({ finding }) => finding?.kernel !== undefined));
  const numbers = RACE_PROPERTIES.map((_, index) => String(index + 1));
  const head = ['scenario', 'profile', 'agents', 'interleavings', 'states', 'ms', ...numbers];
  const table = plainTable(confirming ? [...head, 'kernel'] : head);
  for (const each of raced) {
    const { verdict } = each;
    const { scenario, profile, agents, interleavings, states, seconds, variantOf, properties } = verdict;
    const name = variantOf === undefined ? scenario : `  ${scenario}`;
    const figures = [count(agents.length), count(BigInt(interleavings)), count(states), (seconds * 1000).toFixed(0)];
    table.push([
      name,
      profile,
      ...figures,
      ...properties.map((property) => mark(each, property)),
      ...(confirming ? [kernelCell(verdict)] : []),
    ]);
  }
  for (const line of table.toString().split('\n')) say(line.trimEnd());
  say();
  RACE_PROPERTIES.forEach(({ id, sentence }, index) => {
    say(`${String(index + 1).padStart(3)}  ${colours.bold(id)}: ${sentence}`);
  });
  say();
  say(
    '✓ held in every interleaving   ✗ violated, as the scenario expects   · not exercised   ! not as the scenario expects',
  );
  say('Indented scenarios are variants of the one above. mprog race SCENARIO shows one in detail.');
  renderSkipped(skipped);
  for (const reason of new Set(skipReasons(raced))) say(`${colours.yellow('–')} kernel skipped: ${reason}`);
  summary(raced);
}

/** Prints which scenarios could not be told under a semantics. */
export function renderSkipped(skipped: RaceReport['skipped']): void {
  for (const { reason } of skipped) say(`${colours.yellow('–')} left out: ${reason}`);
}

const skipReasons = (raced: readonly Raced[]) =>
  raced.flatMap(({ verdict }) =>
    verdict.properties.flatMap(({ finding }) =>
      finding?.kernel?.result === 'skipped' ? [finding.kernel.reason!] : [],
    ),
  );

function summary(raced: readonly Raced[]): void {
  const verdicts = raced.map(({ verdict }) => verdict);
  const off = verdicts.filter(({ result }) => result !== 'held');
  const total = verdicts.reduce((sum, { interleavings }) => sum + BigInt(interleavings), 0n);
  const seconds = verdicts.reduce((sum, verdict) => sum + verdict.seconds, 0).toFixed(1);
  const size = `${plural(verdicts.length, 'race')}, ${count(total)} interleavings, ${seconds} s`;
  const idle = RACE_PROPERTIES.filter(({ id }) => raced.every((each) => notExercised(each).includes(id)));
  if (idle.length > 0) say(`${colours.dim('·')} not exercised by any race: ${idle.map(({ id }) => id).join(', ')}`);
  if (off.length === 0) say(`${colours.green('✓')} ${size}: all held, as the scenarios expect`);
  else
    say(
      `${colours.red('✗')} ${size}: ${off.map(({ scenario, profile }) => `${scenario} (${profile})`).join(', ')} did not`,
    );
}

function renderKernel({ result, on, reason }: Confirmation): string {
  const more = reason === undefined ? '' : ` (${reason})`;
  if (result === 'held') return `${colours.green('✓')} reproduced on Linux ${on}${more}`;
  if (result === 'violated') return `${colours.red('✗')} not reproduced on Linux ${on}${more}`;
  return `${colours.yellow('–')} kernel ${result}: ${reason}`;
}

/** Prints one race: its story, what holds, and for what is broken a shortest interleaving. */
export function renderRace(raced: Raced, diagram: Diagram, property: string | undefined): void {
  const { verdict } = raced;
  const { scenario, profile, story, why, variantOf, interleavings, states, depth, seconds, properties } = verdict;
  say(`${colours.bold(scenario)} · ${profile}${variantOf === undefined ? '' : ` · a variant of ${variantOf}`}`);
  say(story);
  say(`why: ${why}`);
  say(
    `${plural(verdict.agents.length, 'agent')} · ${plural(BigInt(interleavings), 'interleaving')} · ${plural(states, 'state')} · depth ${depth} · ${seconds.toFixed(3)} s`,
  );
  if (!raced.searched.complete)
    say(
      `${colours.yellow('?')} inconclusive: the search was not finished. No counterexample so far. This is not a pass.`,
    );
  for (const each of properties.filter(({ result }) => result === 'held'))
    say(`${colours.green('✓')} ${each.id}: ${each.sentence}`);
  const idle = notExercised(raced);
  if (idle.length > 0) say(`${colours.dim('·')} not exercised in any interleaving: ${idle.join(', ')}`);
  for (const { id, expected, result } of properties)
    if (!expected && result !== 'violated' && raced.searched.complete)
      say(
        `${colours.red('✗')} ${id} should be violated by the scenario, and ${result === 'held' ? 'held' : 'was not exercised'}`,
      );
  for (const same of sharing(brokenIn(raced, property))) renderBroken(raced, same, diagram);
  renderShown(raced, diagram);
  say();
}

/** Prints the interleaving that was asked for. */
function renderShown({ race, searched, verdict }: Raced, diagram: Diagram): void {
  const { shown } = verdict;
  if (shown === undefined) return;
  const { length, violates, steps } = shown;
  const broken = violates.length === 0 ? 'nothing is violated' : `violated: ${violates.join(', ')}`;
  const among = searched.complete ? `the ${length} interleaving` : `the ${length} interleaving that was reached`;
  say();
  say(`${among} (the first of that length), ${plural(steps.length, 'step')}, ${broken}:`);
  renderTale(race, searched.shown[length]!, diagram);
}

function renderTale(race: Race, path: readonly Choice[], diagram: Diagram): void {
  const tale = tell(race, path);
  say();
  if (diagram === 'mermaid') for (const line of mermaidDiagram(race, tale)) say(line);
  else for (const line of textDiagram(race, tale)) say(`    ${line}`);
}

type Finding = ReturnType<typeof brokenIn>[number];

/** Properties put together that one interleaving breaks. */
export function sharing(broken: readonly Finding[]): readonly (readonly Finding[])[] {
  const groups = new Map<string, Finding[]>();
  for (const finding of broken) {
    const path = JSON.stringify(finding.example);
    groups.set(path, [...(groups.get(path) ?? []), finding]);
  }
  return [...groups.values()];
}

/** Prints what one interleaving breaks, and the interleaving. */
function renderBroken({ race, searched, verdict }: Raced, broken: readonly Finding[], diagram: Diagram): void {
  const { interleavings, properties } = verdict;
  const found = broken.map(({ id }) => properties.find((each) => each.id === id)!);
  for (const each of found) {
    const unexpected = each.expected ? '' : colours.red(' (not expected by the scenario)');
    const often = ` in ${count(BigInt(each.violatedIn))} of ${plural(BigInt(interleavings), 'interleaving')}`;
    const counted = searched.complete ? often : '';
    say(`${colours.red('✗')} ${colours.bold(each.id)} is violated${counted}${unexpected}: ${each.sentence}`);
    say(`  ${basisOf(each)}`);
  }
  renderTale(race, broken[0]!.example!, diagram);
  say();
  for (const file of found.flatMap(({ finding }) => finding?.file ?? [])) {
    say(`  written to  ${file}`);
    say(`  replay      mprog replay ${file} --target kernel`);
  }
  for (const line of new Set(found.flatMap(({ finding }) => finding?.kernel ?? []).map(renderKernel))) say(`  ${line}`);
  const kernels = found.flatMap(({ finding }) => finding?.kernel?.result ?? []);
  const own = found[0]!.finding!.steps.filter(({ request, outcome }) => request === undefined && outcome === 'ok');
  if (kernels.includes('held') && own.length > 0)
    say(
      `    not replayed, since these make no request: ${own.map(({ step, about }) => `${step} ${about ?? ''}`.trim()).join(', ')}`,
    );
}
