/**
 * What can be done with a link. In the kernel: link_update and link_detach (kernel/bpf/syscall.c); a tracing link has neither
 * update_prog nor detach, so both are refused once the fds are looked at.
 */
import { kindOf } from '../reference.ts';
import { fact, fail, rulesOver, ruleTable, succeed } from '../rules.ts';
import type { RequestOf } from '../vocabulary/index.ts';
import { linkFd } from './facts.ts';

const flags = fact({
  field: 'flags',
  values: ['none', 'REPLACE', 'unknown'],
  reads: ['flags'],
  stateless: true,
  tell: (_, request: RequestOf<'link_update'>) =>
    request.flags.includes('UNKNOWN') ? 'unknown' : request.flags.includes('REPLACE') ? 'REPLACE' : 'none',
});

const PROGRAM = ['none', 'closed', 'wrong-kind', 'program'] as const;

const program = (state: Parameters<typeof kindOf>[0], ref: string): (typeof PROGRAM)[number] => {
  const kind = ref === 'none' ? 'none' : kindOf(state, ref);
  return kind === 'none' || kind === 'closed' || kind === 'wrong-kind' ? kind : 'program';
};

const prog = fact({
  field: 'prog',
  values: PROGRAM,
  reads: ['prog'],
  tell: (state, request: RequestOf<'link_update'>) => program(state, request.prog),
});

const old = fact({
  field: 'old',
  values: PROGRAM,
  reads: ['old'],
  tell: (state, request: RequestOf<'link_update'>) => program(state, request.old),
});

const UPDATE = [flags, linkFd, prog, old] as const;

const update = rulesOver<typeof UPDATE>();

const UPDATE_RULES = [
  update('link-update/unknown-flag', { flags: 'unknown' }, fail('EINVAL'), 'link')`
    REPLACE is the only flag there is.`,
  update('link-update/link-not-open', { link: 'closed' }, fail('EBADF'), 'link')`
    The fd of the link must be open.`,
  update('link-update/not-a-link', { link: 'wrong-kind' }, fail('EINVAL'), 'link')`
    The fd of the link must be that of a link.`,
  update('link-update/no-prog', { prog: 'none' }, fail('EINVAL'), 'link')`
    Fd 0 is open and no program.`,
  update('link-update/prog-not-open', { prog: 'closed' }, fail('EBADF'), 'link')`
    The fd of the new program must be open.`,
  update('link-update/not-a-program', { prog: 'wrong-kind' }, fail('EINVAL'), 'link')`
    The fd of the new program must be that of a program.`,
  update('link-update/old-not-open', { flags: 'REPLACE', old: 'closed' }, fail('EBADF'), 'link')`
    Under REPLACE the fd of the old program must be open.`,
  update('link-update/refused', {}, fail('EINVAL'), 'link')`
    The program of a tracing link cannot be changed, whatever old program is named or missing.`,
];

export const linkUpdate = ruleTable<RequestOf<'link_update'>>({
  op: 'link_update',
  title: 'BPF_LINK_UPDATE',
  facts: UPDATE,
  rules: UPDATE_RULES,
});

const DETACH = [linkFd] as const;

const detach = rulesOver<typeof DETACH>();

export const linkDetach = ruleTable<RequestOf<'link_detach'>>({
  op: 'link_detach',
  title: 'BPF_LINK_DETACH',
  facts: DETACH,
  rules: [
    detach('link-detach/link-not-open', { link: 'closed' }, fail('EBADF'), 'link')`
      The fd of the link must be open.`,
    detach('link-detach/not-a-link', { link: 'wrong-kind' }, fail('EINVAL'), 'link')`
      The fd of the link must be that of a link.`,
    detach('link-detach/refused', {}, fail('EOPNOTSUPP'), 'link')`
      Only the end of its last fd and pin detaches a tracing link.`,
  ],
});

const NONE = [] as const;
const always = rulesOver<typeof NONE>();

export const linkClose = ruleTable<RequestOf<'link_close'>>({
  op: 'link_close',
  title: 'close of a link',
  facts: NONE,
  rules: [
    always('link-close/closed', {}, succeed('close-link'), 'release')`
      A link without fd and pin is gone: the function answers for itself, and program and target are let go at once.`,
  ],
});

export const linkPin = ruleTable<RequestOf<'link_pin'>>({
  op: 'link_pin',
  title: 'BPF_OBJ_PIN of a link',
  facts: NONE,
  rules: [always('link-pin/pinned', {}, succeed('pin-link'), 'object')`A pin holds the link as an fd does.`],
});

export const linkUnpin = ruleTable<RequestOf<'link_unpin'>>({
  op: 'link_unpin',
  title: 'unlink of the pin of a link',
  facts: NONE,
  rules: [
    always('link-unpin/unpinned', {}, succeed('unpin-link'), 'release')`
      A link without fd and pin is gone; after an unlink its end comes a moment later.`,
  ],
});
