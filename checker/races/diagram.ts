import type { Lists } from '../../spec/families/slots/properties/race-facts.ts';
import type { Race } from '../../spec/families/slots/races/race.ts';
import { blank, listsOf } from '../../spec/families/slots/races/state.ts';
import type { Event } from '../../spec/families/slots/races/take.ts';
import type { Request } from '../../spec/families/slots/vocabulary/index.ts';
import { describeObservation, describeRequest } from '../../traces/describe.ts';
import type { Tale } from './tell.ts';

/** One line of a sequence diagram. */
interface Row {
  readonly agent: number;
  /** What it asks, or does. */
  readonly said: string;
  /** Whether it asks the hook; otherwise it is a thing of its own. */
  readonly asks: boolean;
  readonly answer: string;
  /** What the hooks show afterwards, where that is something else than before. */
  readonly lists: string | undefined;
}

function describeLists(lists: Lists): string {
  const hooks = Object.entries(lists);
  return hooks
    .map(([hook, seen]) => (hooks.length > 1 ? `${hook}: ${describeObservation(seen)}` : describeObservation(seen)))
    .join('; ');
}

/** A request as a person would say it; that others are named by id, and which revision that is now, is left out. */
function describeAsked(request: Request, expected: number | undefined, several: boolean): string {
  const plain = 'revision' in request ? { ...request, revision: 'none' as const } : request;
  const named =
    'relative' in plain && plain.relative.is !== 'none' && 'name' in plain.relative
      ? { ...plain, relative: { ...plain.relative, by: 'fd' as const } }
      : plain;
  const said = describeRequest(named, several ? 'several' : 'one');
  return expected === undefined ? said : `${said}  expecting rev ${expected}`;
}

const OWN = {
  pin: (link: string) => `pin ${link}`,
  open: (link: string) => `open the pin of ${link}`,
  unpin: (link: string) => `unpin ${link}`,
  close: (link: string) => `close its fd of ${link}`,
} as const;

function saidIn({ step, about, lacks, fact, expected }: Event, several: boolean): string {
  const { request } = fact;
  if (step.do === 'crash') return about === undefined ? 'crash' : `its fd of ${about} is closed`;
  if (step.do === 'take') return `get an fd of ${about} by id`;
  if (step.do === 'query') {
    const at = several && request !== undefined && 'hook' in request ? ` at ${request.hook}` : '';
    return `${step.effective ? 'query effective' : 'query'}${at}`;
  }
  if (step.do in OWN) return OWN[step.do as keyof typeof OWN](about!);
  if (lacks !== undefined) return `${step.do} ${about} without an fd of it`;
  if (request === undefined && about !== undefined) return `${step.do}: get an fd of ${about} by id`;
  return request === undefined
    ? `${step.do}: what it looks for is not there`
    : describeAsked(request, expected, several);
}

const REACTIONS = {
  'goes on': '',
  'tries again': ', looks again',
  'gives up': ', gives up',
  'has crashed': '',
} as const;

function answerIn({ step, view, fact, reaction }: Event): string {
  if (view?.is === 'list' && fact.outcome === 'ok') {
    const seen = describeObservation(view);
    return step.do === 'query' && step.effective ? seen.replace(/( MULTI| OVERRIDE)? rev 0$/, '') : seen;
  }
  const own = fact.request === undefined && fact.outcome === 'ok';
  return own ? '' : `${fact.outcome}${REACTIONS[reaction]}`;
}

function rowsOf(race: Race, events: readonly Event[]): readonly Row[] {
  const several = Object.keys(race.universe.hooks).length > 1;
  return events.map((event) => {
    const { before, after, request } = event.fact;
    const was = describeLists(before);
    const is = describeLists(after);
    return {
      agent: race.agents.findIndex(({ name }) => name === event.agent),
      said: saidIn(event, several),
      asks: request !== undefined,
      answer: answerIn(event),
      lists: was === is ? undefined : is,
    };
  });
}

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
  const line = ({ agent, said, asks, answer, lists }: Row): string => {
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
  const head =
    `${names.map((name) => name + ' '.repeat(GAP)).join('')}`.padEnd(hook) +
    Object.keys(race.universe.hooks).join(', ');
  const first = idle(describeLists(listsOf(blank(race))));
  const setup = earlier.length === 0 ? [] : [...earlier.map(line), idle(`┄┄ ${START}`)];
  return [head, first, ...setup, ...rows.map(line)];
}

/** Text that Mermaid does not take for anything else. */
const escaped = (text: string) => text.replaceAll(';', ',').replaceAll('#', 'no. ').replace(/ {2,}/g, ' ');

/** A tale as the source of a Mermaid sequence diagram. */
export function mermaidDiagram(race: Race, { before, events }: Tale): readonly string[] {
  const id = (agent: number) => `a${agent + 1}`;
  const lines = ({ agent, said, asks, answer, lists }: Row): string[] => [
    asks
      ? `  ${id(agent)}->>hook: ${escaped(said)}`
      : `  Note over ${id(agent)}: ${escaped(said + (answer && `: ${answer}`))}`,
    ...(asks ? [`  hook-->>${id(agent)}: ${escaped(answer)}`] : []),
    ...(lists === undefined ? [] : [`  Note over hook: ${escaped(lists)}`]),
  ];
  const earlier = rowsOf(race, before);
  return [
    'sequenceDiagram',
    ...race.agents.map(({ name }, index) => `  participant ${id(index)} as ${name}`),
    `  participant hook as ${Object.keys(race.universe.hooks).join(', ')}`,
    `  Note over hook: ${escaped(describeLists(listsOf(blank(race))))}`,
    ...earlier.flatMap(lines),
    ...(earlier.length === 0 ? [] : [`  Note over ${id(0)},hook: ${START}`]),
    ...rowsOf(race, events).flatMap(lines),
  ];
}
