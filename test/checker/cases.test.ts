import { describe, expect, test } from 'vitest';
import { SpecMachine, type Trace } from '../../library/typed.ts';
import { modelNamed } from '../../model/index.ts';
import { parseTraceText } from '../../traces/read.ts';
import { replayTrace } from '../../traces/replay.ts';
import { formatTrace } from '../../traces/write.ts';
import { cases } from '../support/cases.ts';

describe('what people ran into comes out on spec and model as they say', () => {
  test.each(cases)('$name', ({ trace }) => {
    for (const machine of [new SpecMachine(trace.profile), modelNamed(trace.profile).create()]) {
      const { ok, steps } = replayTrace(trace, machine);
      expect(steps.flatMap(({ differences }) => differences)).toEqual([]);
      expect([ok, steps.length]).toEqual([true, trace.steps.length]);
    }
  });
});

describe('the capacity of a universe that gives none', () => {
  test('is 64 where the hooks are cgroups', () => {
    const { trace } = cases.find(({ name }) => name === '02-sixty-four-updates-usual-capacity')!;
    expect(trace.universe.capacity).toBe(64);
  });
  test('is written for cgroups in any case, so that an earlier reader takes it right', () => {
    const { trace } = cases.find(({ name }) => name === '03-detach-what-a-link-holds')!;
    expect(formatTrace(trace)).toContain('"capacity": 64');
    const smaller = { ...trace, universe: { ...trace.universe, capacity: 63 } };
    const again = parseTraceText('again', formatTrace(smaller)) as Trace;
    expect(again.universe.capacity).toBe(63);
  });
  test('is 63 where they are not', () => {
    const { trace } = cases.find(({ name }) => name.startsWith('01-'))!;
    expect(trace.universe.capacity).toBe(63);
  });
});
