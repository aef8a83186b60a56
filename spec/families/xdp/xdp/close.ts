/**
 * close(2) of the last fd of a link, and of a program.
 * In the kernel: bpf_link_release and bpf_prog_release (kernel/bpf/syscall.c), bpf_xdp_link_release (net/core/dev.c).
 */
import { fact, fail, rulesOver, ruleTable, succeed } from '../rules.ts';
import { linkOf } from '../state.ts';
import type { RequestOf } from '../vocabulary/index.ts';

type LinkClose = RequestOf<'link_close'>;
type ProgClose = RequestOf<'prog_close'>;

const link = fact({
  field: 'link',
  values: ['absent', 'attached', 'defunct'],
  reads: ['link'],
  tell: (state, { link: name }: LinkClose) => linkOf(state, name).is,
});

const LINK_FACTS = [link] as const;

const linkRule = rulesOver<typeof LINK_FACTS>();

export const linkClose = ruleTable<LinkClose>({
  op: 'link_close',
  title: 'close(2) of the last fd of a link',
  facts: LINK_FACTS,
  rules: [
    linkRule('link-close/not-open', { link: 'absent' }, fail('EBADF'), 'syscall-release')`The fd must be open.`,
    linkRule('link-close/attached', { link: 'attached' }, succeed('close-link'), 'link-release')`
      The place is empty, and the link is freed.`,
    linkRule('link-close/defunct', { link: 'defunct' }, succeed('close-link'), 'syscall-release')`
      A link that holds no place is freed.`,
  ],
});

const open = fact({
  field: 'open',
  values: [true, false],
  reads: ['prog'],
  tell: ({ progs }, { prog }: ProgClose) => progs[prog]!.open,
});

const PROG_FACTS = [open] as const;

const progRule = rulesOver<typeof PROG_FACTS>();

export const progClose = ruleTable<ProgClose>({
  op: 'prog_close',
  title: 'close(2) of the last fd of a program',
  facts: PROG_FACTS,
  rules: [
    progRule('prog-close/not-open', { open: false }, fail('EBADF'), 'syscall-release')`The fd must be open.`,
    progRule('prog-close/close', { open: true }, succeed('close-prog'), 'syscall-release')`
      The program stays while a place or a link holds it.`,
  ],
});
