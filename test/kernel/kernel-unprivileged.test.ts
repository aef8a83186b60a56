import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { MAIN, ROOT } from '../support/command.ts';

/** Runs a command as the root of a user namespace of its own, who has no privilege outside of it. */
const unprivileged = (...command: readonly string[]) =>
  spawnSync('unshare', ['-Ur', ...command], { cwd: ROOT, encoding: 'utf8', timeout: 100_000 });

/** Why no such user can be had here, or nothing where it can. */
function refusal(): string | undefined {
  const { status, stderr, error } = unprivileged('true');
  if (status === 0) return undefined;
  return error?.message ?? (stderr.trim() || `unshare -Ur true exits with ${status}`);
}

const refused = refusal();
const title = `without privileges${refused === undefined ? '' : ` (skipped: ${refused})`}`;
if (refused !== undefined) console.log(title);

const TCX = 'traces/conformance/tcx/attach--append.json';
const CGROUP = 'traces/conformance/cgroup/attach--append.json';
const mprog = (line: string) => unprivileged(process.execPath, MAIN, ...line.split(' '));

describe.skipIf(refused !== undefined)(title, () => {
  test.each([
    ['kernel tcx --scope ci', 'mprog-error'],
    ['kernel cgroup --scope boundary', 'mprog-error'],
    [`replay ${TCX} --target kernel`, 'mprog-replay'],
    [`replay ${TCX} ${CGROUP} --target kernel`, 'mprog-replay'],
  ])('mprog %s is skipped with one line, or one JSON object, that says why', (line, format) => {
    const plain = mprog(line);
    expect(plain.stdout).toMatch(/^skipped: \S.*\n$/);
    expect(plain.status).toBe(4);
    const json = mprog(`${line} --json`);
    const document = JSON.parse(json.stdout);
    const reason = document.message ?? document.reason;
    expect([json.status, document.format, `skipped: ${reason}\n`]).toEqual([4, format, plain.stdout]);
    expect(plain.stderr + json.stderr).not.toContain('internal error');
  });
  test('a replay skips each trace for what its own kind of hook lacks', () => {
    const reasonsOf = (...files: readonly string[]): readonly string[] =>
      JSON.parse(mprog(`replay ${files.join(' ')} --target kernel --json`).stdout).traces.map(
        ({ reason }: { readonly reason: string }) => reason,
      );
    expect(reasonsOf(TCX, CGROUP)).toEqual([...reasonsOf(TCX), ...reasonsOf(CGROUP)]);
  });
  test('a replay is a TAP stream that skips everything', () => {
    const { status, stdout } = mprog(`replay ${TCX} --target kernel --tap`);
    expect(stdout).toMatch(/^TAP version 14\n1\.\.0 # SKIP \S.*\n$/);
    expect(status).toBe(4);
  });
  test.each([
    ['race two-first --profile tcx --confirm kernel', 4],
    ['check tcx --properties relative-untouched --confirm kernel', 4],
  ])('mprog %s has its report, and is skipped because the kernel was not asked', (line, code) => {
    const plain = mprog(line);
    expect([plain.status, plain.stdout]).toEqual([code, expect.stringMatching(/skipped: \S/)]);
    const json = mprog(`${line} --json`);
    expect([json.status, JSON.stringify(JSON.parse(json.stdout))]).toEqual([code, expect.stringContaining('skipped')]);
    expect(plain.stderr + json.stderr).not.toContain('internal error');
  });
});
