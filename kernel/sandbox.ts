import {
  type Call,
  type HookKind,
  type Packet,
  type RequestOf,
  retvalOf,
  takenBy,
  type Universe,
  verdictOf,
} from '../spec/families/slots/vocabulary/index.ts';
import { ATTACH_TYPE } from './cgroup-directory.ts';
import { errnoNumber, must, type Result } from './errno.ts';
import { NotForKernel } from './failure.ts';
import { Handles } from './handles.ts';
import { Holders } from './holders.ts';
import type { CgroupTargets, DevicePackets, Hooks, Target, Targets } from './hooks.ts';
import { hooksOf } from './hooks-of.ts';
import type { Redirect } from './instructions.ts';
import { encode, PROG_ATTACH } from './layout.ts';
import { packetOf } from './packet-journey.ts';
import { PacketLog } from './packet-log.ts';
import { createNamespaceLink, idOf, type Loaded, loadProgram } from './programs.ts';
import type { Toolbox } from './tools.ts';

export type { Toolbox } from './tools.ts';

/** An index that no device has. */
const NO_IFINDEX = 0x7fffffff;

/** The kernel objects of one universe, and the tables from its names to their numbers. */
export class Sandbox {
  readonly progs: Handles;
  readonly links: Handles;
  readonly #tools: Toolbox;
  readonly #universe: Universe;
  readonly #hooks: Hooks;
  #log: PacketLog | undefined;
  #holders: Holders | undefined;
  readonly #idOf = (fd: number) => idOf(this.#tools.system, fd);

  /** Makes nothing yet. Throws NotForKernel on a universe that no kernel can have. */
  constructor(tools: Toolbox, universe: Universe) {
    this.#hooks = hooksOf(tools, universe);
    for (const [link, prog] of Object.entries(universe.foreignLinks)) {
      if (universe.programs[prog] !== 'sk_lookup')
        throw new NotForKernel(`foreign link ${link}: expected a program of type sk_lookup, ${prog} is another`);
    }
    this.#tools = tools;
    this.#universe = universe;
    this.progs = new Handles('program', Object.keys(universe.programs));
    this.links = new Handles('link', [...universe.links, ...Object.keys(universe.foreignLinks)]);
  }

  get hookNames(): readonly string[] {
    return Object.keys(this.#universe.hooks);
  }

  /** How many hooks there are. */
  get hookCount(): number {
    return Object.keys(this.#universe.hooks).length;
  }

  get kind(): HookKind {
    return this.#hooks.kind;
  }

  /** Makes hooks, programs and foreign links, and attaches the prefill in order; after an Error `release` is due. */
  build(): void {
    const { system, namespace } = this.#tools;
    this.#hooks.make();
    const { programs, filters } = this.#universe;
    const taken = takenBy(Object.values(this.#universe.hooks)[0]!);
    if (this.#hooks.packets !== undefined) this.#log = new PacketLog(system, Object.keys(programs), this.#tools.logFd);
    for (const [name, type] of Object.entries(programs))
      this.progs.opened(name, loadProgram(system, type, type === taken ? this.#loaded(name) : {}), this.#idOf);
    for (const [name, prog] of Object.entries(this.#universe.foreignLinks))
      this.created(name, createNamespaceLink(system, this.progs.fd(prog), namespace));
    for (const [hook, list] of Object.entries(filters))
      for (const filter of list) this.#overDevices?.addFilter(hook, { ...filter, prog: this.progs.fd(filter.prog) });
    for (const [hook, progs] of Object.entries(this.#universe.prefill)) {
      for (const prog of progs) {
        const subject = { attach_bpf_fd: this.progs.fd(prog), attach_flags: this.#hooks.prefillFlags };
        const attr = encode(PROG_ATTACH, { ...this.target(hook), ...subject });
        must(`BPF_PROG_ATTACH of ${prog} for the prefill of ${hook}`, system.bpf(PROG_ATTACH.command, attr));
      }
    }
  }

  /** What a program that the hooks take does: where packets are sent or calls made, it logs that it ran, asks for a redirect, and has its verdict. */
  #loaded(name: string): Loaded {
    const verdict = verdictOf(this.#universe, name);
    const [place] = Object.values(this.#universe.hooks);
    if (place?.kind !== 'cgroup') return { insns: this.#log?.instructions(name, verdict, this.#redirectOf(name)) };
    const retval = retvalOf(this.#universe, name);
    const number = typeof retval === 'string' ? (retval === 'ok' ? 0 : -errnoNumber(retval)) : retval;
    return {
      insns: this.#log?.instructionsAtCgroup(name, verdict, number),
      expected_attach_type: ATTACH_TYPE[place.attachType],
    };
  }

  #redirectOf(name: string): Redirect | undefined {
    const hook = this.#universe.redirects[name];
    if (hook === 'none') return { ifindex: NO_IFINDEX, flags: 0 };
    return hook === undefined ? undefined : this.#overDevices?.redirectTo(hook);
  }

  get #overDevices(): DevicePackets | undefined {
    const { packets } = this.#hooks;
    return packets?.over === 'devices' ? packets : undefined;
  }

  /** Sends a packet at a hook, or makes a call. Throws NotForKernel where that cannot be done. */
  run(request: RequestOf<'run'>): Packet | Call | string {
    const { packets } = this.#hooks;
    if (packets === undefined || this.#log === undefined)
      throw new NotForKernel(
        `no packet is sent at hooks of kind ${this.kind}, nor in a universe without verdicts: expected a hook of tcx, netkit or a cgroup, and verdicts`,
      );
    this.#log.clear();
    if (packets.over === 'devices') {
      const sent = packets.send(request.hook);
      return typeof sent === 'string' ? sent : packetOf(request.hook, sent, this.#log.read(), packets, this.#universe);
    }
    const became = packets.run(request);
    if (typeof became === 'string') return became;
    const ran = this.#log.read().ran.map(({ prog }) => prog);
    const { is, ...rest } = became;
    return { is, ran, ...rest } as Packet | Call;
  }

  /** Takes the hooks away with what is attached to them, and closes every fd; safe when called again. */
  release(): void {
    const attached = { links: this.links.openFds, progs: this.progs.openFds };
    this.links.closingAll();
    this.progs.closingAll();
    this.#holders?.release();
    this.#hooks.release(attached);
    this.#log = undefined;
  }

  /** A hook as bpf(2) names it. */
  target(hook: string): Target {
    return this.#hooks.target(hook);
  }

  /** What makes devices and qdiscs come and go. Throws NotForKernel where the hooks are none of tcx. */
  get targets(): Targets {
    const { targets } = this.#hooks;
    if (targets === undefined)
      throw new NotForKernel(`devices and qdiscs come and go with tcx hooks only, found hooks of kind ${this.kind}`);
    return targets;
  }

  /** What makes cgroups come and go. Throws NotForKernel where the hooks are none of cgroups. */
  get cgroups(): CgroupTargets {
    const { cgroups } = this.#hooks;
    if (cgroups === undefined)
      throw new NotForKernel(`cgroups come and go where hooks are theirs, found hooks of kind ${this.kind}`);
    return cgroups;
  }

  /** Deletes a device; 0 or the name of an errno. */
  removeDevice(name: string): Result {
    return this.#hooks.removeDevice(name);
  }

  /** What holds links besides the fds that they came with. */
  get holders(): Holders {
    this.#holders ??= new Holders(this.#tools, this);
    return this.#holders;
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
}
