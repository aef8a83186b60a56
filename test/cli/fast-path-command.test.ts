import { describe, expect, test } from 'vitest';
import { ROOT } from '../support/command.ts';
import { ran } from '../support/room.ts';

const fastPath = (...args: string[]) => ran(ROOT, 'check', 'fast-path', ...args);

describe('mprog check fast-path', () => {
  test('exits with 0 where everything holds', async () => {
    const { status, stdout } = await fastPath();
    expect(status).toBe(0);
    expect(stdout).toContain('explored 63 scenarios · 142,076 states · 377,528 transitions · depth 39');
    expect(stdout.match(/^✓ .* held: /gm)).toHaveLength(5);
  });
  test('exits with 1 where something breaks, and shows the interleaving, what breaks and what holds', async () => {
    const { status, stdout } = await fastPath('--variant', 'no-synchronize-rcu');
    expect(status).toBe(1);
    expect(stdout).toMatch(/step +reader 1 +updater +reader 2 +memory/);
    expect(stdout).toContain('✗ one-list-that-existed violated after 14 steps, in 26 of 63 scenarios');
    expect(stdout).toContain('✓ never-freed held');
  });
  test('exits with 3 when a bound is hit, and does not say that anything held', async () => {
    const { status, stdout } = await fastPath('--states', '100');
    expect(status).toBe(3);
    expect(stdout).not.toContain(' held: ');
  });
  test('prints one JSON object, with the interleaving step by step', async () => {
    const { status, stdout } = await fastPath('--variant', 'immediate-free', '--json');
    expect(status).toBe(1);
    const { variants } = JSON.parse(stdout);
    expect(variants[0]).toMatchObject({
      variant: 'immediate-free',
      result: 'violated',
      interleavings: '70981754829002',
    });
    const [freed] = variants[0].properties.filter(({ result }: { result: string }) => result === 'violated');
    expect([freed.id, freed.steps, freed.interleaving.length]).toEqual(['never-freed', 6, 6]);
  });
  test('lists the variants, and refuses what it does not know', async () => {
    const listed = await fastPath('--variant', 'list');
    expect([listed.status, listed.stdout.trimEnd().split('\n')]).toEqual([0, expect.objectContaining({ length: 19 })]);
    const unknown = await fastPath('--variant', 'x');
    expect([unknown.status, unknown.stdout]).toEqual([2, '']);
    expect(unknown.stderr).toContain('--variant: expected list, all or one of\n  sound\n');
    expect((await fastPath('--scope', 'all')).stderr).toContain('--scope: check fast-path takes --variant');
  });
  test('is the only check that has variants', async () => {
    const { status, stderr } = await ran(ROOT, 'check', 'tcx', '--variant', 'sound');
    expect([status, stderr.includes('--variant: only `mprog check fast-path` has variants')]).toEqual([2, true]);
  });
});
