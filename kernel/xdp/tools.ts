import { type Basics, once, openBasics, type WrongFds } from '../basics.ts';
import { KernelUnavailable } from '../failure.ts';
import { ATTACH_TYPES, encode, LINK_CREATE } from '../layout.ts';
import { LOOPBACK_IFINDEX, type Netlink } from '../netlink.ts';
import { type Loaded, loadProgram } from '../programs.ts';
import { kernelRelease } from '../release.ts';
import type { System } from '../syscalls.ts';

/** Kinds of device whose driver has no XDP, in the order they are tried. */
const PLAIN_KINDS = ['dummy', 'ifb'] as const;

/** What worlds with XDP are made with; everything here outlives each world. */
export interface XdpTools extends Basics, WrongFds {
  /** The kind of device to make where the driver is to have no XDP. KernelUnavailable where there is none. */
  readonly plainKind: string;
}

/** How a program is loaded that neither netlink nor a link is to refuse. */
export const USUAL: Loaded = { expected_attach_type: 0 };

/** Everything that XDP is driven with, and how to give it back. Throws KernelUnavailable, with this thread where it was before. */
export function openXdpTools(): { readonly tools: XdpTools; readonly release: () => void } {
  const { basics, fds, release } = openBasics(({ system, netlink }) => {
    requireKind(netlink, 'veth', 'CONFIG_VETH');
    requireLinks(system);
  });
  const plainKind = once(() => findPlainKind(basics.netlink));
  const { system, callers, netlink, namespace } = basics;
  const tools = {
    ...fds,
    system,
    callers,
    netlink,
    namespace,
    get otherNamespace() {
      return basics.otherNamespace;
    },
    get plainKind() {
      return plainKind();
    },
  };
  return { tools, release };
}

/** Whether a device of a kind can be made: the one made to find out is deleted again. */
function canMake(netlink: Netlink, kind: string): true | string {
  const name = `mprog-${kind}`;
  const made = kind === 'veth' ? netlink.createPair(kind, name, `${name}p`) : netlink.create(kind, name);
  if (typeof made === 'string') return made;
  netlink.delete(netlink.indexOf(name));
  return true;
}

/** Throws KernelUnavailable where no device of a kind can be made. */
export function requireKind(netlink: Netlink, kind: string, configuration: string): void {
  const made = canMake(netlink, kind);
  if (made === true) return;
  if (made === 'EPERM') throw new KernelUnavailable('no privilege to make a network device (CAP_NET_ADMIN)');
  throw new KernelUnavailable(`no ${kind} can be made (${configuration}): ${made}`);
}

function findPlainKind(netlink: Netlink): string {
  const kind = PLAIN_KINDS.find((each) => canMake(netlink, each) === true);
  if (kind !== undefined) return kind;
  throw new KernelUnavailable(`no device without XDP in its driver can be made (${PLAIN_KINDS.join(', ')})`);
}

/** Throws KernelUnavailable where XDP programs cannot be loaded, or no link can hold one. */
function requireLinks(system: System): void {
  const prog = loadProgram(system, 'xdp', USUAL);
  try {
    const attr = encode(LINK_CREATE, {
      prog_fd: prog,
      target_ifindex: LOOPBACK_IFINDEX,
      attach_type: ATTACH_TYPES.XDP,
    });
    const link = system.bpf(LINK_CREATE.command, attr);
    if (typeof link === 'string')
      throw new KernelUnavailable(`Linux ${kernelRelease()} has no XDP links (5.9 and later have): ${link}`);
    system.close(link);
  } finally {
    system.close(prog);
  }
}
