import { describe, expect, test } from 'vitest';
import { traceFiles } from '../src/cli/files.ts';
import { rulesOf } from '../src/spec/profile.ts';
import { tcx } from '../src/spec/profiles/tcx/index.ts';
import { SpecMachine } from '../src/spec/spec-machine.ts';
import { readTrace } from '../src/traces/read.ts';
import { replayTrace } from '../src/traces/replay.ts';
import { MACHINES } from './support/machines.ts';

const traces = traceFiles([new URL('../traces/conformance/tcx', import.meta.url).pathname]).map(readTrace);

describe('the conformance suite of tcx', () => {
  test('fires every rule with the last step of a trace', () => {
    const fired = traces.map((trace) => {
      const spec = new SpecMachine('tcx');
      spec.reset(trace.universe);
      return trace.steps.map(({ request }) => spec.explain(request).rule.id).at(-1);
    });
    expect(fired.toSorted()).toEqual(
      rulesOf(tcx)
        .map((rule) => rule.id)
        .toSorted(),
    );
  });

  describe.each(MACHINES)('on the $name', ({ missing, open }) => {
    test.skipIf(missing !== undefined)('comes out as expected, all of it', () => {
      const { machine, close } = open();
      try {
        const failed = traces.map((trace) => replayTrace(trace, machine)).filter(({ ok }) => !ok);
        expect(failed.map(({ trace, steps }) => [trace.title, steps.at(-1)!.differences])).toEqual([]);
      } finally {
        close();
      }
    });
  });
});
