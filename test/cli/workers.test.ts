import { describe, expect, test } from 'vitest';
import { mprog } from '../support/command.ts';

/** What is printed, but for the time that it took. */
const timeless = (text: string) => text.replace(/"seconds": [\d.]+/g, '"seconds": 0');

async function printed(args: readonly string[], workers: number): Promise<string> {
  const { stdout, code } = await mprog([...args, '--json', '--workers', String(workers)]);
  expect(code).toBe(0);
  return timeless(stdout);
}

describe('several threads', () => {
  // Each takes longer than others are waited for, with a scope at the end of which they have nothing else to do.
  test.each([
    ['the scopes of properties', ['check', 'xdp', '--properties', 'all']],
    ['the scopes of a check', ['check', 'xdp', '--scope', 'main']],
  ])('print to the byte what one prints: %s', async (_, args) => {
    const alone = await printed(args, 1);
    expect(await printed(args, 2)).toBe(alone);
    expect(await printed(args, 3)).toBe(alone);
  });

  test('end with what they have on a signal', async () => {
    const args = ['check', 'cgroup', '--properties', 'all', '--workers', '2', '--json'];
    const { stdout, code } = await mprog(args, { name: 'SIGINT', at: 1500 });
    expect(code).toBe(3);
    expect(JSON.parse(stdout)).toMatchObject({ result: 'inconclusive' });
  });
});
