import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { FitReport } from '../../checker/live/fit-report.ts';
import { kernelRelease } from '../../kernel/kernel-machine.ts';
import { isForKernel } from '../../spec/families/kernels.ts';
import { PROFILES } from '../../spec/families/profiles.ts';
import { mprog, ROOT } from '../support/command.ts';
import { cgroupsMissing, kernelMissing } from '../support/machines.ts';
import { refused } from '../support/room.ts';
import { validator } from '../support/schemas.ts';

const validate = validator().compile(JSON.parse(readFileSync(join(ROOT, 'docs/kernel-fit.schema.json'), 'utf8')));

describe('mprog kernel --which', () => {
  test.each([
    [['tcx'], 'tcx'],
    [['--scope', 'ci'], '--scope'],
    [['--keep-going'], '--keep-going'],
    [['--programs', '3'], '--programs'],
  ])('refuses %j beside it', async (more, named) => {
    const said = `--which cannot be combined with ${named}: it asks about every profile\n`;
    expect(await refused(ROOT, 'kernel', '--which', ...more)).toEqual({ status: 2, stdout: '', stderr: said });
  });

  test('ends on a signal as inconclusive, whatever it has by then', async () => {
    const ended = await mprog(['kernel', '--which', '--json', '--no-write'], { name: 'SIGINT', at: 900 });
    const { format, interrupted, kind } = JSON.parse(ended.stdout);
    expect([ended.code, interrupted ?? kind]).toEqual([3, format === 'mprog-kernel-fit' ? true : 'interrupted']);
  });
});

describe.skipIf(kernelMissing !== undefined || cgroupsMissing !== undefined)(
  `mprog kernel --which on this kernel${kernelMissing === undefined ? '' : ` (skipped: ${kernelMissing})`}${cgroupsMissing === undefined ? '' : ` (skipped: ${cgroupsMissing})`}`,
  () => {
    test('names the profiles on record for it, and what decides for each other one', { timeout: 240_000 }, async () => {
      const ended = await mprog(['kernel', '--which', '--expedite', '--json']);
      const report = FitReport.parse(JSON.parse(ended.stdout));
      expect([ended.code, validate(report), report.result]).toEqual([0, true, 'held']);
      const release = kernelRelease();
      const skipped = report.families.flatMap(({ result, hook }) => (result === 'skipped' ? [hook] : []));
      const asked = PROFILES.filter(({ uapi }) => !skipped.includes(uapi.hook)).map(({ name }) => name);
      // A kernel may be built without netkit, and without programs of type EXT.
      expect(skipped.filter((hook) => hook !== 'netkit' && hook !== 'function')).toEqual([]);
      const recorded = asked.filter((name) => isForKernel(name, release));
      expect(report.families.flatMap(({ fits }) => fits)).toEqual(recorded);
      const profiles = report.families.flatMap((family) => family.profiles);
      expect(profiles.map(({ profile }) => profile).toSorted()).toEqual(asked.toSorted());
      for (const { profile, result, deciding } of profiles) {
        expect([profile, result]).toEqual([profile, recorded.includes(profile) ? 'held' : 'violated']);
        if (deciding === undefined) continue;
        const again = await mprog(['replay', deciding.file, '--target', 'kernel', '--expedite', '--quiet']);
        expect([deciding.file, again.code]).toEqual([deciding.file, 1]);
      }
    });
  },
);
