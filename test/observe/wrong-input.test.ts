import { describe, expect, test } from 'vitest';
import { attaches, edited, loads, logOf, observed, sample } from '../support/observing.ts';

const WRONG: readonly (readonly [what: string, text: string, message: string])[] = [
  ['an empty file', '', 'log: expected a log of strace with calls of bpf(2), found none; -e trace=bpf shows them'],
  [
    'a log without a call of bpf(2)',
    '7 close(3) = 0\n',
    'log: expected a log of strace with calls of bpf(2), found none; -e trace=bpf shows them',
  ],
  [
    'no log of strace',
    '{"format": "mprog-trace"}\n',
    'log:1: expected a line of strace, such as "bpf(…) = 0", found "{\\"format\\": \\"mprog-trace\\"}"',
  ],
  [
    'a line that is cut off',
    logOf(loads(3, 'a'), attaches({ fd: 3 })).slice(0, -30),
    'log:3: bpf: expected the rest of the call, found the end of the line',
  ],
  ['a call that is spoilt', logOf('close(3}) = 0', loads(3, 'a')), 'log:2: close: expected ")", found "}) = 0"'],
  [
    'a call that never ends',
    logOf(loads(3, 'a'), 'bpf(BPF_PROG_ATTACH, {target_ifindex=1 <unfinished ...>'),
    'log:3: bpf: expected the end of this call further down, found none',
  ],
  [
    'an end without a beginning',
    logOf(loads(3, 'a'), '<... bpf resumed>) = 0'),
    'log:3: expected the end of a call that was begun, found "<... bpf resumed>) = 0"',
  ],
  [
    'another architecture',
    `[ Process PID=7 runs in 32 bit mode. ]\n${logOf(loads(3, 'a'))}`,
    'log:1: mode: expected calls of 64-bit processes on x86-64, found a process in 32 bit mode',
  ],
  [
    'fields behind "..."',
    sample('hidden-6.1'),
    'log:11: relative_fd: expected this field, found "..."; strace 6.18 or later with -v shows it',
  ],
  [
    'a detach whose program is not shown',
    sample('detach-6.1'),
    'log:74: attach_bpf_fd: expected this field, found none; strace 6.18 or later with -v shows it',
  ],
  [
    'an attribute that is an address',
    logOf('bpf(BPF_LINK_DETACH, 0x7ffc43fb9630, 4) = 0'),
    'log:2: attribute: expected {…}, found an address; strace 6.18 or later with -v shows it',
  ],
  [
    'a flag that has no number',
    logOf(loads(3, 'a'), attaches({ fd: 3, flags: 'BPF_F_NEW' })),
    'log:3: attach_flags: expected a number, or a name of include/uapi/linux/bpf.h, found another',
  ],
];

describe('one located message says what is wrong', () => {
  test.each(WRONG)('%s', (_, text, message) => {
    expect(() => observed(text)).toThrow(message);
  });
});

test('strace says more than calls, and that is passed over', () => {
  const more =
    '# a note\nstrace: Process 9 attached\n7 --- SIGCHLD {si_signo=SIGCHLD} ---\n7 +++ exited with 0 +++\n\n';
  expect(observed(more + logOf(loads(3, 'a'), attaches({ fd: 3 }))).file.result).toBe('held');
});

test.each([
  ['times of -tt', /^(7) /gm, '$1 12:00:00.000001 '],
  ['times of -ttt', /^(7) /gm, '$1 1795000000.000001 '],
  ['pids on a terminal', /^7 /gm, '[pid     7] '],
  ['no pid', /^7 /gm, ''],
  ['times of -T', / = (\d+)$/gm, ' = $1 <0.000012>'],
  ['ends of lines of Windows', /\n/g, '\r\n'],
])('%s are read', (_, from, to) => {
  const log = logOf(loads(3, 'a'), attaches({ fd: 3 }));
  expect(observed(edited(log, from, to)).file.result).toBe('held');
});
