import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { cpioParts } from '../../vm/cpio.ts';
import { kvmIsThere } from '../../vm/qemu.ts';
import { runInGuest } from '../../vm/run.ts';
import { Tree } from '../../vm/tree.ts';
import { ROOT } from '../support/command.ts';
import { elf } from '../support/kernel-images.ts';

const directory = mkdtempSync(join(tmpdir(), 'mprog-'));
const at = (path: string) => join(directory, path);
const { PATH, XDG_CACHE_HOME } = process.env;
beforeAll(() => {
  process.env.PATH = `${directory}:${PATH}`;
  process.env.XDG_CACHE_HOME = at('cache');
  writeFileSync(at('busybox'), elf([]), { mode: 0o755 });
  writeFileSync(at('kernel'), '');
  const archive = gzipSync(Buffer.concat([...cpioParts(new Tree().file('/mprog-vm/stdout', 'out').entries)]));
  const digest = createHash('sha256').update(archive).digest('hex');
  writeFileSync(at('sent'), Buffer.concat([Buffer.from(`R 0 ${archive.length} ${digest}\n`), archive]));
});
afterAll(() => {
  process.env.PATH = PATH;
  if (XDG_CACHE_HOME === undefined) delete process.env.XDG_CACHE_HOME;
  else process.env.XDG_CACHE_HOME = XDG_CACHE_HOME;
  rmSync(directory, { recursive: true });
});
beforeEach(() => rmSync(at('tried'), { force: true }));

/** An emulator that notes its accelerator; `kvm` and `tcg` are what it does with either. */
function emulator({ kvm, tcg }: { readonly kvm: string; readonly tcg: string }): void {
  const script = `#!/bin/bash
while [ "$1" != -accel ]; do shift; done
echo $2 >> ${at('tried')}
works() { echo '[ 1.0] hi' >&3; echo 'B 6.6' >&4; cat ${at('sent')} >&4; echo 'mprog-vm: the command ended' >&3; exec sleep 60; }
panics() { echo '[ 1.0] Kernel panic - not syncing: x' >&3; }
late() { echo '[ 1.0] hi' >&3; echo 'B 6.6' >&4; sleep 0.3; echo '[ 1.0] Kernel panic - not syncing: x' >&3; }
case $2 in kvm) ${kvm};; *) ${tcg};; esac
`;
  writeFileSync(at('qemu-system-x86_64'), script, { mode: 0o755 });
}
const tried = () => (existsSync(at('tried')) ? readFileSync(at('tried'), 'utf8').trim().split('\n') : []);
const run = (accelerator?: 'tcg') =>
  runInGuest({
    words: ['check', 'tcx'],
    cwd: directory,
    packageFolder: ROOT,
    kernel: { image: at('kernel'), modules: [] },
    memory: 512,
    cpus: 1,
    timeout: 60,
    ...(accelerator === undefined ? {} : { accelerator }),
  });

describe.skipIf(!kvmIsThere())('where there is KVM (skipped: no /dev/kvm)', () => {
  test('a guest that panics once it is up is not tried again', async () => {
    emulator({ kvm: 'late', tcg: 'works' });
    await expect(run()).rejects.toThrow('the guest panicked: x');
    expect(tried()).toEqual(['kvm']);
  });
  test('one that panics at boot is, and fails if it panics again', async () => {
    emulator({ kvm: 'panics', tcg: 'panics' });
    await expect(run()).rejects.toThrow('the guest panicked: x');
    expect(tried()).toEqual(['kvm', 'tcg,thread=multi']);
  });
  test('one that is up in emulation only shows that KVM does not work: it is not tried any more', async () => {
    emulator({ kvm: 'panics', tcg: 'works' });
    expect((await run()).accelerator).toBe('tcg');
    expect((await run()).stdout.toString()).toBe('out');
    expect(tried()).toEqual(['kvm', 'tcg,thread=multi', 'tcg,thread=multi']);
  });
});

test('an accelerator that is asked for is the only one tried', async () => {
  emulator({ kvm: 'works', tcg: 'panics' });
  await expect(run('tcg')).rejects.toThrow('the guest panicked: x');
  expect(tried()).toEqual(['tcg,thread=multi']);
});
