import { beforeAll, describe, expect, test } from 'vitest';
import type { KernelVerdict } from '../../checker/live/kernel-verdict.ts';
import { toldBy } from '../../cli/report/read.ts';
import { asked, attach, changed, differingKernel, type Json, named, told } from '../support/reports.ts';

let fault: Json;
let diff: Json;
let commute: Json;
let properties: Json;
let fastPath: Json;
let kernel: KernelVerdict;
let several: Json;
let races: Json;
beforeAll(async () => {
  fault = await asked('check tcx --fault attach/before-off-by-one --scope default --no-write');
  diff = await asked('diff mprog-first-merge tcx --scope clsact');
  commute = await asked('commute tcx --pair attach,attach');
  properties = await asked('check tcx --properties relative-untouched');
  fastPath = await asked('check fast-path --variant put-before-publish --depth 8');
  kernel = differingKernel(fault.scope);
  several = await asked('check tcx netkit --scope attributes --no-write');
  races = await asked('race');
});

describe('a report whose fields contradict each other is refused in one line', () => {
  const away = attach('Z');
  test.each([
    [
      'diff',
      'groups.0.differences.0.scope',
      'nowhere',
      'groups.0.differences.0.scope: expected "clsact", found "nowhere"',
    ],
    ['diff', 'result', 'held', 'result: expected "violated", found "held"'],
    ['diff', 'finding', 'no-difference', 'finding: expected "differences", found "no-difference"'],
    [
      'diff',
      'groups.0.differences.0.steps.0.a.request',
      away,
      'groups.0.differences.0.steps.0.a.request.prog.name: expected ',
    ],
    ['commute', 'cells.0.effects.0.witness.scope', 'nowhere', 'cells.0.effects.0.witness.scope: expected "'],
    ['commute', 'cells.0.kinds.0', 'dance', 'cells.0.kinds: expected "'],
    ['commute', 'cells.0.pairs', 1, 'cells.0.pairs: expected '],
    ['commute', 'pairs', 1, 'pairs: expected at least '],
    [
      'commute',
      'cells.0.effects.0.witness.requests.0',
      away,
      'cells.0.effects.0.witness.requests.0.prog.name: expected ',
    ],
    ['fault', 'fault', 'no/such', 'fault: expected "'],
    [
      'fault',
      'counterexample.steps.0.request',
      { op: 'prog_load', prog: 'T1', target: 'X.f' },
      'counterexample.steps.0.request: no request of tcx: op: expected',
    ],
    ['fault', 'counterexample', undefined, 'counterexample: expected one, because the result is violated'],
    ['fault', 'result', 'held', 'counterexample: expected none, because the result is held'],
    ['fault', 'bound', 'depth 2', 'result: expected "inconclusive", found "violated"'],
    ['fault', 'states', -1, 'states: expected at least 0, found -1'],
    ['kernel', 'differences.0.found.hooks', {}, 'differences.0.found.hooks.ingress: not what ingress shows: expected'],
    [
      'properties',
      'properties.0.finding',
      undefined,
      'properties.0.finding: expected one, because the result is violated',
    ],
    ['properties', 'properties.0.finding.scope', 'nowhere', 'properties.0.finding.scope: expected "good", '],
    [
      'fast path',
      'variants.0.properties.1.interleaving',
      undefined,
      'variants.0.properties.1.interleaving: expected one',
    ],
    ['kernel', 'changed', 'no/such=EPERM', 'changed: expected "'],
    ['several', 'result', 'violated', 'result: expected "held", found "violated"'],
    ['several', 'summaries.0.result', 'violated', 'summaries.0.result: expected "held", found "violated"'],
    ['several', 'summaries.0.scopes', [], 'summaries.0.scopes: expected "attributes", found ""'],
    ['several', 'summaries.0.neverFired', [], 'summaries.0.neverFired: expected "'],
    ['several', 'summaries.0.planned', 3, 'summaries.0.result: expected "inconclusive", found "held"'],
    ['several', 'summaries.1.profile', 'cgroup', 'verdicts.1.profile: expected "tcx", "cgroup", found "netkit"'],
    ['several', 'verdicts.0.bound', 'depth 2', 'verdicts.0.result: expected "inconclusive", found "held"'],
    ['races', 'result', 'violated', 'result: expected "'],
    ['races', 'verdicts.0.result', 'inconclusive', 'verdicts.0.result: expected "'],
  ])('%s: %s', async (kind, way, value, message) => {
    const report = { diff, commute, fault, kernel, properties, several, races, 'fast path': fastPath }[kind as 'diff']!;
    const error = await toldBy('report.json', changed(report, way, value), named).catch((thrown: Error) => thrown);
    expect(error).toMatchObject({ name: 'TraceError', message: expect.stringContaining(`report.json: ${message}`) });
    expect((error as Error).message.split('\n')).toHaveLength(1);
  });

  test('and one without any pair is none of these', async () => {
    const empty = { ...changed(commute, 'cells', []), result: 'inconclusive' };
    expect((await told(empty)).drawn).toEqual([]);
  });
});
