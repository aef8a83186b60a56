import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { knownAnomalies } from '../../cli/anomalies.ts';
import { KernelConfirmation } from '../../cli/confirm.ts';
import { cgroup, profileNamed, tcx } from '../../spec/families/profiles.ts';
import { undefinedIn } from '../../traces/not-for-kernel.ts';
import { cgroupsMissing, kernelMissing } from '../support/machines.ts';

describe.each([
  [tcx, kernelMissing],
  [cgroup, cgroupsMissing],
])('the running kernel', (semantics, missing) => {
  const title = `has the anomalies of ${semantics.name}${missing === undefined ? '' : ` (skipped: ${missing})`}`;
  if (missing !== undefined) console.log(title);
  describe.skipIf(missing !== undefined)(title, () => {
    let kernel: KernelConfirmation;
    beforeAll(async () => {
      kernel = await KernelConfirmation.open(semantics);
    });
    afterAll(() => kernel.close());
    test.each(knownAnomalies({ name: semantics.name }))('$property', async ({ trace }) => {
      expect(await kernel.of([trace])).toMatchObject({ result: undefinedIn(trace) ? 'skipped' : 'held' });
    });
    test('and not those of another semantics', async () => {
      const other = profileNamed(semantics === tcx ? 'mprog-first-merge' : 'cgroup-6.17');
      for (const { trace } of knownAnomalies({ name: other.name })) {
        expect(await kernel.of([trace])).toMatchObject({ result: undefinedIn(trace) ? 'skipped' : 'violated' });
      }
    });
  });
});
