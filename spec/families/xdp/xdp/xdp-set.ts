/**
 * RTM_SETLINK with IFLA_XDP: sets or clears a program. Here no device offloads, and none has a memory provider.
 * In the kernel: do_setlink (net/core/rtnetlink.c), dev_change_xdp_fd, dev_xdp_attach and dev_xdp_install (net/core/dev.c).
 */
import { P } from 'ts-pattern';
import { privileged } from '../facts/caller.ts';
import { hookHere, upperHasProgram } from '../facts/device.ts';
import { REPLACE, severalModes, UNKNOWN, UPDATE_IF_NOEXIST } from '../facts/flags.ts';
import { holder, mode, otherModeTaken } from '../facts/place.ts';
import { bound, forMap, packetsFit, progFd, xdpProg } from '../facts/program.ts';
import { fact, fail, rulesOver, ruleTable, succeed } from '../rules.ts';
import { modeAt, placeAt, type State } from '../state.ts';
import type { NetlinkFd, RequestOf } from '../vocabulary/index.ts';

type XdpSet = RequestOf<'xdp_set'>;

/** Whether an attribute is given that is only ever reported. */
const extra = fact({
  field: 'extra',
  values: [false, true],
  reads: ['extra'],
  stateless: true,
  tell: (_, { extra: given }: XdpSet) => given !== 'none',
});

/** What an fd of netlink says: that nothing is asked, that no program is meant, what is wrong with it, or a program. */
function netlinkFd<const T extends string>(state: State, ref: NetlinkFd, program: (name: string) => T) {
  if (ref.is === 'absent' || ref.is === 'none') return ref.is;
  const fd = progFd(state, ref, program);
  if (fd === 'not-open') return fd;
  return xdpProg(state, ref) === undefined ? 'unfit' : (fd as T);
}

/** IFLA_XDP_FD; `unfit`: no program, or none of type XDP. */
const prog = fact({
  field: 'prog',
  values: ['absent', 'none', 'not-open', 'unfit', 'program'],
  reads: ['prog'],
  tell: (state, { prog: ref }: XdpSet) => netlinkFd(state, ref, () => 'program'),
});

const held = (state: State, { hook, flags }: XdpSet) => placeAt(state, hook, modeAt(state, hook, flags)).prog;

/** IFLA_XDP_EXPECTED_FD, and whether the place holds what it says. */
const expected = fact({
  field: 'expected',
  values: ['absent', 'not-open', 'unfit', 'there', 'not-there'],
  reads: ['expected', 'flags'],
  tell: (state, request: XdpSet) => {
    const isThere = (name: string) => (held(state, request) === name ? 'there' : 'not-there');
    const fd = netlinkFd(state, request.expected, isThere);
    return fd === 'none' ? isThere('none') : fd;
  },
});

/** Whether the place holds what is asked for already: the program, or nothing. */
const asAsked = fact({
  field: 'asAsked',
  values: [false, true],
  reads: ['prog', 'flags'],
  tell: (state, request: XdpSet) => {
    const { prog: ref } = request;
    return held(state, request) === (ref.is === 'prog' ? ref.name : 'none');
  },
});

const FACTS = [
  privileged,
  hookHere,
  extra,
  UNKNOWN,
  severalModes,
  REPLACE,
  UPDATE_IF_NOEXIST,
  mode,
  holder,
  otherModeTaken,
  upperHasProgram,
  prog,
  bound,
  forMap,
  packetsFit,
  expected,
  asAsked,
] as const;

const rule = rulesOver<typeof FACTS>();

/** A program that is to be set where nothing is. */
const IF_EMPTY = { UPDATE_IF_NOEXIST: true, prog: 'program' } as const;

const RULES = [
  rule('xdp-set/caller', { privileged: false }, fail('EPERM'), 'rtnetlink')`
    The caller needs CAP_NET_ADMIN over the network namespace.`,
  rule('xdp-set/no-device', { here: false }, fail('ENODEV'), 'rtnetlink')`
    The device must exist in the namespace of the caller.`,
  rule('xdp-set/reported-attribute', { extra: true }, fail('EINVAL'), 'setlink')`
    IFLA_XDP_ATTACHED and IFLA_XDP_PROG_ID are reported, and never given.`,
  rule('xdp-set/unknown-flag', { UNKNOWN: true }, fail('EINVAL'), 'setlink')`
    An unknown flag is refused, also where there is no fd.`,
  rule('xdp-set/several-modes', { severalModes: true }, fail('EINVAL'), 'setlink')`
    At most one of SKB, DRV and HW can be asked for.`,
  rule('xdp-set/no-fd', { prog: 'absent' }, succeed('nothing'), 'setlink')`
    Without IFLA_XDP_FD nothing happens, whatever else is given.`,
  rule('xdp-set/expected-missing', { REPLACE: true, expected: 'absent' }, fail('EINVAL'), 'attach-expected')`
    REPLACE needs IFLA_XDP_EXPECTED_FD.`,
  rule('xdp-set/fd-not-open', { prog: 'not-open' }, fail('EBADF'), 'change-fd')`
    A program to be set must be an open fd.`,
  rule('xdp-set/unfit', { prog: 'unfit' }, fail('EINVAL'), 'change-fd')`
    A program to be set must be a program of type XDP.`,
  rule('xdp-set/expected-fd-not-open', { REPLACE: true, expected: 'not-open' }, fail('EBADF'), 'attach-expected')`
    Under REPLACE an expected program must be an open fd.`,
  rule('xdp-set/expected-unfit', { REPLACE: true, expected: 'unfit' }, fail('EINVAL'), 'attach-expected')`
    Under REPLACE an expected program must be a program of type XDP.`,
  rule('xdp-set/held-by-link', { holder: 'link' }, fail('EBUSY'), 'attach-link')`
    A place that a link holds is neither set nor cleared, whatever is expected.`,
  rule('xdp-set/upper-has-program', { upperHasProgram: true }, fail('EEXIST'), 'attach')`
    While an upper device has a program, those of a port are neither set nor cleared.`,
  rule('xdp-set/unexpected', { REPLACE: true, expected: 'not-there' }, fail('EEXIST'), 'attach-expected')`
    Under REPLACE the place must hold the expected program, or be empty where none is expected.`,
  rule('xdp-set/exists', { ...IF_EMPTY, holder: 'netlink' }, fail('EBUSY'), 'attach')`
    Under UPDATE_IF_NOEXIST a program is set in an empty place only.`,
  rule('xdp-set/other-mode', { prog: 'program', otherModeTaken: true }, fail('EEXIST'), 'attach')`
    SKB and DRV exclude each other, whoever holds the other place.`,
  rule('xdp-set/bound-to-another', { prog: 'program', bound: 'to-another' }, fail('EINVAL'), 'offload-match')`
    A program that is bound to a device is set at no other, unless a program is bound to that too.`,
  rule('xdp-set/bound-in-skb', { prog: 'program', bound: 'to-this', mode: 'skb' }, fail('EINVAL'), 'attach')`
    A program that is bound to a device is set in driver mode only.`,
  rule('xdp-set/for-map', { prog: 'program', forMap: true }, fail('EINVAL'), 'attach')`
    A program for a devmap or cpumap is set at no device.`,
  rule('xdp-set/as-asked', { asAsked: true }, succeed('nothing'), 'attach')`
    A place that holds what is asked for stays unchanged, whatever the driver has.`,
  rule('xdp-set/no-driver', { mode: 'unsupported' }, fail('EOPNOTSUPP'), 'attach')`
    DRV and HW need a driver that has XDP.`,
  rule('xdp-set/refuses-hw', { prog: 'program', mode: 'hw' }, fail('EINVAL'), 'veth')`
    The driver takes no program to offload.`,
  rule('xdp-set/packets-too-large', { prog: 'program', mode: 'drv', packetsFit: false }, fail('ERANGE'), 'veth')`
    In driver mode a large MTU needs a program that takes packets in several buffers; the old one stays.`,
  rule('xdp-set/set', { prog: 'program', holder: P.not('link') }, succeed('set'), 'install')`
    The place holds the program; the reference of the old one is dropped.`,
  rule('xdp-set/clear', { prog: 'none' }, succeed('clear'), 'install')`
    The place is empty; the reference of the program is dropped, whoever set it.`,
];

export const xdpSet = ruleTable<XdpSet>({
  op: 'xdp_set',
  title: 'RTM_SETLINK with IFLA_XDP',
  facts: FACTS,
  rules: RULES,
});
