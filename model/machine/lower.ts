import { type Caller, FLAG_BITS, type Relative, type Revision } from '../../spec/families/slots/vocabulary/index.ts';
import { type BaseSystem, CLOSED_FD, MAP_FD, type NamedHook } from './base-system.ts';
import { linkNamed, progNamed } from './lookup.ts';

/** The uapi bit that makes the relative's number an id. */
export const ID: number = FLAG_BITS.ID;
/** The uapi bit that makes the relative a link. */
export const LINK: number = FLAG_BITS.LINK;

/** The relative of a request as a caller passes it: a number, and the ID and LINK bits that say of what. */
export class RelativeNumber {
  value = 0;
  /** The ID and LINK bits. */
  bits = 0;
}

/** From a name to the number and the bits that a caller would pass. What they mean is the model's. */
export function lowerRelative(system: BaseSystem<NamedHook>, relative: Relative, into: RelativeNumber): void {
  switch (relative.is) {
    case 'none':
      set(into, 0, 0);
      break;
    case 'prog': {
      const { id, fd } = progNamed(system, relative.name);
      if (relative.by === 'id') set(into, id, ID);
      else set(into, fd, 0);
      break;
    }
    case 'link': {
      const { id, fd } = linkNamed(system, relative.name);
      if (relative.by === 'id') set(into, id, LINK | ID);
      else set(into, fd, LINK);
      break;
    }
    case 'closed-fd':
      set(into, CLOSED_FD, relative.as === 'link' ? LINK : 0);
      break;
    case 'wrong-kind-fd':
      set(into, MAP_FD, relative.as === 'link' ? LINK : 0);
      break;
    case 'unknown-id':
      if (relative.as === 'link') set(into, system.unknownLinkId, LINK | ID);
      else set(into, system.unknownProgId, ID);
      break;
    case 'zero':
      set(into, 0, (relative.as === 'link' ? LINK : 0) | (relative.by === 'id' ? ID : 0));
      break;
  }
}

function set(into: RelativeNumber, value: number, bits: number): void {
  into.value = value;
  into.bits = bits;
}

/** From an expected revision to the number that a caller would pass, where `current` is the one a query shows. */
export function lowerRevision(expected: Revision, current: number): number {
  switch (expected) {
    case 'none':
      return 0;
    case 'current':
      return current;
    case 'stale':
      return current + 1;
  }
}

/** The capabilities of who asks, as bits. */
const CAP_NET_ADMIN = 1;
const CAP_BPF = 2;
const CAP_SYS_ADMIN = 4;
/** CAP_NET_ADMIN in the user namespace of the token that programs were loaded with. */
const CAP_NET_ADMIN_OF_TOKEN = 8;
const CAPABILITIES: Readonly<Record<Caller, number>> = {
  privileged: CAP_NET_ADMIN | CAP_BPF | CAP_SYS_ADMIN,
  'bpf-only': CAP_BPF,
  'no-capability': 0,
  token: CAP_NET_ADMIN_OF_TOKEN,
};

/** Whether who asks is allowed to administer the system. */
export function mayAdministerSystem(caller: Caller): boolean {
  return (CAPABILITIES[caller] & CAP_SYS_ADMIN) !== 0;
}

/** Whether who asks is allowed to attach a program of its own that needs CAP_NET_ADMIN: of a program with a token that is asked for there. */
export function mayAttachOwn(caller: Caller): boolean {
  return (CAPABILITIES[caller] & (CAP_NET_ADMIN | CAP_NET_ADMIN_OF_TOKEN)) !== 0;
}

/** Whether who asks is allowed to administer networks. */
export function mayAdminister(caller: Caller): boolean {
  return (CAPABILITIES[caller] & CAP_NET_ADMIN) !== 0;
}
