/**
 * BPF_LINK_UPDATE of an XDP link. No capability is asked for, and upper devices play no part.
 * In the kernel: link_update (kernel/bpf/syscall.c), bpf_xdp_link_update and dev_xdp_install (net/core/dev.c).
 */
import { P } from 'ts-pattern';
import { notReplace, REPLACE } from '../facts/flags.ts';
import { link } from '../facts/link.ts';
import { fits, progFd } from '../facts/program.ts';
import { fact, fail, rulesOver, ruleTable, succeed } from '../rules.ts';
import { linkOf, progOfLink, type State } from '../state.ts';
import type { LinkRef, RequestOf } from '../vocabulary/index.ts';

type Update = RequestOf<'link_update'>;

/** The program of a link that is named by an fd; `none` where the fd names no link. */
const progOf = (state: State, ref: LinkRef) => (ref.is === 'link' ? progOfLink(state, ref.name) : 'none');

/** The fd of the new program. */
const prog = fact({
  field: 'prog',
  values: ['not-open', 'not-a-program', 'program'],
  reads: ['prog'],
  tell: (state, { prog: ref }: Update) => progFd(state, ref, () => 'program'),
});

/** The fd of the old program, and whether it is that of the link. */
const old = fact({
  field: 'old',
  values: ['none', 'not-open', 'not-a-program', 'the-link', 'another'],
  reads: ['old', 'link'],
  tell: (state, { old: ref, link: of }: Update) =>
    ref.is === 'none' ? 'none' : progFd(state, ref, (name) => (name === progOf(state, of) ? 'the-link' : 'another')),
});

/** The new program beside that of the link: of its type and expected_attach_type, or of others. */
const change = fact({
  field: 'change',
  values: ['alike', 'unlike'],
  reads: ['prog', 'link'],
  tell: (state, { prog: ref, link: of }: Update) => {
    const { programs } = state.universe;
    const now = progOf(state, of);
    if (ref.is !== 'prog' || now === 'none') return 'alike';
    const [next, own] = [programs[ref.name], programs[now]];
    return next?.type === own?.type && next?.expects === own?.expects ? 'alike' : 'unlike';
  },
});

/** Whether the driver takes the new program: not in driver mode at a large MTU, where it takes packets in one buffer alone. */
const driverTakes = fact({
  field: 'driverTakes',
  values: [true, false],
  reads: ['prog', 'link'],
  tell: (state, { prog: ref, link: of }: Update) => {
    const found = of.is === 'link' ? linkOf(state, of.name) : undefined;
    return found?.is !== 'attached' || found.mode === 'skb' || fits(state, found.device, ref);
  },
});

const FACTS = [REPLACE, notReplace, link, prog, old, change, driverTakes] as const;

const rule = rulesOver<typeof FACTS>();

const RULES = [
  rule('link-update/flag', { notReplace: true }, fail('EINVAL'), 'syscall-link')`REPLACE is the only flag.`,
  rule('link-update/link-fd-not-open', { link: 'not-open' }, fail('EBADF'), 'syscall-link')`
    The fd of the link must be open.`,
  rule('link-update/not-a-link', { link: 'not-a-link' }, fail('EINVAL'), 'syscall-link')`The link must be a link.`,
  rule('link-update/fd-not-open', { prog: 'not-open' }, fail('EBADF'), 'syscall-link')`
    The new program must be an open fd.`,
  rule('link-update/not-a-program', { prog: 'not-a-program' }, fail('EINVAL'), 'syscall-link')`
    The new program must be a program.`,
  rule('link-update/old-missing', { REPLACE: true, old: 'none' }, fail('EINVAL'), 'syscall-link')`
    REPLACE needs an old program; fd 0 is none.`,
  rule('link-update/old-fd-not-open', { REPLACE: true, old: 'not-open' }, fail('EBADF'), 'syscall-link')`
    Under REPLACE the old program must be an open fd.`,
  rule('link-update/old-not-a-program', { REPLACE: true, old: 'not-a-program' }, fail('EINVAL'), 'syscall-link')`
    Under REPLACE the old program must be a program.`,
  rule('link-update/old-unused', { REPLACE: false, old: P.not('none') }, fail('EINVAL'), 'syscall-link')`
    An old program needs REPLACE.`,
  rule('link-update/defunct', { link: 'defunct' }, fail('ENOLINK'), 'link-update')`
    A defunct link (detached, or its device removed) cannot be updated.`,
  rule('link-update/old-mismatch', { old: 'another' }, fail('EPERM'), 'link-update')`
    The old program must be the program of the link.`,
  rule('link-update/unlike', { change: 'unlike' }, fail('EINVAL'), 'link-update')`
    The new program must have the type and the expected_attach_type of the old one.`,
  rule('link-update/packets-too-large', { driverTakes: false }, fail('ERANGE'), 'veth')`
    In driver mode a large MTU needs a program that takes packets in several buffers; the old one stays.`,
  rule('link-update/swap', { link: 'attached' }, succeed('update'), 'link-update')`
    The place holds the new program at once, even if the program is bound to another device.`,
];

export const linkUpdate = ruleTable<Update>({
  op: 'link_update',
  title: 'BPF_LINK_UPDATE',
  facts: FACTS,
  rules: RULES,
});
