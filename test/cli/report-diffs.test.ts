import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ROOT } from '../support/command.ts';
import { asked, changed, told, words } from '../support/reports.ts';

const PAIRS = readdirSync(join(ROOT, 'docs/diffs'))
  .filter((file) => file.includes('--'))
  .map((file) => file.replace(/\.md$/, '').split('--') as [string, string]);

/** A small scope in which two semantics differ; the one that there is between families. */
function scopeOf(a: string, b: string): string {
  if ([a, b].includes('xdp')) return '';
  if (a === 'freplace') return ' --scope pins';
  if (b === 'cgroup') return ' --scope boundary';
  if (b.startsWith('cgroup')) return ' --scope single';
  return ' --scope default --programs 2 --links 1 --foreign 0 --retired 0';
}

describe('a page is made of the difference', () => {
  test.each([...PAIRS, ['tcx', 'xdp']] as const)('from %s to %s, with every picture', async (a, b) => {
    const report = await asked(`diff ${a} ${b}${scopeOf(a, b)}`);
    const { drawn } = await told(report);
    expect(drawn.filter(({ not }) => not !== undefined)).toEqual([]);
    expect(drawn.length).toBeGreaterThan(0);
    expect(drawn).toHaveLength(Math.min(24, (report.groups as unknown as readonly object[]).length));
    for (const { scenes } of drawn) expect(scenes.length).toBeGreaterThan(0);
  });

  test('between families, which says first what corresponds', async () => {
    const { covered } = await told(await asked('diff tcx xdp'));
    expect(words(covered)[4]).toBe(
      'What corresponds: clear: tcx: BPF_PROG_DETACH without a program. xdp: Netlink sets no program.',
    );
  });

  test('and not of one between semantics that cannot be compared', async () => {
    const report = changed(await asked('diff xdp tcx'), 'b.profile', 'freplace');
    await expect(told({ ...report, profiles: ['xdp', 'freplace'] })).rejects.toThrow(
      'report.json: b.profile: xdp and freplace cannot be compared: one is of the family xdp',
    );
  });
});
