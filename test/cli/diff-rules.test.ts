import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import type { DiffReport } from '../../checker/diff/diff-format.ts';
import { ROOT } from '../support/command.ts';
import { ran } from '../support/room.ts';

const directory = mkdtempSync(join(tmpdir(), 'mprog-diff-rules-'));
afterAll(() => rmSync(directory, { recursive: true }));

const printed = async (...args: readonly string[]) => (await ran(ROOT, ...args)).stdout;
const lineOf = (text: string) => text.split('\n').find((line) => line.includes('rules that decided nothing in tcx'))!;

describe('the rules that decided nothing', () => {
  const asked = (async () => {
    const { a, b, neverFired } = JSON.parse(await printed('diff', 'xdp', 'tcx', '--json')) as DiffReport;
    expect([a.profile, b.profile]).toEqual(['xdp', 'tcx']);
    return neverFired.b.filter((rule) => !neverFired.a.includes(rule));
  })();
  const cut = async () => {
    const rules = await asked;
    expect(rules.length).toBeGreaterThan(50);
    return `  rules that decided nothing in tcx: ${rules.slice(0, 6).join(', ')} and ${rules.length - 6} more (--json)`;
  };

  test.each(['diff xdp tcx', 'diff xdp tcx --full'])('are cut in a terminal: %s', async (command) => {
    expect(lineOf(await printed(...command.split(' ')))).toBe(await cut());
  });
  test('are cut where parts are put together', async () => {
    const file = join(directory, 'part.json');
    writeFileSync(file, await printed('diff', 'xdp', 'tcx', '--shard', '1/1', '--json'));
    expect(lineOf(await printed('merge', file))).toBe(await cut());
    expect(lineOf(await printed('merge', file, '--markdown'))).not.toContain('more');
  });
  test('are all there as Markdown', async () => {
    expect(lineOf(await printed('diff', 'xdp', 'tcx', '--markdown'))).toBe(
      `- rules that decided nothing in tcx: ${(await asked).join(', ')}`,
    );
  });
});
