import { createHash } from 'node:crypto';
import { chmodSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, test } from 'vitest';
import { boot, KvmFailed } from '../../vm/boot.ts';
import { cpioParts } from '../../vm/cpio.ts';
import { GuestFailure, GuestTimeout } from '../../vm/errors.ts';
import type { Accelerator } from '../../vm/qemu.ts';
import { Tree } from '../../vm/tree.ts';
import { left } from '../support/processes.ts';

const directory = mkdtempSync(join(tmpdir(), 'mprog-'));
afterAll(() => rmSync(directory, { recursive: true }));

const pidFile = join(directory, 'pid');
const initrd = join(directory, 'initrd');
writeFileSync(initrd, '');

/** An emulator that plays a guest: a script with the console on fd 3, the results on fd 4, and the initramfs on fd 5. */
function emulator(script: string): string {
  const path = join(directory, 'emulator');
  writeFileSync(path, `#!/bin/bash\necho $$ > ${pidFile}\n${script}\n`);
  chmodSync(path, 0o755);
  return path;
}

const booted = (
  script: string,
  more: { accelerator?: Accelerator; up?: number; all?: number; signal?: AbortSignal } = {},
) => {
  const { accelerator = 'tcg', up = 20, all = 20, signal } = more;
  return boot({
    qemu: emulator(script),
    image: '/boot/kernel',
    machine: { memory: 512, cpus: 1, accelerator },
    initrd: openSync(initrd, 'r'),
    limits: { up, all, silence: 2 },
    ...(signal === undefined ? {} : { signal }),
  });
};

const failureOf = (run: Promise<unknown>): Promise<Error> =>
  run.then(
    () => expect.unreachable('it did not fail'),
    (error: Error) => error,
  );
const isGone = async () => expect(await left([Number(readFileSync(pidFile, 'utf8'))])).toEqual([]);

/** An archive with the standard output "out", as a guest sends it. */
const SENT = join(directory, 'sent');
const archive = gzipSync(Buffer.concat([...cpioParts(new Tree().file('/mprog-vm/stdout', 'out').entries)]));
const digest = createHash('sha256').update(archive).digest('hex');
writeFileSync(SENT, Buffer.concat([Buffer.from(`R 1 ${archive.length} ${digest}\n`), archive]));
const UP = `echo '[ 1.0] booting' >&3; echo 'B 6.12.43' >&4; echo '[ 2.0] mprog-vm: the command begins' >&3`;

describe('a boot', () => {
  test('ends with the result, without waiting for the emulator to end', async () => {
    const { code, stdout, release, log, timedOut } = await booted(
      `${UP}; echo '[ 3.0] WARNING: odd' >&3; cat ${SENT} >&4; echo '[ 4.0] mprog-vm: the command ended' >&3; exec sleep 60`,
    );
    expect([code, stdout.toString(), release, log.alarms, timedOut]).toEqual([
      1,
      'out',
      '6.12.43',
      ['WARNING: odd'],
      false,
    ]);
    await isGone();
  });
  test('waits for the end of the log, but not for ever', async () => {
    const { log } = await booted(`${UP}; cat ${SENT} >&4; sleep 0.5; echo '[ 3.0] BUG: late' >&3; exec sleep 60`);
    expect(log.alarms).toEqual(['BUG: late']);
  });
  test('of a guest that panics fails with the reason and the last lines', async () => {
    const error = await failureOf(
      booted(
        `for n in {1..20}; do echo "[ 1.$n] line $n" >&3; done; echo '[ 2.0] Kernel panic - not syncing: no init' >&3`,
      ),
    );
    expect(error).toBeInstanceOf(GuestFailure);
    expect(error.message.split('\n')).toEqual([
      'the guest panicked: no init; its log:',
      ...Array.from({ length: 11 }, (_, index) => `  [ 1.${index + 10}] line ${index + 10}`),
      '  [ 2.0] Kernel panic - not syncing: no init',
    ]);
  });
  test('of a guest that says nothing fails with what the emulator says', async () => {
    const error = await failureOf(booted('echo "qemu: no such machine" >&2; exit 1'));
    expect(error.message).toBe('qemu ended before the kernel said anything: qemu: no such machine');
  });
  test('of a guest that ends early fails with the last lines', async () => {
    const error = await failureOf(booted(`${UP}`));
    expect(error.message).toMatch(/^the guest ended without a result; .*\n {2}\[ 1\.0\] booting\n/);
  });
  test('of a guest that hangs is ended at its limit', async () => {
    const never = await failureOf(booted(`echo '[ 1.0] stuck' >&3; exec sleep 60`, { up: 1 }));
    expect([never.name, never.message]).toEqual([
      'GuestTimeout',
      'the guest was not up within 1 s; the last lines of its log:\n  [ 1.0] stuck',
    ]);
    await isGone();
    const late = await failureOf(booted(`${UP}; exec sleep 60`, { all: 1 }));
    expect(late).toBeInstanceOf(GuestTimeout);
    expect(late.message).toMatch(/^the guest did not end within 1 s/);
    await isGone();
  });
  test('of a guest that talks nonsense fails at once', async () => {
    const error = await failureOf(booted(`echo hello >&4; exec sleep 60`));
    expect(error.message).toMatch(/^expected a line of the guest's script/);
    await isGone();
  });
  test('ends the emulator where it is interrupted', async () => {
    const ending = new AbortController();
    setTimeout(() => ending.abort(new Error('stopped')), 700);
    const error = await failureOf(booted(`${UP}; exec sleep 60`, { signal: ending.signal }));
    expect(error.message).toBe('stopped');
    await isGone();
  });
  test('with a KVM that does not work says so, and only then', async () => {
    const script = `echo 'KVM internal error. Suberror: 1' >&2; exec sleep 60`;
    expect(await failureOf(booted(script, { accelerator: 'kvm' }))).toBeInstanceOf(KvmFailed);
    expect(await failureOf(booted(script, { up: 1 }))).toBeInstanceOf(GuestTimeout);
    await isGone();
  });
  test('in which the kernel says nothing is one whose KVM does not work', { timeout: 30_000 }, async () => {
    expect(await failureOf(booted('exec sleep 60', { accelerator: 'kvm' }))).toBeInstanceOf(KvmFailed);
    await isGone();
  });
});
