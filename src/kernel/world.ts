import type { Hook, Universe } from '../spec/vocabulary/index.ts';
import { must, type Result } from './errno.ts';
import { find, Handles } from './handles.ts';
import { ATTACH_TYPES, encode, PROG_ATTACH } from './layout.ts';
import type { Netlink } from './netlink.ts';
import { createNamespaceLink, idOf, loadProgram } from './programs.ts';
import type { System } from './syscalls.ts';

/** What a machine has to build worlds with; everything here outlives each world. */
export interface Toolbox {
  readonly system: System;
  readonly netlink: Netlink;
  /** The kind of device to make. */
  readonly deviceKind: string;
  /** An fd of the private network namespace. */
  readonly namespace: number;
  /** An open fd that is a map's. */
  readonly mapFd: number;
  /** An open fd that is a program's (sched_cls), of no universe. */
  readonly spareProgFd: number;
}

/** One hook as bpf(2) names it. */
export interface Target {
  readonly target_ifindex: number;
  readonly attach_type: number;
}

const CAPACITY = 63;
const DIRECTIONS = { ingress: ATTACH_TYPES.TCX_INGRESS, egress: ATTACH_TYPES.TCX_EGRESS } as const;

let devicesMade = 0;

/** The kernel objects of one universe, and the tables from its names to their numbers. */
export class World {
  readonly progs: Handles;
  readonly links: Handles;
  readonly #tools: Toolbox;
  readonly #universe: Universe;
  readonly #devices = new Map<string, number>();
  readonly #idOf = (fd: number) => idOf(this.#tools.system, fd);

  /** Makes nothing yet. Throws on a universe that this kernel cannot have. */
  constructor(tools: Toolbox, universe: Universe) {
    if (universe.capacity !== CAPACITY)
      throw new Error(
        `the kernel's capacity is ${CAPACITY} and cannot be changed; this universe asks for ${universe.capacity}`,
      );
    for (const [link, prog] of Object.entries(universe.foreignLinks)) {
      if (universe.programs[prog] !== 'sk_lookup')
        throw new Error(`foreign link ${link}: expected a program of type sk_lookup, ${prog} is another`);
    }
    this.#tools = tools;
    this.#universe = universe;
    this.progs = new Handles('program', Object.keys(universe.programs));
    this.links = new Handles('link', [...universe.links, ...Object.keys(universe.foreignLinks)]);
  }

  /** Makes devices, programs and foreign links, and attaches the prefill in order; after an Error `release` is due. */
  build(): void {
    const { system, namespace } = this.#tools;
    for (const [hook, place] of Object.entries(this.#universe.hooks)) this.#makeDevice(tcxHook(hook, place).device);
    for (const [name, type] of Object.entries(this.#universe.programs)) {
      this.progs.opened(name, loadProgram(system, type), this.#idOf);
    }
    for (const [name, prog] of Object.entries(this.#universe.foreignLinks))
      this.created(name, createNamespaceLink(system, this.progs.fd(prog), namespace));
    for (const [hook, progs] of Object.entries(this.#universe.prefill)) {
      for (const prog of progs) {
        const attr = encode(PROG_ATTACH, { ...this.target(hook), attach_bpf_fd: this.progs.fd(prog) });
        must(`BPF_PROG_ATTACH of ${prog} for the prefill of ${hook}`, system.bpf(PROG_ATTACH.command, attr));
      }
    }
  }

  /** Deletes the devices (what is attached to them goes at once), then closes every fd; safe when called again. */
  release(): void {
    const { system, netlink } = this.#tools;
    for (const ifindex of this.#devices.values()) netlink.delete(ifindex);
    this.#devices.clear();
    for (const fd of [...this.links.openFds, ...this.progs.openFds]) system.close(fd);
    for (const name of this.#universe.links) this.links.closing(name);
    for (const name of Object.keys(this.#universe.foreignLinks)) this.links.closing(name);
    for (const name of Object.keys(this.#universe.programs)) this.progs.closing(name);
  }

  /** The device and direction of a hook; the index of a device that is gone is not given again soon. */
  target(hook: string): Target {
    const { device, direction } = tcxHook(hook, find('hook', new Map(Object.entries(this.#universe.hooks)), hook));
    return { target_ifindex: find('device', this.#devices, device), attach_type: DIRECTIONS[direction] };
  }

  /** Deletes a device; 0 or the name of an errno. */
  removeDevice(name: string): Result {
    return this.#tools.netlink.delete(find('device', this.#devices, name));
  }

  /** Gives a link that was made its name. */
  created(name: string, fd: number): void {
    this.links.opened(name, fd, this.#idOf);
  }

  /** Refuses the name of a link that exists, or that link_create cannot give: the script is wrong, not the request. */
  requireCreatable(name: string): void {
    this.requireOwn(name);
    if (this.links.isOpen(name)) throw new Error(`link ${name} exists already: close it before it is created again`);
  }

  /** Refuses the name of a foreign link, which requests may name only as a relative. */
  requireOwn(name: string): void {
    if (Object.hasOwn(this.#universe.foreignLinks, name))
      throw new Error(`link ${name} is on a hook that is not under test: it can only be a relative`);
  }

  #makeDevice(name: string): void {
    if (this.#devices.has(name)) return;
    const { netlink, deviceKind } = this.#tools;
    devicesMade += 1;
    const real = `mprog${devicesMade}`;
    must(`RTM_NEWLINK of a device of kind ${deviceKind}`, netlink.create(deviceKind, real));
    this.#devices.set(name, netlink.indexOf(real));
  }
}

/** A hook that has to be one of tcx. */
function tcxHook(name: string, hook: Hook): Hook & { kind: 'tcx' } {
  if (hook.kind !== 'tcx') throw new RangeError(`hook ${name}: expected a tcx hook, found one of kind ${hook.kind}`);
  return hook;
}
