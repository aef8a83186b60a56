/**
 * BPF_LINK_CREATE at a device.
 * In the kernel: link_create (kernel/bpf/syscall.c), bpf_xdp_link_attach, dev_xdp_attach and dev_xdp_install (net/core/dev.c).
 */
import { P } from 'ts-pattern';
import { hookHere, upperHasProgram } from '../facts/device.ts';
import { noModeFlag, severalModes } from '../facts/flags.ts';
import { holder, mode, otherModeTaken } from '../facts/place.ts';
import { bound, forMap, packetsFit, subject } from '../facts/program.ts';
import { fact, fail, rulesOver, ruleTable, succeed } from '../rules.ts';
import type { RequestOf } from '../vocabulary/index.ts';

type Create = RequestOf<'link_create'>;

/** Whether the attach type is BPF_XDP. */
const forXdp = fact({
  field: 'forXdp',
  values: [true, false],
  reads: ['attachType'],
  stateless: true,
  tell: (_, { attachType }: Create) => attachType === 'xdp',
});

const FACTS = [
  subject,
  forXdp,
  hookHere,
  noModeFlag,
  severalModes,
  mode,
  holder,
  otherModeTaken,
  upperHasProgram,
  bound,
  forMap,
  packetsFit,
] as const;

const rule = rulesOver<typeof FACTS>();

const RULES = [
  rule('link-create/fd-not-open', { prog: 'not-open' }, fail('EBADF'), 'syscall-link')`
    The program to attach must be an open fd.`,
  rule('link-create/not-a-program', { prog: 'not-a-program' }, fail('EINVAL'), 'syscall-link')`
    The program to attach must be a program.`,
  rule('link-create/other-type', { prog: 'other-type' }, fail('EINVAL'), 'syscall-link')`
    The program to attach must be of type XDP.`,
  rule('link-create/attach-type', { forXdp: false }, fail('EINVAL'), 'syscall-link')`
    The attach type must be BPF_XDP.`,
  rule('link-create/no-device', { here: false }, fail('EINVAL'), 'link-attach')`
    The device must exist in the namespace of the caller.`,
  rule('link-create/flag', { noModeFlag: true }, fail('EINVAL'), 'attach-link')`
    The flags of a link ask for a mode, and nothing else.`,
  rule('link-create/several-modes', { severalModes: true }, fail('EINVAL'), 'attach')`
    At most one of SKB, DRV and HW can be asked for.`,
  rule('link-create/held-by-link', { holder: 'link' }, fail('EBUSY'), 'attach-link')`
    A place that a link holds takes no other link.`,
  rule('link-create/upper-has-program', { upperHasProgram: true }, fail('EEXIST'), 'attach')`
    While an upper device has a program, a port takes none.`,
  rule('link-create/set-by-netlink', { holder: 'netlink' }, fail('EBUSY'), 'attach-link')`
    A link replaces no program that netlink set, not even its own.`,
  rule('link-create/other-mode', { otherModeTaken: true }, fail('EEXIST'), 'attach')`
    SKB and DRV exclude each other, whoever holds the other place.`,
  rule('link-create/bound-to-another', { bound: 'to-another' }, fail('EINVAL'), 'offload-match')`
    A program that is bound to a device is attached to no other, unless a program is bound to that too.`,
  rule('link-create/bound-in-skb', { bound: 'to-this', mode: 'skb' }, fail('EINVAL'), 'attach')`
    A program that is bound to a device is attached in driver mode only.`,
  rule('link-create/for-map', { forMap: true }, fail('EINVAL'), 'attach')`
    A program for a devmap or cpumap is attached to no device.`,
  rule('link-create/no-driver', { mode: 'unsupported' }, fail('EOPNOTSUPP'), 'attach')`
    DRV and HW need a driver that has XDP.`,
  rule('link-create/refuses-hw', { mode: 'hw' }, fail('EINVAL'), 'veth')`
    The driver takes no program to offload.`,
  rule('link-create/packets-too-large', { mode: 'drv', packetsFit: false }, fail('ERANGE'), 'veth')`
    In driver mode a large MTU needs a program that takes packets in several buffers.`,
  rule('link-create/attach', { prog: 'program', holder: P.not('link') }, succeed('attach'), 'link-attach')`
    The link holds the place; no capability is asked for.`,
];

export const linkCreate = ruleTable<Create>({
  op: 'link_create',
  title: 'BPF_LINK_CREATE',
  facts: FACTS,
  rules: RULES,
});
