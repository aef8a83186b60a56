import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { asked, changed, copy, differingKernel, type Json } from '../support/reports.ts';
import { ran } from '../support/room.ts';

const folder = mkdtempSync(join(tmpdir(), 'mprog-merge-contradictions-'));
afterAll(() => rmSync(folder, { recursive: true }));

let fault: Json;
let check: Json;
let several: Json;
let kernel: Json;
let race: Json;
let mutate: Json;
let diff: Json;
beforeAll(async () => {
  fault = await asked('check tcx --fault attach/before-off-by-one --scope default --no-write --shard 1/1');
  check = await asked('check tcx --scope clsact --shard 1/1');
  several = await asked('check tcx rfc-v2 --depth 1 --shard 1/1');
  kernel = { ...differingKernel(fault.scope), part: { index: 1, of: 1, from: 'tcx', states: 1 } } as never;
  race = await asked('race two-first --profile cgroup --shard 1/1');
  mutate = await asked('mutate cgroup-5.6 --operator query-count-one-more --scope boundary --shard 1/1');
  diff = await asked('diff mprog-first-merge tcx --scope clsact --shard 1/1');
});

const merged = (part: object) => {
  writeFileSync(join(folder, 'part.json'), JSON.stringify(part));
  return ran(folder, 'merge', 'part.json');
};

const partOf = (kind: string) => ({ fault, check, several, kernel, race, mutate, diff })[kind as 'fault'];

test.each(['fault', 'check', 'several', 'kernel', 'race', 'mutate', 'diff'])('a part of %s is merged', async (kind) => {
  expect(await merged(partOf(kind))).toMatchObject({ stderr: '', stdout: expect.stringMatching(/./) });
});

test.each<[string, string, unknown, string]>([
  ['fault', 'part.failed', undefined, 'part.failed: expected one, because the result is violated'],
  ['fault', 'counterexample', undefined, 'counterexample: expected one, because the result is violated'],
  ['fault', 'result', 'held', 'counterexample: expected none, because the result is held'],
  ['check', 'part.failed', 0, 'part.failed: expected none, because the result is held'],
  ['check', 'bound', 'depth 2', 'result: expected "inconclusive", found "held"'],
  [
    'check',
    'properties.0',
    { result: 'violated', expected: false },
    'properties.0.expected: expected true, found false',
  ],
  ['check', 'anomalies.0.property', 'bogus', 'anomalies.0.property: expected "'],
  ['check', 'anomalies.1', 'anomalies.0', 'anomalies.1.property: expected each once, found "relative-untouched" again'],
  ['check', 'anomalies.0.otherwise', { cases: 999 }, 'anomalies.0.otherwise.cases: expected at most '],
  ['check', 'anomalies.0.otherwise', { steps: [] }, 'anomalies.0.otherwise.steps: expected a list of at least 1'],
  ['check', 'part.firsts.relative-untouched', -1, 'part.firsts.relative-untouched: expected at least 0, found -1'],
  ['several', 'verdicts.0.profile', 'bogus', 'verdicts.0.profile: expected "tcx", found "bogus"'],
  ['kernel', 'result', 'held', 'result: expected "violated", found "held"'],
  ['kernel', 'differences', [], 'differences: expected a reproduced difference, because the result is violated'],
  ['kernel', 'differences.0.reproduced', false, 'differences: expected a reproduced difference'],
  ['kernel', 'differences.0.steps', [], 'differences.0.steps: expected a list of at least 1'],
  ['kernel', 'differences.0.cases', 0, 'differences.0.cases: expected at least 1, found 0'],
  ['race', 'result', 'inconclusive', 'result: expected "'],
  ['race', 'verdicts.0.result', 'inconclusive', 'verdicts.0.result: expected "'],
  ['mutate', 'result', 'inconclusive', 'result: expected "'],
  ['mutate', 'score.killed', 99, 'score.killed: expected '],
  ['diff', 'result', 'held', 'result: expected "violated", found "held"'],
  ['diff', 'part.found.0.found.compared', -1, 'part.found.0.found.compared: expected at least 0, found -1'],
])('a part of %s is refused for its %s: %j', async (kind, way, value, said) => {
  const given = partOf(kind) as unknown as Record<string, Record<string, object>>;
  const { 0: anomaly } = (given.anomalies ?? []) as unknown as object[];
  const otherwise = { by: 'tcx-6.17', cases: 1, rule: 'x', steps: [{ request: {} }], instead: {} };
  const known: Readonly<Record<string, unknown>> = {
    'properties.0': { ...given.properties?.[0], ...(value as object) },
    'anomalies.1': anomaly,
    'anomalies.0.otherwise': {
      ...otherwise,
      steps: (anomaly as { steps?: object[] } | undefined)?.steps,
      ...(value as object),
    },
  };
  const { status, stderr } = await merged(changed(copy(given), way, way in known ? known[way] : value));
  expect([status, stderr]).toEqual([2, expect.stringContaining(`part.json: ${said}`)]);
});

test('a part that was interrupted makes no pass', async () => {
  expect(await merged({ ...check, interrupted: true })).toMatchObject({
    status: 3,
    stdout: expect.stringContaining('inconclusive: the run was interrupted'),
  });
});

test('a part without a model is of a semantics that has none', async () => {
  const mine =
    "import { derive, tcx } from 'mprog-spec'; export default derive(tcx, { name: 'mine', title: 'x', remove: ['attach/full'] });";
  writeFileSync(join(folder, 'mine.ts'), mine);
  const { stdout } = await ran(folder, 'check', 'mine.ts', '--scope', 'clsact', '--shard', '1/1', '--json');
  expect(await merged(changed(JSON.parse(stdout), 'model', true))).toMatchObject({
    status: 2,
    stderr: 'part.json: model: expected false, because mine.ts has no model, found true\n',
  });
});
