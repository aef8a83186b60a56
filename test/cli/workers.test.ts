import { describe, expect, test } from 'vitest';
import { mprog } from '../support/command.ts';

/** What is printed, but for the time that it took. */
const timeless = (text: string) => text.replace(/"seconds": [\d.]+/g, '"seconds": 0');

async function printed(args: readonly string[], workers: number) {
  const { stdout, code } = await mprog([...args, '--json', '--workers', String(workers)]);
  return { printed: timeless(stdout), code };
}

describe('several threads', () => {
  // Each takes longer than others are waited for, with a scope at the end of which they have nothing else to do.
  test.each([
    ['the scopes of properties', 0, ['check', 'xdp', '--properties', 'all']],
    ['the scopes of a check', 0, ['check', 'xdp', '--scope', 'main']],
    ['the scopes of a comparison', 1, ['diff', 'netkit', 'tcx']],
  ])('print to the byte what one prints: %s', async (_, code, args) => {
    const alone = await printed(args, 1);
    expect(alone.code).toBe(code);
    expect(await printed(args, 2)).toEqual(alone);
    expect(await printed(args, 3)).toEqual(alone);
  });

  test('end with what they have on a signal', async () => {
    const args = ['check', 'cgroup', '--properties', 'all', '--workers', '2', '--json'];
    const { stdout, code } = await mprog(args, { name: 'SIGINT', at: 1500 });
    expect(code).toBe(3);
    expect(JSON.parse(stdout)).toMatchObject({ result: 'inconclusive' });
  });
});
