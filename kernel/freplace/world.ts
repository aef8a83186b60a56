import type { Universe } from '../../spec/families/freplace/vocabulary/index.ts';
import { must, type Result } from '../errno.ts';
import { Handles } from '../handles.ts';
import { LOOPBACK_IFINDEX } from '../netlink.ts';
import { attribute, NLA_F_NESTED, u32 } from '../netlink-message.ts';
import { idOf } from '../programs.ts';
import { btfsOf } from './loading.ts';
import { WritingPad } from './pad.ts';
import { ProgArray } from './prog-array.ts';
import { Programs } from './programs.ts';
import type { FreplaceTools } from './tools.ts';

/** Sources: include/uapi/linux/if_link.h, v6.18. */
const IFLA_XDP = 43;
const IFLA_XDP_FD = 1;
const NO_FD = 0xffffffff;

/** The kernel objects of one universe, and the tables from its names to their numbers. */
export class World {
  readonly universe: Universe;
  readonly targets: Handles;
  readonly progs: Handles;
  readonly links: Handles;
  readonly pad: WritingPad;
  readonly programs: Programs;
  /** Targets that the machine holds back from going, by name: fds. */
  readonly heldBack = new Map<string, number>();
  readonly #tools: FreplaceTools;
  #array: ProgArray | undefined;
  #released = false;
  /** The id of the BTF object of each target. */
  readonly #btfIds = new Map<string, number>();
  readonly #idOf = (fd: number) => idOf(this.#tools.system, fd);

  /** Makes the pad only; after an Error there is nothing to release. Throws NotForKernel where a program cannot be made. */
  constructor(tools: FreplaceTools, universe: Universe) {
    this.#tools = tools;
    this.universe = universe;
    const { targets, exts, tracers, links } = universe;
    this.targets = new Handles('target', Object.keys(targets));
    this.progs = new Handles('program', [...Object.keys(exts), ...tracers]);
    this.links = new Handles('link', links);
    this.pad = new WritingPad(tools.system, tracers);
    try {
      this.programs = new Programs(universe, this.pad, this.pad.masks);
    } catch (error) {
      tools.system.close(this.pad.fd);
      throw error;
    }
  }

  /** Loads the targets; after an Error `release` is due. */
  build(): void {
    if (this.universe.device) must('clearing of the device', this.setDevice());
    if (this.universe.array) this.#array = new ProgArray(this.#tools.system);
    for (const name of Object.keys(this.universe.targets)) this.loadTarget(name);
    const [first] = Object.keys(this.universe.targets);
    if (first !== undefined) this.#array?.decide(this.targets.fd(first));
  }

  /** Throws CallFailed where the kernel refuses the target. */
  loadTarget(name: string): void {
    const { code, as } = this.programs.target(name);
    this.targets.opened(name, this.#tools.loading.must(`target ${name}`, code, as), this.#idOf);
    this.#btfIds.set(name, btfsOf(this.#tools.system, this.targets.fd(name)).own);
  }

  /** Gives an fd of a program or target its name. */
  opened(name: string, fd: number): void {
    this.#handlesOf(name).opened(name, fd, this.#idOf);
  }

  /** Gives a link that was made its name. */
  created(name: string, fd: number): void {
    this.links.opened(name, fd, this.#idOf);
  }

  isTarget(name: string): boolean {
    return Object.hasOwn(this.universe.targets, name);
  }

  /** The handles of a target, an EXT program or a fentry program. */
  #handlesOf(name: string): Handles {
    return this.isTarget(name) ? this.targets : this.progs;
  }

  isOpen(name: string): boolean {
    return this.#handlesOf(name).isOpen(name);
  }

  fd(name: string): number {
    return this.#handlesOf(name).fd(name);
  }

  id(name: string): number {
    return this.#handlesOf(name).id(name);
  }

  closing(name: string): number {
    return this.#handlesOf(name).closing(name);
  }

  /** The prog_array. Throws where the universe has none. */
  get array(): ProgArray {
    if (this.#array === undefined) throw new Error('there is no prog_array in this universe');
    return this.#array;
  }

  /** The target whose BTF has an id, if it is one. */
  targetWithBtf(id: number): string | undefined {
    return id === 0 ? undefined : [...this.#btfIds].find(([, each]) => each === id)?.[0];
  }

  /** Sets the program of the device, the loopback device of the private network namespace; 0 or the name of an errno. */
  setDevice(fd = NO_FD): Result {
    const inside = attribute(IFLA_XDP_FD, u32(fd));
    return this.#tools.netlink.set(LOOPBACK_IFINDEX, [attribute(IFLA_XDP | NLA_F_NESTED, inside)]);
  }

  /** Takes everything away; safe when called again. */
  release(): void {
    const { system, pins } = this.#tools;
    if (this.universe.device) this.setDevice();
    if (this.universe.links.length > 0) pins.clear();
    for (const [name, handles] of this.#all) if (handles.isOpen(name)) system.close(handles.closing(name));
    for (const fd of this.heldBack.values()) system.close(fd);
    this.heldBack.clear();
    if (this.#array !== undefined) system.close(this.#array.fd);
    this.#array = undefined;
    if (!this.#released) system.close(this.pad.fd);
    this.#released = true;
  }

  get #all(): readonly (readonly [string, Handles])[] {
    const { targets, exts, tracers, links } = this.universe;
    return [
      ...links.map((name) => [name, this.links] as const),
      ...[...Object.keys(exts), ...tracers].map((name) => [name, this.progs] as const),
      ...Object.keys(targets).map((name) => [name, this.targets] as const),
    ];
  }
}
