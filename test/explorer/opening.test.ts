import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { parseTraceText, TraceError } from '../../browser.ts';
import { traceText } from '../../explorer/copying.ts';
import { diagramOf } from '../../explorer/diagram.ts';
import { gathered } from '../../explorer/gathering.ts';
import { entriesIn } from '../../explorer/opening.ts';
import { parseSession, textOf } from '../../explorer/session.ts';
import { cutTale } from '../../explorer/tale.ts';
import { steppingOf, Walked } from '../../explorer/walked.ts';
import { agentsOf } from '../../traces/agents.ts';
import { ROOT } from '../support/command.ts';
import { ran } from '../support/room.ts';

const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');
const SCENARIOS = Object.fromEntries(
  readdirSync(join(ROOT, 'scenarios'))
    .filter((name) => name.endsWith('.json'))
    .map((name) => [name.replace('.json', ''), read(`scenarios/${name}`)]),
);
const printed = async (...words: readonly string[]) => (await ran(ROOT, ...words, '--json')).stdout;
const open = (text: string) => entriesIn('a.json', text, SCENARIOS).map((entry) => entry.open());

describe('what mprog race prints', () => {
  let report: string;
  beforeAll(async () => {
    report = await printed('race');
  });

  interface Step {
    readonly agent: string;
    readonly outcome: string;
    readonly request?: object;
  }
  type Found = { readonly finding?: { readonly steps: readonly Step[] } };

  test('opens as every interleaving that violates something: the agents, requests and outcomes are those of the report', () => {
    const { verdicts } = JSON.parse(report) as {
      readonly verdicts: readonly { readonly properties: readonly Found[] }[];
    };
    const found = verdicts.flatMap(({ properties }) => properties.flatMap(({ finding }) => finding ?? []));
    const opened = open(report);
    expect(opened.length).toBe(found.length);
    expect(found.length).toBeGreaterThan(80);
    for (const [index, { session, otherwise }] of opened.entries()) {
      const { steps } = found[index]!;
      const { tale = [], steps: requests, semantics } = session;
      // What was done before the race comes first.
      const rows = tale.slice(tale.length - steps.length);
      expect([otherwise, session.at]).toEqual([[], 0]);
      expect(rows.map(({ agent }) => agent)).toEqual(steps.map(({ agent }) => agent));
      expect(rows.map(({ says }) => says === undefined)).toEqual(steps.map(({ request }) => request !== undefined));
      const stages = new Walked(steppingOf(session)).along(requests);
      const { lines, agents } = diagramOf(tale, stages, semantics[0], ({ request }) => request.op);
      const asked = lines.filter(({ step }) => step !== undefined);
      expect(asked.map(({ step }) => step)).toEqual(requests.map((_, at) => at + 1));
      const made = asked.filter(({ agent }) => agents[agent] !== 'reader').map(({ outcome }) => outcome);
      const expected = steps.flatMap(({ request, outcome }) => (request === undefined ? [] : [outcome]));
      expect(made.slice(made.length - expected.length)).toEqual(expected);
    }
  });

  test('is kept in the URL, and as a trace that names who makes its requests', () => {
    const [{ session }] = open(report) as [ReturnType<typeof open>[number]];
    expect(parseSession(textOf(session))).toEqual(session);
    const walked = new Walked(steppingOf(session));
    const text = traceText(session, walked, walked.along(session.steps))!;
    const agents = agentsOf(parseTraceText('a.json', text));
    expect(agents).toEqual(session.tale!.filter(({ says }) => says === undefined).map(({ agent }) => agent));
    const [{ session: again }] = open(text) as [ReturnType<typeof open>[number]];
    expect(again.tale?.map(({ agent }) => agent)).toEqual(agents);
  });

  test('is refused where its scenario or its steps are not those of the page, and where nothing is violated', async () => {
    expect(() => open(report.replaceAll('"ancestor-changes"', '"elsewhere"'))).toThrow(
      /^a\.json: elsewhere, .*: expected a scenario that comes with this page, found "elsewhere"$/,
    );
    const other = JSON.parse(report);
    other.verdicts
      .find(({ properties }: never) => (properties as Found[]).some(({ finding }) => finding))
      .properties.find(({ finding }: Found) => finding).finding.steps[0].outcome = 'EIO';
    expect(() => open(JSON.stringify(other))).toThrow('does not come to the steps of the report');
    expect(() => open(report.replace('"version": 2', '"version": 3'))).toThrow(TraceError);
    const none = await printed('race', 'neighbours');
    expect(() => open(none)).toThrow(/expected an interleaving that violates something, found none/);
  });

  test('of a URL is refused where it is about more steps than there are', () => {
    const [{ session }] = open(report) as [ReturnType<typeof open>[number]];
    const long = { ...session, tale: [...session.tale!, ...session.tale!, ...session.tale!] };
    expect(() => parseSession(textOf(long))).toThrow('tale: expected who does what in the steps, found something else');
    const rows = [{ agent: 'a' }, { agent: 'b', says: 'crash' }, { agent: 'a' }];
    expect([cutTale(rows, 0), cutTale(rows, 1), cutTale(rows, 2)]).toEqual([undefined, [{ agent: 'a' }], rows]);
  });
});

describe('what mprog find prints', () => {
  test('opens as each way, where the search began', async () => {
    const opened = open(await printed('find', 'tcx', 'C A/L1 B', '--from', 'A', '--all', '2'));
    expect(opened.length).toBe(2);
    for (const { session, otherwise, title } of opened) {
      expect([otherwise, session.at, title]).toEqual([
        [],
        1,
        expect.stringMatching(/^\d steps to "C A\/L1 B" at ingress$/),
      ]);
      const walked = new Walked(steppingOf(session));
      const [last] = walked.along(session.steps).at(-1)!.took;
      expect('explanation' in last! && last.explanation.after).toMatchObject({
        ingress: expect.stringMatching(/^C A\/L1 B /),
      });
    }
  });
  test('may have its fields in any order', async () => {
    const found = await printed('find', 'tcx', 'A');
    const other = JSON.stringify(Object.fromEntries(Object.entries(JSON.parse(found)).toReversed()));
    expect(open(other).map(({ title }) => title)).toEqual(open(found).map(({ title }) => title));
  });
  test('is refused where no way was found', async () => {
    const none = await printed('find', 'tcx', '--rule', 'attach/full');
    expect(() => open(none)).toThrow('a.json: expected a way that was found, found none: the result is ');
  });
});

describe('a folder that is dropped', () => {
  const file = (name: string) => ({
    isFile: true,
    name,
    file: (done: (file: File) => void) => done(new File(['x'], name)),
  });
  const folder = (name: string, items: readonly object[]) => ({
    isFile: false,
    name,
    createReader: () => {
      const left = [...items];
      // A reader gives a few at a time.
      return { readEntries: (done: (some: readonly never[]) => void) => done(left.splice(0, 2) as never[]) };
    },
  });
  test('gives all of its files by their paths, but for hidden ones', async () => {
    const inner = folder('tcx', [file('b.json'), file('a.json'), file('c.json')]);
    const given = await gathered(
      [folder('suite', [inner, file('.hidden'), folder('.git', [file('d.json')])]) as never],
      [],
    );
    expect(given.map(({ name }) => name)).toEqual(['suite/tcx/a.json', 'suite/tcx/b.json', 'suite/tcx/c.json']);
    const alone = await gathered([], [new File(['x'], 'z.json'), new File(['y'], 'y.json')]);
    expect(alone.map(({ name }) => name)).toEqual(['y.json', 'z.json']);
  });
  test('with too many files is refused', async () => {
    const many = folder(
      'many',
      Array.from({ length: 2100 }, (_, index) => file(`${index}.json`)),
    );
    await expect(gathered([many as never], [])).rejects.toThrow('expected at most 2000 files, found more');
  });
});
