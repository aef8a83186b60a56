import type { z } from 'zod';
import {
  FindReport,
  invalidAt,
  parseDocument,
  parseScenario,
  pathTo,
  type Race,
  type RaceEvent,
  RaceReport,
  raceOf,
  raceTrace,
  type Trace,
  TraceError,
  tell,
  traceOf,
} from '../browser.ts';
import { type Opened, openTrace, profileIn, traceIn } from './drop.ts';
import type { TaleRow } from './tale.ts';

/** Something in a file that can be opened. */
export interface Entry {
  /** Its file, and where in it. */
  readonly name: string;
  readonly title: string;
  /** Throws a TraceError where it cannot be opened. */
  open(): Opened;
}

/** The scenarios of races that the page has, by name: the text of each. */
export type Scenarios = Readonly<Record<string, string>>;

/** A document of a format, checked; a TraceError where it is none. */
function checked<T>(name: string, document: unknown, schema: z.ZodType<T>): T {
  const { success, data, error } = schema.safeParse(document);
  if (success) return data;
  throw invalidAt(name, error.issues, document);
}

const goalOf = ({ goal: { picture, at, rule, outcome, file } }: FindReport): string =>
  [
    picture !== undefined && `"${picture}"${at === undefined ? '' : ` at ${at}`}`,
    rule !== undefined && `rule ${rule}`,
    outcome !== undefined && `outcome ${outcome}`,
    file !== undefined && `what ${file} accepts`,
  ]
    .filter(Boolean)
    .join(', ');

/** The ways that mprog find found: each begins where the search did. */
function waysIn(name: string, report: FindReport): readonly Entry[] {
  const { ways, start, scope, profile, result } = report;
  if (ways.length === 0)
    throw new TraceError(`${name}: expected a way that was found, found none: the result is ${result}`);
  return ways.map(({ steps }, index) => {
    const way = ways.length === 1 ? name : `${name}, way ${index + 1}`;
    const title = `${steps.length} step${steps.length === 1 ? '' : 's'} to ${goalOf(report)}`;
    return {
      name: way,
      title,
      open: () => {
        const semantics = profileIn(name, profile);
        const { family } = semantics;
        const requests = [...start, ...steps].map(({ request }) => request as never);
        const { universe } = family.explore(scope as never, semantics);
        const trace = traceOf(semantics, family.trimmed(universe, requests), requests, { title });
        const expected = [...start, ...steps].map(({ outcome, rule }, at) => ({
          ...trace.steps[at]!,
          expect: { outcome, rule },
        }));
        return openTrace(way, { ...trace, steps: expected }, { at: start.length });
      },
    };
  });
}

/** What an event of a race is, in a diagram: a step of the trace, or a thing of its own. */
function rowOf(race: Race, event: RaceEvent): TaleRow {
  if (event.fact.request !== undefined) return { agent: event.agent };
  const { said, answer } = race.tell(event);
  return { agent: event.agent, says: answer === '' ? said : `${said}: ${answer}` };
}

/** The interleavings of a report of races that violate something, each as a trace with who makes its requests. */
function racesIn(name: string, { verdicts }: RaceReport, scenarios: Scenarios): readonly Entry[] {
  const entries = verdicts.flatMap(({ scenario, profile, properties }) =>
    properties.flatMap(({ id, sentence, finding }): Entry[] => {
      if (finding === undefined) return [];
      const where = `${name}: ${scenario}, ${id}`;
      const open = () => {
        const text = scenarios[scenario];
        if (text === undefined)
          throw new TraceError(`${where}: expected a scenario that comes with this page, found "${scenario}"`);
        const race = raceOf(parseScenario(scenario, JSON.parse(text)), profileIn(name, profile));
        const path = pathTo(race, finding.steps);
        if (path === undefined)
          throw new TraceError(`${where}: the scenario of this page does not come to the steps of the report`);
        const { before, events } = tell(race, path);
        const tale = [...before, ...events].map((event) => rowOf(race, event));
        return openTrace(where, raceTrace(race, id, path), { tale, at: 0 });
      };
      return [{ name: `${scenario} (${profile})`, title: `${id}: ${sentence}`, open }];
    }),
  );
  if (entries.length === 0)
    throw new TraceError(`${name}: expected an interleaving that violates something, found none in these races`);
  return entries;
}

/** What a file has that can be opened; a TraceError that says what was expected, where that is nothing. */
export function entriesIn(name: string, text: string, scenarios: Scenarios): readonly Entry[] {
  const document = /^\s*\{/.test(text) ? parseDocument(name, text) : undefined;
  switch ((document as { readonly format?: unknown } | undefined)?.format) {
    case 'mprog-find':
      return waysIn(name, checked(name, document, FindReport));
    case 'mprog-race-report':
      return racesIn(name, checked(name, document, RaceReport), scenarios);
    default: {
      const trace: Trace = traceIn(name, text);
      return [{ name, title: trace.title, open: () => openTrace(name, trace) }];
    }
  }
}
