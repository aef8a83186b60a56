import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { shell } from '../support/command.ts';
import { bzImage } from '../support/kernel-images.ts';

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

test('a busybox with libraries is not enough', async () => {
  const { code, stdout } = await vm(`${KERNEL} -- check tcx`);
  expect([code, stdout]).toEqual([
    4,
    expect.stringMatching(/^skipped: busybox: .* needs libraries, expected a static one/),
  ]);
});
