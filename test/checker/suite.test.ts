import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { expediteGracePeriods, type GracePeriods } from '../../kernel/grace-periods.ts';
import { KernelMachine, NotForKernel, openKernel } from '../../kernel/kernel-machine.ts';
import { SpecMachine, type Trace } from '../../library/typed.ts';
import { modelNamed } from '../../model/index.ts';
import type { Machine } from '../../spec/families/slots/vocabulary/index.ts';
import { rulesOf } from '../../spec/profile.ts';
import { traceFiles } from '../../traces/files.ts';
import { notForKernel } from '../../traces/not-for-kernel.ts';
import { readTrace } from '../../traces/read.ts';
import { replayTrace } from '../../traces/replay.ts';
import { cgroupsMissing, kernelMissing } from '../support/machines.ts';
import { SEARCHED } from '../support/searched.ts';

/** A trace as a machine takes it; nothing where it is a kernel, and the trace asks what no kernel can be asked. */
function replayed(trace: Trace, machine: Machine) {
  if (machine instanceof KernelMachine && notForKernel(trace) !== undefined) return [];
  try {
    return [replayTrace(trace, machine)];
  } catch (error) {
    if (error instanceof NotForKernel) return [];
    throw error;
  }
}

/** The machines of a profile, each with a way to let go of it; the kernel where it has this semantics and can be used. */
function machinesOf(name: string): { readonly on: string; open(): { machine: Machine; close(): void } }[] {
  const still = (machine: Machine) => ({ machine, close: () => {} });
  const both = [
    { on: 'spec', open: () => still(new SpecMachine(name)) },
    { on: 'model', open: () => still(modelNamed(name).create()) },
  ];
  const missing = { tcx: kernelMissing, cgroup: cgroupsMissing };
  if (!(name in missing) || missing[name as keyof typeof missing] !== undefined) return both;
  const open = () => {
    const machine = openKernel({ kind: name as keyof typeof missing });
    return { machine, close: () => machine.close() };
  };
  return [...both, { on: 'kernel', open }];
}

let periods: GracePeriods | undefined;
beforeAll(async () => {
  if (kernelMissing === undefined) periods = await expediteGracePeriods();
});
afterAll(() => periods?.end());

describe.each(SEARCHED.map((semantics) => [semantics.name, semantics] as const))(
  'the conformance suite of %s',
  (name, semantics) => {
    const traces = traceFiles([new URL(`../../traces/conformance/${name}`, import.meta.url).pathname]).map(
      (file) => readTrace(file) as Trace,
    );

    test('fires every rule', () => {
      const fired = traces.flatMap((trace) => {
        const spec = new SpecMachine(semantics);
        spec.reset(trace.universe);
        return trace.steps.map(({ request }) => spec.explain(request).rule.id);
      });
      const rules = rulesOf(semantics).map((rule) => rule.id);
      expect(rules.filter((rule) => !fired.includes(rule))).toEqual([]);
    });

    test.each(machinesOf(name))('comes out as expected on the $on', ({ open }) => {
      const { machine, close } = open();
      try {
        const failed = traces.flatMap((trace) => replayed(trace, machine)).filter(({ ok }) => !ok);
        expect(failed.map(({ trace, steps }) => [trace.title, steps.at(-1)!.differences])).toEqual([]);
      } finally {
        close();
      }
    });
  },
);
