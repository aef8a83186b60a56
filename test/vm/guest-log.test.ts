import { describe, expect, test } from 'vitest';
import { GuestLog, isAlarm } from '../../vm/guest-log.ts';

const logged = (...lines: readonly string[]) => {
  const log = new GuestLog();
  for (const byte of Buffer.from(lines.map((line) => `${line}\r\n`).join(''))) log.push(Buffer.from([byte]));
  return log;
};
const BEGIN = '[    9.1] mprog-vm: the command begins';
const END = '[   12.1] mprog-vm: the command ended';

describe('the kernel log of a guest', () => {
  test.each([
    'WARNING: CPU: 0 PID: 91 at kernel/bpf/mprog.c:123 bpf_mprog_attach+0x1/0x2',
    'WARNING: possible circular locking dependency detected',
    'WARNING: suspicious RCU usage',
    'BUG: KASAN: slab-use-after-free in tcx_uninstall+0x1/0x2',
    'BUG: unable to handle page fault for address: ffff888000000000',
    'BUG: sleeping function called from invalid context at kernel/locking/mutex.c:1',
    'kernel BUG at mm/slub.c:1!',
    'UBSAN: array-index-out-of-bounds in kernel/bpf/mprog.c:1',
    'Oops: general protection fault, probably for non-canonical address',
    'refcount_t: underflow; use-after-free.',
    'INFO: task mprog:12 blocked for more than 120 seconds.',
    'rcu: INFO: rcu_preempt self-detected stall on CPU',
    'unreferenced object 0xffff888 (size 64):',
    'Kernel panic - not syncing: Fatal exception',
  ])('has an alarm in: %s', (line) => expect(isAlarm(line)).toBe(true));
  test.each([
    'kasan: KernelAddressSanitizer initialized',
    'Spectre V2 : WARNING: Unprivileged eBPF is enabled with eIBRS on, data leaks possible',
    'debug: unmapping init [mem 0x1-0x2]',
    'systemd: a bug was not found',
    'mprog-vm: the command begins',
  ])('has none in: %s', (line) => expect(isAlarm(line)).toBe(false));
  test('tells alarms of the boot from those since the command began', () => {
    const log = logged('[    1.0] WARNING: at boot', BEGIN, '[   10.0] fine', '[   11.0][  T91] BUG: bad', END);
    expect([log.bootAlarms, log.alarms, log.ended]).toEqual([['WARNING: at boot'], ['BUG: bad'], true]);
  });
  test('has no alarm of a command that never began', () => {
    const log = logged('[    1.0] WARNING: at boot');
    expect([log.bootAlarms, log.alarms, log.ended]).toEqual([['WARNING: at boot'], [], false]);
  });
  test('has its last lines at hand, with the line that is under way', () => {
    const log = logged('one', '', '\x1b[?7ltwo\x1b[0m', 'three');
    log.push(Buffer.from('fo'));
    expect(log.last(3)).toEqual(['two', 'three', 'fo']);
  });
  test('shows the first alarm with what follows it, and its last lines', () => {
    const lines = ['a', 'BUG: bad', 'b', 'c', 'd', 'e', 'Kernel panic - not syncing: x'];
    expect(logged(...lines).around(2)).toEqual(['BUG: bad', 'b', '…', 'e', 'Kernel panic - not syncing: x']);
    expect(logged(...lines).around(3)).toEqual(['BUG: bad', 'b', 'c', 'd', 'e', 'Kernel panic - not syncing: x']);
    expect(logged(...lines).around(20)).toEqual(lines);
    expect(logged('a', 'b', 'c').around(2)).toEqual(['b', 'c']);
  });
  test('says why the kernel gave up', () => {
    const log = logged('[    2.0] Kernel panic - not syncing: VFS: Unable to mount root fs', '[    2.0] CPU: 0');
    expect([log.panic, logged('fine').panic]).toEqual(['VFS: Unable to mount root fs', undefined]);
  });
});
