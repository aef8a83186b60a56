import type { Race, RaceEvent } from '../../spec/race.ts';
import type { Observation } from '../../spec/semantics.ts';
import { mermaidLines, type Sequence, type SequenceRow } from '../../traces/sequence.ts';
import type { Tale } from './tell.ts';

function describeLists({ semantics }: Race, lists: Readonly<Record<string, Observation>>): string {
  const { observation } = semantics.family.words;
  const hooks = Object.entries(lists);
  return hooks
    .map(([hook, seen]) => (hooks.length > 1 ? `${hook}: ${observation(seen)}` : observation(seen)))
    .join('; ');
}

function rowsOf(race: Race, events: readonly RaceEvent[]): readonly SequenceRow[] {
  return events.map((event) => {
    const { before, after, request } = event.fact;
    const was = describeLists(race, before);
    const is = describeLists(race, after);
    return {
      agent: race.agents.findIndex(({ name }) => name === event.agent),
      ...race.tell(event),
      asks: request !== undefined,
      lists: was === is ? undefined : is,
    };
  });
}

const hooksIn = ({ semantics, universe }: Race) => semantics.family.hooks(universe);

const START = 'the race begins';

/** How wide the lifelines of agents are apart, at least. */
const GAP = 3;

/** A tale as a sequence diagram in text: a lifeline for each agent and one for the hook, with its list at the right. */
export function textDiagram(race: Race, { before, events }: Tale): readonly string[] {
  const names = race.agents.map(({ name }) => name);
  const [earlier, rows] = [rowsOf(race, before), rowsOf(race, events)];
  const all = [...earlier, ...rows];
  const starts = names.map((_, index) => names.slice(0, index).reduce((sum, name) => sum + name.length + GAP, 0));
  const columns = starts.map((start, index) => start + Math.floor(names[index]!.length / 2));
  const room = Math.max(...all.map(({ said }) => said.length), 0) + 6;
  const hook = columns.at(-1)! + room;
  const answers = Math.max(...all.map(({ answer }) => answer.length), 2);
  const line = ({ agent, said, asks, answer, lists }: SequenceRow): string => {
    const cells = [...' '.repeat(hook)];
    for (const column of columns) cells[column] = '│';
    const from = columns[agent]!;
    if (asks) cells.fill('─', from + 1, hook - 1);
    for (const column of columns.filter((each) => each > from && asks)) cells[column] = '┼';
    cells[from] = asks ? '├' : '●';
    if (asks) cells[hook - 1] = '▶';
    const text = [...` ${said} `];
    cells.splice(columns.at(-1)! + 2, text.length, ...text);
    return `${cells.join('')}│  ${lists === undefined ? answer : `${answer.padEnd(answers)}  ${lists}`}`.trimEnd();
  };
  const idle = (text: string) => {
    const cells = [...' '.repeat(hook)];
    for (const column of columns) cells[column] = '│';
    return `${cells.join('')}│  ${text}`.trimEnd();
  };
  const head = `${names.map((name) => name + ' '.repeat(GAP)).join('')}`.padEnd(hook) + hooksIn(race).join(', ');
  const first = idle(describeLists(race, race.lists(race.begin())));
  const setup = earlier.length === 0 ? [] : [...earlier.map(line), idle(`┄┄ ${START}`)];
  return [head, first, ...setup, ...rows.map(line)];
}

/** A tale as a sequence diagram. */
export function sequenceOf(race: Race, { before, events }: Tale): Sequence {
  return {
    agents: race.agents.map(({ name }) => name),
    hooks: hooksIn(race),
    first: describeLists(race, race.lists(race.begin())),
    earlier: rowsOf(race, before),
    start: START,
    rows: rowsOf(race, events),
  };
}

/** A tale as the source of a Mermaid sequence diagram. */
export const mermaidDiagram = (race: Race, tale: Tale): readonly string[] => mermaidLines(sequenceOf(race, tale));
