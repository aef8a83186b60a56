import { expect, test } from 'vitest';
import {
  ArgumentError,
  check,
  commute,
  diff,
  explain,
  explore,
  formatTrace,
  parseTrace,
  profile,
  races,
  record,
  replay,
  SpecMachine,
  searchPromises,
  suite,
} from '../../index.ts';
import { QueueModel, queue } from '../support/toy.ts';

/** The same semantics without one rule: nobody is put into the queue. */
const rude = profile({
  ...queue,
  name: 'rude-queue',
  tables: queue.tables.map((table) => ({ ...table, rules: table.rules.filter(({ id }) => id !== 'acquire/wait') })),
});

const REQUESTS = [
  { op: 'acquire', hook: 'printer', client: 'ann' },
  { op: 'acquire', hook: 'printer', client: 'bob', wait: true },
  { op: 'acquire', hook: 'printer', client: 'cem' },
  { op: 'release', hook: 'printer', client: 'ann' },
] as const;

const recorded = () =>
  record(new SpecMachine(queue) as never, {
    family: 'toy',
    profile: 'queue',
    title: 'bob is next',
    universe: { clients: ['ann', 'bob', 'cem'], devices: ['printer'] },
    requests: REQUESTS,
  });

test('is checked against its model, up to renaming of what its schema marks', async () => {
  const verdict = await check(queue, { model: new QueueModel() as never });
  expect(verdict).toMatchObject({ result: 'held', model: true, neverFired: [], vacuous: [] });
  // Free, or an owner with none to two who wait: 4 states, and with names 1 + 3 + 3·2 + 3·2·1.
  expect(verdict.states).toBe(4);
  expect(await check(queue, { model: new QueueModel() as never, symmetry: false })).toMatchObject({
    result: 'held',
    states: 16,
  });
  const two = await check(queue, { scope: 'two', model: new QueueModel() as never, everyRequest: true });
  expect(two).toMatchObject({ result: 'held', neverFired: [] });
});

test('a fault that is planted in its model is found, by a shortest trace', async () => {
  const verdict = await check(queue, { model: new QueueModel({ lifo: true }) as never });
  expect(verdict.result).toBe('violated');
  // Three who wait in turn, and a release: with fewer the first in the queue is the last.
  expect(verdict.counterexample!.steps.map(({ request }) => request.op)).toEqual([
    ...['acquire', 'acquire', 'acquire', 'release'],
  ]);
  expect(verdict.counterexample!.failure).toMatchObject({ is: 'observation', hook: 'printer' });
});

test('its promises are searched, and its states explored', async () => {
  expect(await searchPromises(queue)).toMatchObject({ result: 'held' });
  const { states, complete, pathTo } = await explore(queue);
  expect({ states, complete, last: pathTo(3).length }).toEqual({ states: 4, complete: true, last: 3 });
});

test('two of its semantics are compared', async () => {
  expect(await diff(queue, { ...queue, name: 'twin' })).toMatchObject({ result: 'held', finding: 'no-difference' });
  const report = await diff(queue, rude);
  expect(report.result).toBe('violated');
  const [first] = report.groups.flatMap(({ differences }) => differences);
  expect(first).toMatchObject({
    kind: 'behaviour',
    a: { rule: 'acquire/wait', outcome: 'ok' },
    b: { rule: 'acquire/busy', outcome: 'EBUSY' },
  });
  await expect(diff(queue, 'tcx')).rejects.toThrow('queue and tcx cannot be compared');
});

test('the order of two of its requests is looked at', async () => {
  const { cells, result } = await commute(queue);
  expect(result).toBe('held');
  const effects = cells.flatMap(({ kinds, effects: all }) => all.map(({ effect }) => `${kinds.join(' ')} ${effect}`));
  // Two who wait stand in the queue as they came; of two who do not, the second is turned away.
  expect(effects).toContain('acquire acquire order');
  expect(effects).toContain('acquire acquire disables');
});

test('agents race for its devices, request by request', async () => {
  const acquire = (client: string, wait: boolean) => ({
    do: wait ? 'wait' : 'try',
    request: { op: 'acquire', hook: 'printer', client, wait },
  });
  const scenario = (wait: boolean) => ({
    format: 'mprog-race',
    version: 1,
    family: 'toy',
    name: wait ? 'patient' : 'hasty',
    story: 'Two clients want one printer.',
    why: 'to see who gets it',
    profiles: ['queue'],
    universe: { clients: ['ann', 'bob'], devices: ['printer'] },
    agents: ['ann', 'bob'].map((name) => ({ name, steps: [acquire(name, wait)] })),
    breaks: wait ? {} : { queue: ['nobody-is-turned-away'] },
  });
  const report = await races([scenario(true), scenario(false)], { profile: queue });
  expect(report.verdicts.map(({ scenario: name, result, interleavings }) => [name, result, interleavings])).toEqual([
    ['patient', 'held', '2'],
    ['hasty', 'held', '2'],
  ]);
  expect(report.verdicts.map(({ properties }) => properties.map(({ result }) => result))).toEqual([
    ['held'],
    ['violated'],
  ]);
});

test('its traces are recorded, written, read, replayed and explained', async () => {
  const trace = await recorded();
  expect(trace.steps.map(({ expect: { outcome } }) => outcome)).toEqual(['ok', 'ok', 'EBUSY', 'ok']);
  expect(parseTrace('the file', JSON.parse(formatTrace(trace)))).toEqual(trace);
  expect(await replay(trace, new QueueModel() as never)).toMatchObject({ held: 1, violated: 0 });
  expect(await replay(trace, new SpecMachine(queue) as never)).toMatchObject({ held: 1, violated: 0 });
  const [first] = (await replay(trace, new SpecMachine(rude) as never)).traces;
  expect(first).toMatchObject({ result: 'violated', difference: { step: 2, field: 'outcome' } });
  const wrong = { ...trace, steps: trace.steps.with(3, { ...trace.steps[3]!, expect: { outcome: 'EPERM' as const } }) };
  expect((await replay(wrong, new QueueModel() as never)).traces[0]!.difference).toMatchObject({
    step: 4,
    field: 'outcome',
  });
  const steps = explain(trace, queue);
  expect(steps.map(({ rule }) => rule)).toEqual(['acquire/free', 'acquire/wait', 'acquire/busy', 'release/mine']);
  expect(steps.at(-1)).toMatchObject({ after: { printer: 'bob' }, source: 'on the door, the house rules' });
});

test('its suite fails every mutant that can be distinguished, and its planted fault', async () => {
  const { traces, mutants, unreached } = await suite(queue);
  expect(unreached).toEqual([]);
  expect(mutants.unclear).toBe(0);
  expect(mutants.killed).toBeGreaterThan(10);
  expect(traces.every(({ trace }) => trace.family === 'toy')).toBe(true);
  expect(
    await replay(
      traces.map(({ trace }) => trace),
      new QueueModel() as never,
    ),
  ).toMatchObject({ violated: 0 });
});

test('what is of no family is refused in one line', async () => {
  const trace = await recorded();
  expect(() => parseTrace('a file', { ...trace, family: 'tuy' })).toThrow(
    'a file: family: no family is called "tuy"; there is lists, cgroups, xdp, freplace, toy',
  );
  expect(() => parseTrace('a file', { ...trace, universe: { clients: [], devices: ['printer'] } })).toThrow(
    'a file: universe.clients',
  );
  await expect(check(queue, { scope: 'three' })).rejects.toThrow(ArgumentError);
});
