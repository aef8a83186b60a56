import { describe, expect, test } from 'vitest';
import { mprog } from '../support/command.ts';
import { ranHere } from '../support/room.ts';

/** What is printed, but for the time that it took. */
const timeless = (text: string) => text.replace(/"seconds": [\d.]+/g, '"seconds": 0');

async function byOne(args: readonly string[]) {
  const { stdout, code } = await ranHere([...args, '--json', '--workers', '1']);
  return { printed: timeless(stdout), code };
}

async function bySeveral(args: readonly string[]) {
  const debug = { NODE_DEBUG: 'mprog-workers' };
  const { stdout, stderr, code } = await mprog([...args, '--json', '--workers', '3'], undefined, debug);
  return { printed: timeless(stdout), code, said: stderr.split('\n') };
}

describe('several threads', () => {
  // Each takes longer than one thread works alone. Whether one joins a search for violations too depends on time.
  test.each([
    ['the scopes of properties', 0, ['check', 'freplace', '--properties', 'all'], /: did properties$/],
    ['the scopes of a check', 0, ['check', 'xdp', '--scope', 'main'], /: did check$/],
    ['the scopes of a comparison', 1, ['diff', 'netkit', 'tcx'], /: did diff$/],
    ['scenarios', 0, ['race', '--profile', 'cgroup'], /: did race$/],
    ['scenarios, some of which turn out not to apply', 0, ['race', '--profile', 'tcx-6.17'], /: did race$/],
    ['the states of a check', 0, ['check', 'cgroup-6.17'], /: expanded \d+ states$/],
    ['the states of a comparison', 1, ['diff', 'rfc-v2', 'tcx', '--scope', 'default'], /: expanded \d+ states$/],
  ])('print to the byte what one prints: %s', async (_, code, args, shared) => {
    const alone = await byOne(args);
    expect(alone.code).toBe(code);
    const { said, ...together } = await bySeveral(args);
    expect(together).toEqual({ printed: alone.printed, code });
    // What several threads fail at, one does again: that would print the same too.
    expect(said.filter((line) => shared.test(line))).not.toEqual([]);
    // A race that turns out not to apply is told in its turn by the first thread, whoever met it: that depends on time.
    const again = /MPROG-WORKERS.*: (lost(?! at race: DoesNotApply)|\S+ is searched again)/;
    expect(said.filter((line) => again.test(line))).toEqual([]);
  });

  test('end with what they have on a signal', async () => {
    const args = ['check', 'cgroup', '--properties', 'all', '--workers', '2', '--json'];
    const { stdout, code } = await mprog(args, { name: 'SIGINT', at: 1500 });
    expect(code).toBe(3);
    expect(JSON.parse(stdout)).toMatchObject({ result: 'inconclusive' });
  });
});
