import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type KernelMachine, openKernel } from '../../kernel/kernel-machine.ts';
import { replayTrace } from '../../traces/replay.ts';
import { cases } from '../support/cases.ts';
import { cgroupsMissing, kernelMissing } from '../support/machines.ts';

describe.each([
  ['tcx', kernelMissing],
  ['cgroup', cgroupsMissing],
] as const)('what people ran into at %s comes out on the kernel as they say', (kind, missing) => {
  let machine: KernelMachine;
  beforeAll(() => {
    if (missing === undefined) machine = openKernel({ kind });
  });
  afterAll(() => machine?.close());

  const own = cases.filter(({ trace }) => trace.profile === kind);
  test.skipIf(missing !== undefined).each(own)(
    `$name${missing === undefined ? '' : ` (skipped: ${missing})`}`,
    ({ trace }) => {
      const { ok, steps } = replayTrace(trace, machine);
      expect(steps.flatMap(({ differences }) => differences)).toEqual([]);
      expect([ok, steps.length]).toEqual([true, trace.steps.length]);
    },
  );
});
