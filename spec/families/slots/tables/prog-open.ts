/**
 * An fd of a program by its id (BPF_PROG_GET_FD_BY_ID).
 * In the kernel: bpf_prog_get_fd_by_id (kernel/bpf/syscall.c).
 */
import { sysAdmin } from '../facts/holders.ts';
import { fact, fail, rulesOver, ruleTable, succeed } from '../rules.ts';
import { holdersOfProg } from '../state.ts';
import type { RequestOf } from '../vocabulary/index.ts';

type Open = RequestOf<'prog_open'>;

const exists = fact({
  field: 'exists',
  values: [true, false],
  reads: ['prog'],
  tell: (state, { prog }: Open) => holdersOfProg(state, prog) > 0,
});

const FACTS = [sysAdmin, exists] as const;

const rule = rulesOver<typeof FACTS>();

const RULES = [
  rule('prog-open/without-capability', { sysAdmin: false }, fail('EPERM'), 'fd-by-id')`
    An fd by an id needs CAP_SYS_ADMIN.`,
  rule('prog-open/id-unknown', { exists: false }, fail('ENOENT'), 'fd-by-id')`
    A program that is named by id must exist.`,
  rule('prog-open/open', { exists: true }, succeed('open-prog'), 'fd-by-id')`
    A program that a slot or a link holds can be named by an fd again.`,
];

export const progOpen = ruleTable<Open>({
  op: 'prog_open',
  title: 'an fd of a program by its id (BPF_PROG_GET_FD_BY_ID)',
  facts: FACTS,
  rules: RULES,
});
