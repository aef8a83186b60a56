import {
  type Caller,
  FLAG_BITS,
  type Flags,
  type LinkRef,
  type OptionalProgRef,
  type Relative,
  type Request,
  setsIdBit,
  setsLinkBit,
} from '../spec/families/slots/vocabulary/index.ts';
import { type Carried, NotCarried } from './carried.ts';
import type { Bit, Call, Value } from './script.ts';

/** Who makes the call of a request. */
function callerOf(caller: Caller, carried: Carried): Exclude<Caller, 'token'> {
  if (caller === 'token') throw new NotCarried('a caller with a BPF token');
  if (caller !== 'privileged') requireFull(carried, `a caller without privileges (${caller})`);
  return caller;
}

/** The call of a request. Throws NotCarried where the format has none. */
export function callOf(request: Request, carried: Carried): Call {
  const caller = callerOf('caller' in request ? request.caller : 'privileged', carried);
  if ('short' in request && request.short) throw new NotCarried('memory that runs out');
  switch (request.op) {
    case 'prog_attach':
    case 'prog_detach':
      return {
        call: request.op,
        hook: request.hook,
        prog: progValue(request.prog),
        flags: bitsOf(request.flags, request.relative),
        replace: progValue(request.replace),
        relative: relativeValue(request.relative),
        revision: request.revision,
        caller,
      };
    case 'link_create':
      return {
        call: 'link_create',
        hook: request.hook,
        link: request.link,
        prog: progValue(request.prog),
        flags: bitsOf(request.flags, request.relative),
        relative: relativeValue(request.relative),
        revision: request.revision,
        caller,
      };
    case 'link_update':
      return {
        call: 'link_update',
        link: linkValue(request.link),
        prog: progValue(request.prog),
        flags: bitsOf(request.flags, { is: 'none' }),
        old: progValue(request.old),
        caller,
      };
    case 'link_detach':
      return { call: 'link_detach', link: linkValue(request.link), caller };
    case 'link_close':
      return { call: 'close_fd', name: request.link };
    case 'prog_close':
      return { call: 'close_fd', name: request.prog };
    case 'link_open':
      if (request.from === 'pin') requireFull(carried, 'pins of links');
      return { call: request.from === 'pin' ? 'link_get' : 'link_open', name: request.link, caller };
    case 'prog_open':
      return { call: 'prog_open', name: request.prog, caller };
    case 'prog_query':
      return {
        call: 'prog_query',
        hook: request.hook,
        room: request.buffer,
        queryFlags: request.queryFlags,
        attachFlags: request.attachFlags,
        progAttachFlags: request.progAttachFlags,
        attr: request.attr,
        caller,
      };
    case 'device_remove':
      if (request.busy) throw new NotCarried('a device that somebody is about to add a program to');
      return { call: request.op, device: request.device };
    case 'device_create':
      return { call: request.op, device: request.device };
    case 'cgroup_remove':
      if (!request.busy) return { call: request.op, hook: request.hook };
      requireFull(carried, 'a cgroup that a process is in');
      return { call: 'cgroup_remove_in_use', hook: request.hook };
    case 'cgroup_create':
      return { call: request.op, hook: request.hook };
    case 'link_pin':
    case 'link_unpin':
      requireFull(carried, 'pins of links');
      return { call: request.op, name: request.link };
    case 'qdisc_add':
    case 'qdisc_replace':
      requireFull(carried, 'qdiscs of classic filters');
      return { call: request.op, device: request.device, qdisc: request.qdisc };
    case 'qdisc_remove':
      requireFull(carried, 'qdiscs of classic filters');
      return { call: request.op, device: request.device };
    case 'socket_create':
      requireRuns(carried, 'sockets of cgroups');
      return { call: request.op, hook: request.hook, socket: request.socket, domain: request.domain };
    case 'socket_close':
      requireRuns(carried, 'sockets of cgroups');
      return { call: request.op, socket: request.socket };
    case 'run': {
      requireRuns(carried, 'packets and system calls for which programs run');
      const run = { call: 'run', hook: request.hook, isKnown: request.option === 'known' } as const;
      return request.socket === 'none' ? run : { ...run, socket: request.socket };
    }
  }
}

function requireFull({ isFull }: Carried, what: string): void {
  if (!isFull) throw new NotCarried(what);
}

function requireRuns({ hasRuns }: Carried, what: string): void {
  if (!hasRuns) throw new NotCarried(what);
}

function progValue(ref: OptionalProgRef): Value {
  if (ref.is === 'prog') return { is: 'fd', name: ref.name };
  if (ref.is === 'none') return { is: 'zero' };
  return { is: ref.is === 'closed-fd' ? 'closed-fd' : 'map-fd' };
}

function linkValue(ref: LinkRef): Value {
  if (ref.is === 'link') return { is: 'fd', name: ref.name };
  return { is: ref.is === 'closed-fd' ? 'closed-fd' : 'other-prog-fd' };
}

function relativeValue(relative: Relative): Value {
  switch (relative.is) {
    case 'none':
    case 'zero':
      return { is: 'zero' };
    case 'prog':
    case 'link':
      return { is: relative.by, name: relative.name };
    case 'closed-fd':
    case 'unknown-id':
      return { is: relative.is };
    case 'wrong-kind-fd':
      return { is: relative.as === 'prog' ? 'map-fd' : 'other-prog-fd' };
  }
}

function bitsOf(flags: Flags, relative: Relative): readonly Bit[] {
  const strange = flags.find((flag) => !(flag in FLAG_BITS));
  if (strange !== undefined) throw new NotCarried(`no kernel has the flag ${strange}`);
  return [...flags, ...(setsLinkBit(relative) ? ['LINK'] : []), ...(setsIdBit(relative) ? ['ID'] : [])];
}
