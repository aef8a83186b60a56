import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { mprog, shell } from '../support/command.ts';
import { bzImage, elf } from '../support/kernel-images.ts';
import { left } from '../support/processes.ts';

const directory = mkdtempSync(join(tmpdir(), 'mprog-'));
afterAll(() => rmSync(directory, { recursive: true }));

const at = (path: string) => join(directory, path);
for (const tool of ['qemu-system-x86_64', 'busybox']) writeFileSync(at(tool), '#!/bin/sh\n', { mode: 0o755 });
writeFileSync(at('text'), 'text');
writeFileSync(at('bzImage'), bzImage('6.1.0-made-up'));

/** Runs `mprog vm` where an emulator and a busybox seem to be installed. */
const vm = (line: string) => shell(`PATH=${directory}:$PATH mprog vm ${line}`);
const KERNEL = `--kernel ${at('bzImage')}`;

describe('mprog vm refuses, with exit code 2 and one line', () => {
  test.each([
    ['a command that boots machines itself', `${KERNEL} -- vm --help`, 'mprog vm cannot be run in a virtual machine'],
    [
      'a command that there is not',
      `${KERNEL} -- replya traces`,
      'command: no command of mprog is called "replya" (did you mean "replay"?)',
    ],
    ['too little memory', `${KERNEL} --memory 100 -- check tcx`, '--memory: expected at least 512, found 100'],
    ['a kernel that is not there', '--kernel nowhere -- check tcx', '/nowhere: there is no such file or folder'],
    ['a file that is no kernel', `--kernel ${at('text')} -- check tcx`, 'text: expected a kernel (vmlinuz or bzImage'],
    [
      'a folder that is no build tree',
      '--kernel docs -- check tcx',
      'docs: expected a kernel build tree, found no .config',
    ],
    [
      'modules that are none',
      `${KERNEL} --modules docs/commands -- check tcx`,
      'commands: expected kernel modules (.ko), found none',
    ],
  ])('%s', async (_, line, said) => {
    const { code, stdout, stderr } = await vm(line);
    expect([code, stdout, stderr]).toEqual([2, '', expect.stringContaining(said)]);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  });
  test('as one JSON object where the command in the guest has --json', async () => {
    const { code, stdout } = await vm(`--kernel ${at('text')} -- check tcx --json`);
    expect([code, JSON.parse(stdout)]).toEqual([
      2,
      expect.objectContaining({ format: 'mprog-error', kind: 'input', exit: 2 }),
    ]);
  });
  test('a command line without a kernel, or without a command', async () => {
    expect((await vm('-- check tcx')).stderr).toContain("required option '--kernel <path>' not specified");
    expect((await vm(KERNEL)).stderr).toContain("missing required argument 'command'");
  });
});

test('what is not installed is one line with the packages, and exit code 4', async () => {
  const { code, stdout, stderr } = await shell(`PATH=/nowhere mprog vm ${KERNEL} -- check tcx`);
  expect([code, stdout, stderr]).toEqual([
    4,
    'skipped: qemu-system-x86_64 and busybox: not installed (Debian: apt install qemu-system-x86 busybox-static; Fedora: dnf install qemu-system-x86-core busybox)\n',
    '',
  ]);
});

test('a kernel that is not there, or a command that there is not, is said where nothing is installed too', async () => {
  for (const [line, said] of [
    ['--kernel nowhere -- check tcx', '/nowhere: there is no such file or folder\n'],
    [`${KERNEL} -- chekc tcx`, 'no command of mprog is called "chekc"\n'],
  ] as const)
    expect(await shell(`PATH=/nowhere mprog vm ${line}`)).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringContaining(said),
    });
});

test('a busybox with libraries is not enough', async () => {
  const { code, stdout } = await vm(`${KERNEL} -- check tcx`);
  expect([code, stdout]).toEqual([
    4,
    expect.stringMatching(/^skipped: busybox: .* needs libraries, expected a static one/),
  ]);
});

test('an interruption ends the emulator, and leaves nothing behind', { timeout: 60_000 }, async () => {
  const tools = at('tools');
  mkdirSync(tools);
  writeFileSync(join(tools, 'busybox'), elf([]), { mode: 0o755 });
  const script = `#!/bin/bash\necho $$ > ${at('pid')}\necho '[ 1.0] booting' >&3\nexec sleep 100\n`;
  writeFileSync(join(tools, 'qemu-system-x86_64'), script, { mode: 0o755 });
  mkdirSync(at('tmp'));
  const before = { ...process.env };
  Object.assign(process.env, { PATH: `${tools}:${before.PATH}`, XDG_CACHE_HOME: at('cache'), TMPDIR: at('tmp') });
  try {
    const words = ['vm', '--kernel', at('bzImage'), '--accel', 'tcg', '--', 'check', 'tcx'];
    const { code, stdout, stderr } = await mprog(words, { name: 'SIGINT', at: 5000 });
    expect([code, stdout]).toEqual([3, '']);
    expect(stderr).toContain('booting 6.1.0-made-up (tcg)');
    expect(stderr).toContain('interrupted: the guest was ended\n');
    expect(await left([Number(readFileSync(at('pid'), 'utf8'))])).toEqual([]);
    expect(readdirSync(at('tmp'))).toEqual([]);
  } finally {
    for (const name of ['PATH', 'XDG_CACHE_HOME', 'TMPDIR'])
      if (before[name] === undefined) delete process.env[name];
      else process.env[name] = before[name];
  }
});
