import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Commuted, commute } from '../../checker/commute/commute.ts';
import { tracesOf } from '../../cli/commands/commute.ts';
import { KernelConfirmation } from '../../cli/confirm.ts';
import { cgroup, tcx } from '../../spec/families/profiles.ts';
import { commuteScopes } from '../../spec/families/slots/scopes/commute-scopes.ts';
import type { Profile } from '../../spec/profile.ts';
import { cgroupsMissing, kernelMissing } from '../support/machines.ts';

function compared(semantics: Profile): Commuted {
  const run = commute(semantics, commuteScopes(semantics));
  for (;;) {
    const next = run.next();
    if (next.done) return next.value;
  }
}

describe.each([
  [tcx, kernelMissing],
  [cgroup, cgroupsMissing],
])('the running kernel', (semantics, missing) => {
  const { cells } = compared(semantics);
  const title = `says the same of ${semantics.name}${missing === undefined ? '' : ` (skipped: ${missing})`}`;
  if (missing !== undefined) console.log(title);
  describe.skipIf(missing !== undefined)(title, () => {
    let kernel: KernelConfirmation;
    beforeAll(async () => {
      kernel = await KernelConfirmation.open(semantics);
    });
    afterAll(() => kernel.close());
    // One witness of each effect in each situation: every cell would take the kernel a minute.
    const chosen = new Map(
      cells.flatMap((cell) =>
        [...cell.effects].map(([effect, { witness }]) => [`${cell.situation}: ${effect}`, { cell, effect, witness }]),
      ),
    );
    test.each([...chosen].map(([name, each]) => ({ name, ...each })))('$name', async ({ cell, effect, witness }) => {
      expect(await kernel.of(tracesOf(semantics, cell, effect, witness))).toMatchObject({ result: 'held' });
    });
  });
});
