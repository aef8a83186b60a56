import { fact, fail, rulesOver, ruleTable, succeed } from '../rules.ts';
/**
 * close(2) of the last fd of a program, at hooks of every kind.
 * In the kernel: bpf_prog_release (kernel/bpf/syscall.c).
 */
import type { RequestOf } from '../vocabulary/index.ts';

type Close = RequestOf<'prog_close'>;

const prog = fact({
  field: 'prog',
  values: ['open', 'closed'],
  reads: ['prog'],
  tell: (state, { prog: name }: Close) => (state.closed.has(name) ? 'closed' : 'open'),
});

const FACTS = [prog] as const;

const rule = rulesOver<typeof FACTS>();

const RULES = [
  rule('prog-close/not-open', { prog: 'closed' }, fail('EBADF'), 'syscall-release')`The fd must be open.`,
  rule('prog-close/close', { prog: 'open' }, succeed('close-prog'), 'syscall-release')`
    The program and its id stay while a slot or a link holds a reference.`,
];

export const progClose = ruleTable<Close>({
  op: 'prog_close',
  title: 'close(2) of the last fd of a program',
  facts: FACTS,
  rules: RULES,
});
