import { fstatSync } from 'node:fs';
import os from 'node:os';
import {
  FLAG_BITS,
  type Flags,
  type HookName,
  type LinkRef,
  type Machine,
  NOTHING,
  type Observation,
  type OptionalProgRef,
  type Outcome,
  type Relative,
  type Reply,
  type Request,
  type RequestOf,
  type Revision,
  setsIdBit,
  setsLinkBit,
  type Universe,
} from '../spec/vocabulary/index.ts';
import { ATTACH_TYPES, encode } from './layout.ts';
import { bpf, errnoName, type Libc, loadLibc, must } from './libc.ts';
import { NetworkNamespace } from './namespace.ts';
import { Netlink } from './netlink.ts';
import { createForeignLink, createMap, idOf, loadProgram } from './objects.ts';
import { observeHook, queryHook, type Target } from './query.ts';
import { KernelUnavailable } from './unavailable.ts';

export { KernelUnavailable };

/** The release of the running kernel, as uname(2) gives it. */
export function kernelRelease(): string {
  return os.release();
}

/** A program or link that is, or was, there: its fd while that is open, and the id it has or had. */
interface KernelObject {
  fd: number | 'closed';
  readonly id: number;
}

/** An fd number that is beyond any table of open files. */
const CLOSED_FD = 0x3fffffff;
/** Ids are given out from 1 on, one after another: this one is not in use. */
const UNUSED_ID = 0x7fffffff;
/** How far a stale revision is from the current one. */
const STALE_BY = 7;
const QUERY_FLAGS = { none: 0, EFFECTIVE: 1 << 0, UNKNOWN: 1 << 5 } as const;
const ATTACH_FLAGS_SET = FLAG_BITS.BEFORE;
const CAPACITY = 63;
/** Kinds of device that are tried, in this order. */
const DEVICE_KINDS = ['dummy', 'veth', 'ifb', 'bridge'];

/**
 * The running kernel as a machine. It works in a network namespace of its own and touches nothing outside of it.
 * Everything it makes hangs on fds of this process and on that namespace, which has no name: when the process ends, in
 * whatever way, nothing is left behind. `close` gives everything back before that.
 */
export class KernelMachine implements Machine {
  readonly #libc: Libc;
  readonly #namespace: NetworkNamespace;
  readonly #netlink: Netlink;
  /** Fds that stand for "of the wrong kind": a map where a program is asked for, a program where a link is. */
  #map = -1;
  #spare = -1;
  #universe: Universe | undefined;
  readonly #progs = new Map<string, KernelObject>();
  readonly #links = new Map<string, KernelObject>();
  readonly #devices = new Map<string, number>();
  readonly #progNames = new Map<number, string>();
  readonly #linkNames = new Map<number, string>();
  #closed = false;

  /** Use openKernel. */
  constructor(libc: Libc) {
    this.#libc = libc;
    this.#namespace = NetworkNamespace.enter(libc);
    try {
      this.#netlink = new Netlink(libc);
      this.#map = createMap(libc);
      this.#spare = loadProgram(libc, 'sched_cls');
      const lo = { ifindex: libc.if_nametoindex('lo'), attachType: ATTACH_TYPES.tcx_ingress };
      const { outcome } = queryHook(libc, lo, { room: 1, queryFlags: 0, attachFlags: 0 }, this.#naming);
      if (outcome !== 'ok')
        throw new KernelUnavailable(`Linux ${kernelRelease()} has no tcx (a query of lo: ${outcome}); 6.6 or later is needed`);
    } catch (error) {
      this.close();
      throw error;
    }
  }

  readonly #naming = {
    prog: (id: number) => this.#progNames.get(id) ?? `id:${id}`,
    link: (id: number) => this.#linkNames.get(id) ?? `id:${id}`,
  };

  reset(universe: Universe): void {
    if (universe.capacity !== CAPACITY)
      throw new RangeError(`universe.capacity is ${universe.capacity}; the kernel's is ${CAPACITY} and cannot be changed`);
    this.#clear();
    this.#universe = universe;
    for (const name of new Set(Object.values(universe.hooks).map((hook) => hook.device)))
      this.#devices.set(name, this.#makeDevice(`mprog${this.#devices.size}`));
    for (const [name, type] of Object.entries(universe.programs)) {
      const fd = loadProgram(this.#libc, type);
      this.#keep(this.#progs, this.#progNames, name, fd);
    }
    for (const [name, prog] of Object.entries(universe.foreignLinks)) {
      const namespace = this.#namespace.openOwn();
      const fd = createForeignLink(this.#libc, this.#progFd({ is: 'prog', name: prog }), namespace);
      this.#libc.close(namespace);
      this.#keep(this.#links, this.#linkNames, name, fd);
    }
    for (const [hook, progs] of Object.entries(universe.prefill)) for (const prog of progs) this.#prefill(hook, prog);
  }

  #prefill(hook: HookName, prog: string): void {
    const { ifindex, attachType } = this.#target(hook);
    const attr = { target_ifindex: ifindex, attach_type: attachType, attach_bpf_fd: this.#progFd({ is: 'prog', name: prog }) };
    const result = bpf(this.#libc, 'PROG_ATTACH', encode('PROG_ATTACH', attr));
    if (typeof result !== 'number') throw new Error(`${prog} cannot be attached to fill ${hook} (${result})`);
  }

  #makeDevice(name: string): number {
    const refusals: string[] = [];
    for (const kind of DEVICE_KINDS) {
      const made = this.#netlink.create(name, kind);
      if (typeof made === 'number') return made;
      refusals.push(`${kind}: ${made}`);
    }
    throw new KernelUnavailable(`no network device can be made (${refusals.join(', ')})`);
  }

  #keep(objects: Map<string, KernelObject>, names: Map<number, string>, name: string, fd: number): void {
    const id = idOf(this.#libc, fd);
    objects.set(name, { fd, id });
    names.set(id, name);
  }

  #target(hook: HookName): Target {
    const { device, direction } = this.#universeNow.hooks[hook] ?? missing('hook', hook);
    const attachType = direction === 'ingress' ? ATTACH_TYPES.tcx_ingress : ATTACH_TYPES.tcx_egress;
    return { ifindex: this.#ifindex(device), attachType };
  }

  get #universeNow(): Universe {
    if (this.#universe === undefined) throw new Error('the kernel machine was not reset to a universe yet');
    return this.#universe;
  }

  #ifindex(device: string): number {
    return this.#devices.get(device) ?? missing('device', device);
  }

  #progFd(ref: OptionalProgRef): number {
    switch (ref.is) {
      case 'none':
        return 0;
      case 'closed-fd':
        return CLOSED_FD;
      case 'wrong-kind-fd':
        return this.#map;
      case 'prog':
        return openFd(this.#progs.get(ref.name) ?? missing('program', ref.name));
    }
  }

  #linkFd(ref: LinkRef): number {
    switch (ref.is) {
      case 'closed-fd':
        return CLOSED_FD;
      case 'wrong-kind-fd':
        return this.#spare;
      case 'link':
        return openFd(this.#ownLink(ref.name));
    }
  }

  /** A link that requests may update, detach or close, if it exists. */
  #ownLink(name: string): KernelObject | undefined {
    if (name in this.#universeNow.foreignLinks) throw new Error(`link ${name} is on a hook that is not under test`);
    if (!this.#universeNow.links.includes(name)) missing('link', name);
    return this.#links.get(name);
  }

  /** The value of relative_fd or relative_id. */
  #relative(relative: Relative): number {
    switch (relative.is) {
      case 'none':
      case 'zero':
        return 0;
      case 'prog':
        return numberOf(this.#progs.get(relative.name) ?? missing('program', relative.name), relative.by);
      case 'link':
        if (!(relative.name in this.#universeNow.foreignLinks)) this.#ownLink(relative.name);
        return numberOf(this.#links.get(relative.name), relative.by);
      case 'closed-fd':
        return CLOSED_FD;
      case 'wrong-kind-fd':
        return relative.as === 'prog' ? this.#map : this.#spare;
      case 'unknown-id':
        return UNUSED_ID;
    }
  }

  /** The value of expected_revision. */
  #revision(hook: HookName, revision: Revision): number {
    if (revision === 'none') return 0;
    const seen = this.observe(hook);
    const current = seen.is === 'list' ? seen.revision : 1;
    return revision === 'current' ? current : current + STALE_BY;
  }

  apply(request: Request): Reply {
    if (request.op === 'prog_query') return this.#query(request);
    return { outcome: this.#perform(request), view: NOTHING };
  }

  #perform(request: Exclude<Request, { op: 'prog_query' }>): Outcome {
    switch (request.op) {
      case 'prog_attach':
        return this.#place('PROG_ATTACH', request, { replace_bpf_fd: this.#progFd(request.replace) });
      case 'prog_detach':
        return this.#place('PROG_DETACH', request, {});
      case 'link_create':
        return this.#createLink(request);
      case 'link_update':
        return this.#call('LINK_UPDATE', {
          link_fd: this.#linkFd(request.link),
          new_prog_fd: this.#progFd(request.prog),
          flags: flagBits(request.flags),
          old_prog_fd: this.#progFd(request.old),
        });
      case 'link_detach':
        return this.#call('LINK_DETACH', { link_fd: this.#linkFd(request.link) });
      case 'link_close':
        return this.#closeFd(this.#ownLink(request.link));
      case 'prog_close':
        return this.#closeFd(this.#progs.get(request.prog) ?? missing('program', request.prog));
      case 'device_remove':
        return this.#netlink.remove(this.#ifindex(request.device));
    }
  }

  #call(command: Parameters<typeof bpf>[1], values: Record<string, number>): Outcome {
    const result = bpf(this.#libc, command, encode(command, values));
    return typeof result === 'number' ? 'ok' : result;
  }

  #place(
    command: 'PROG_ATTACH' | 'PROG_DETACH',
    request: RequestOf<'prog_attach'> | RequestOf<'prog_detach'>,
    more: Record<string, number>,
  ): Outcome {
    const { ifindex, attachType } = this.#target(request.hook);
    return this.#call(command, {
      target_ifindex: ifindex,
      attach_type: attachType,
      attach_bpf_fd: this.#progFd(request.prog),
      attach_flags: flagBits(request.flags) | relativeBits(request.relative),
      relative_fd: this.#relative(request.relative),
      expected_revision: this.#revision(request.hook, request.revision),
      ...more,
    });
  }

  #createLink(request: RequestOf<'link_create'>): Outcome {
    const taken = this.#ownLink(request.link);
    if (taken !== undefined && taken.fd !== 'closed')
      throw new Error(`link_create: there is a link called ${request.link} already`);
    const { ifindex, attachType } = this.#target(request.hook);
    const attr = encode('LINK_CREATE', {
      prog_fd: this.#progFd(request.prog),
      target: ifindex,
      attach_type: attachType,
      flags: flagBits(request.flags) | relativeBits(request.relative),
      relative_fd: this.#relative(request.relative),
      expected_revision: this.#revision(request.hook, request.revision),
    });
    const fd = bpf(this.#libc, 'LINK_CREATE', attr);
    if (typeof fd !== 'number') return fd;
    this.#keep(this.#links, this.#linkNames, request.link, fd);
    return 'ok';
  }

  #closeFd(object: KernelObject | undefined): Outcome {
    const result = this.#libc.close(openFd(object));
    if (result < 0) return errnoName(this.#libc.errno(), 'close');
    object!.fd = 'closed';
    return 'ok';
  }

  #query({ hook, buffer, queryFlags, attachFlags }: RequestOf<'prog_query'>): Reply {
    const question = {
      room: buffer,
      queryFlags: QUERY_FLAGS[queryFlags],
      attachFlags: attachFlags ? ATTACH_FLAGS_SET : 0,
    };
    return queryHook(this.#libc, this.#target(hook), question, this.#naming);
  }

  observe(hook: HookName): Observation {
    return observeHook(this.#libc, hook, this.#target(hook), this.#naming);
  }

  /** Lets go of everything that belongs to the present universe. Devices first: that takes all slots with it. */
  #clear(): void {
    for (const ifindex of this.#devices.values()) this.#netlink.remove(ifindex);
    for (const { fd } of [...this.#links.values(), ...this.#progs.values()]) if (fd !== 'closed') this.#libc.close(fd);
    for (const table of [this.#devices, this.#links, this.#progs, this.#progNames, this.#linkNames]) table.clear();
    this.#universe = undefined;
  }

  /** Gives everything back and leaves the namespace; may be called again. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#clear();
    for (const fd of [this.#map, this.#spare]) if (fd !== -1) this.#libc.close(fd);
    this.#netlink?.close();
    this.#namespace.leave();
  }
}

/**
 * The running kernel, or KernelUnavailable with the reason. LINK with value 0 names fd 0, so that must be an open file
 * that bpf(2) does not know: where it is closed, /dev/null is opened there.
 */
export function openKernel(): KernelMachine {
  const libc = loadLibc();
  try {
    fstatSync(0);
  } catch {
    must(libc, 'open /dev/null', libc.open('/dev/null', 0));
  }
  return new KernelMachine(libc);
}

function openFd(object: KernelObject | undefined): number {
  return object === undefined || object.fd === 'closed' ? CLOSED_FD : object.fd;
}

/** By id an object keeps its number after it is gone; one that never was has an id that nothing has. */
function numberOf(object: KernelObject | undefined, by: 'fd' | 'id'): number {
  return by === 'fd' ? openFd(object) : (object?.id ?? UNUSED_ID);
}

function flagBits(flags: Flags): number {
  return flags.reduce((bits, flag) => bits | FLAG_BITS[flag], 0);
}

function relativeBits(relative: Relative): number {
  return (setsLinkBit(relative) ? FLAG_BITS.LINK : 0) | (setsIdBit(relative) ? FLAG_BITS.ID : 0);
}

function missing(what: string, name: string): never {
  throw new Error(`there is no ${what} called ${name} in this universe`);
}
