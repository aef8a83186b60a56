/**
 * close(2) of the last fd of a program, at hooks of every kind.
 * In the kernel: bpf_prog_release (kernel/bpf/syscall.c).
 */
import { fail, type RuleTable, rulesOver, succeed } from '../rule.ts';
import { space } from '../situation.ts';
import type { RequestOf } from '../vocabulary/index.ts';

const DOMAIN = { prog: ['open', 'closed'] } as const;
const rule = rulesOver<typeof DOMAIN>();

const RULES = [
  rule('prog-close/not-open', { prog: 'closed' }, fail('EBADF'), 'syscall-release')`The fd must be open.`,
  rule('prog-close/close', { prog: 'open' }, succeed('close-prog'), 'syscall-release')`
    The program and its id stay while a slot or a link holds a reference.`,
];

export const progClose: RuleTable<RequestOf<'prog_close'>> = {
  op: 'prog_close',
  title: 'close(2) of the last fd of a program',
  space: space(DOMAIN),
  aspects: [
    {
      reads: ['prog'],
      tells: ['prog'],
      part: (state, { prog }) => ({ prog: state.closed.has(prog) ? 'closed' : 'open' }),
    },
  ],
  rules: RULES,
};
