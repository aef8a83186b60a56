import type { Program, Universe } from '../../spec/families/xdp/vocabulary/index.ts';
import { must, type Result } from '../errno.ts';
import { CallFailed, KernelUnavailable } from '../failure.ts';
import { Handles } from '../handles.ts';
import { ATTACH_TYPES, encode, LOAD_BITS, PROG_GET_FD_BY_ID } from '../layout.ts';
import { idOf, type Loaded, loadProgram } from '../programs.ts';
import { kernelRelease } from '../release.ts';
import type { Asking } from '../unprivileged.ts';
import { Bindings } from './bindings.ts';
import { Devices } from './devices.ts';
import type { XdpTools } from './tools.ts';

const EXPECTS = {
  unset: 0,
  xdp: ATTACH_TYPES.XDP,
  devmap: ATTACH_TYPES.XDP_DEVMAP,
  cpumap: ATTACH_TYPES.XDP_CPUMAP,
} as const satisfies Record<Program['expects'], number>;

/** The kernel objects of one universe, and the tables from its names to their numbers. */
export class World {
  readonly progs: Handles;
  readonly links: Handles;
  readonly devices: Devices;
  readonly #tools: XdpTools;
  readonly #universe: Universe;
  readonly #bindings: Bindings;
  /** For which of the devices of its name a program was loaded, while it is bound. */
  readonly #boundTo = new Map<string, number>();
  readonly #idOf = (fd: number) => idOf(this.#tools.system, fd);

  /** Makes nothing yet. */
  constructor(tools: XdpTools, universe: Universe) {
    this.#tools = tools;
    this.#universe = universe;
    this.#bindings = new Bindings(tools);
    this.progs = new Handles('program', Object.keys(universe.programs));
    this.links = new Handles('link', universe.links);
    this.devices = new Devices(tools, universe.devices);
  }

  /** Makes devices and programs; after an Error `release` is due. */
  build(): void {
    this.devices.make();
    for (const name of Object.keys(this.#universe.programs)) this.#load(name);
  }

  /** Loads the programs again that are closed, or bound to a device that is gone. */
  reload(): void {
    const { system } = this.#tools;
    for (const [name, { boundTo }] of Object.entries(this.#universe.programs)) {
      const isStale = boundTo !== 'none' && this.#boundTo.get(name) !== this.devices.times(boundTo);
      if (isStale && this.progs.isOpen(name)) must(`close of ${name}`, system.close(this.progs.closing(name)));
      if (!this.progs.isOpen(name)) this.#load(name);
    }
  }

  /** BPF_PROG_GET_FD_BY_ID of a program, whose fd is closed again. */
  askById(name: string, asking: Asking = this.#tools.system): Result {
    const fd = asking.bpf(PROG_GET_FD_BY_ID.command, encode(PROG_GET_FD_BY_ID, { prog_id: this.progs.id(name) }));
    if (typeof fd === 'number') this.#tools.system.close(fd);
    return fd;
  }

  /** Whether a program is still loaded. */
  lives(name: string): boolean {
    return typeof this.askById(name) === 'number';
  }

  /** Waits for what the kernel puts off, after a request that may have let go of a program. */
  settle(): void {
    for (const name of this.#boundTo.keys()) {
      if (this.lives(name)) continue;
      const { boundTo } = this.#universe.programs[name]!;
      if (this.#isHome(name) && !this.#isBoundTo(boundTo) && !this.#bindings.awaitNone(this.devices.ifindex(boundTo)))
        continue;
      this.#boundTo.delete(name);
    }
  }

  /** Whether the device that a program was bound to is there, in sight of the callers. */
  #isHome(name: string): boolean {
    const { boundTo } = this.#universe.programs[name]!;
    return this.devices.isHere(boundTo) && this.#boundTo.get(name) === this.devices.times(boundTo);
  }

  /** Whether a program that is there is bound to a device. */
  #isBoundTo(device: string): boolean {
    const bound = [...this.#boundTo.keys()].filter((name) => this.#universe.programs[name]!.boundTo === device);
    return bound.some((name) => this.#isHome(name) && this.lives(name));
  }

  get openLinks(): readonly string[] {
    return this.#universe.links.filter((name) => this.links.isOpen(name));
  }

  /** Gives a link that was made its name. */
  created(name: string, fd: number): void {
    this.links.opened(name, fd, this.#idOf);
  }

  /** Takes the devices away with what is attached to them, and closes every fd; safe when called again. */
  release(): void {
    const { system } = this.#tools;
    this.devices.release();
    this.#bindings.release();
    for (const fd of [...this.links.openFds, ...this.progs.openFds]) system.close(fd);
    for (const name of this.#universe.links) this.links.closing(name);
    for (const name of Object.keys(this.#universe.programs)) this.progs.closing(name);
  }

  #load(name: string): void {
    const program = this.#universe.programs[name]!;
    if (program.boundTo !== 'none') this.#boundTo.set(name, this.devices.times(program.boundTo));
    this.progs.opened(name, this.#loaded(program), this.#idOf);
  }

  /** Throws KernelUnavailable where this kernel has no such programs. */
  #loaded(program: Program): number {
    try {
      return loadProgram(this.#tools.system, program.type, this.#loadedAs(program));
    } catch (error) {
      const special =
        program.boundTo !== 'none' ? 'that is bound to a veth (6.3 and later do)' : 'with frags (5.18 and later do)';
      const isSpecial = program.boundTo !== 'none' || program.frags;
      if (!isSpecial || !(error instanceof CallFailed) || error.errno !== 'EINVAL') throw error;
      throw new KernelUnavailable(`Linux ${kernelRelease()} loads no program ${special}`, { cause: error });
    }
  }

  #loadedAs({ expects, boundTo, frags }: Program): Loaded {
    const bound = boundTo === 'none' ? {} : { prog_ifindex: this.devices.ifindex(boundTo) };
    const bits = (frags ? LOAD_BITS.XDP_HAS_FRAGS : 0) | (boundTo === 'none' ? 0 : LOAD_BITS.XDP_DEV_BOUND_ONLY);
    return { expected_attach_type: EXPECTS[expects], prog_flags: bits, ...bound };
  }
}
