import { FLAG_BITS, type HookName, type Universe } from '../spec/vocabulary/index.ts';
import { CgroupObserver } from './cgroup-query.ts';
import { must, type Result } from './errno.ts';
import { Handles } from './handles.ts';
import { encode, PROG_ATTACH } from './layout.ts';
import type { Places, Target } from './places.ts';
import { createNamespaceLink, idOf, loadProgram } from './programs.ts';
import type { System } from './syscalls.ts';

/** The kinds of hook that a kernel of today has, and that this folder drives. */
export type KernelKind = 'tcx' | 'cgroup';

/** What a machine has to build worlds with; everything here outlives each world. */
export interface Toolbox {
  readonly system: System;
  readonly kind: KernelKind;
  /** The slots that a hook of this kind has. */
  readonly capacity: number;
  /** Makes what the hooks of a universe are on. */
  readonly makePlaces: (universe: Universe) => Places;
  /** An fd of the private network namespace. */
  readonly namespace: number;
  /** An open fd that is a map's. */
  readonly mapFd: number;
  /** An open fd that is a program's (of the type the hook takes), of no universe. */
  readonly spareProgFd: number;
}

/** The kernel objects of one universe, and the tables from its names to their numbers. */
export class World {
  readonly progs: Handles;
  readonly links: Handles;
  readonly #tools: Toolbox;
  readonly #universe: Universe;
  readonly #observers = new Map<HookName, CgroupObserver>();
  #places: Places | undefined;
  readonly #idOf = (fd: number) => idOf(this.#tools.system, fd);

  /** Makes nothing yet. Throws on a universe that this kernel cannot have. */
  constructor(tools: Toolbox, universe: Universe) {
    const { capacity } = tools;
    if (universe.capacity !== capacity)
      throw new RangeError(
        `universe.capacity: expected ${capacity}, which this kernel cannot change for a ${tools.kind} hook, found ${universe.capacity}`,
      );
    if (universe.revision !== 1)
      throw new RangeError(`universe.revision: expected 1, where every hook starts, found ${universe.revision}`);
    for (const [name, { kind }] of Object.entries(universe.hooks))
      if (kind !== tools.kind)
        throw new RangeError(
          `hook ${name}: expected a ${tools.kind} hook, as this machine was opened for, found ${kind}`,
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
    this.#places = this.#tools.makePlaces(this.#universe);
    for (const [name, type] of Object.entries(this.#universe.programs)) {
      this.progs.opened(name, loadProgram(system, type), this.#idOf);
    }
    for (const [name, prog] of Object.entries(this.#universe.foreignLinks))
      this.created(name, createNamespaceLink(system, this.progs.fd(prog), namespace));
    for (const [hook, progs] of Object.entries(this.#universe.prefill)) {
      for (const prog of progs) {
        const attr = encode(PROG_ATTACH, {
          ...this.target(hook),
          attach_bpf_fd: this.progs.fd(prog),
          attach_flags: this.#tools.kind === 'cgroup' ? FLAG_BITS.ALLOW_MULTI : 0,
        });
        must(`BPF_PROG_ATTACH of ${prog} for the prefill of ${hook}`, system.bpf(PROG_ATTACH.command, attr));
      }
    }
  }

  /** Deletes the devices (what is attached to them goes at once), then closes every fd; safe when called again. */
  release(): void {
    const { system } = this.#tools;
    this.#places?.release();
    this.#observers.clear();
    for (const fd of [...this.links.openFds, ...this.progs.openFds]) system.close(fd);
    for (const name of this.#universe.links) this.links.closing(name);
    for (const name of Object.keys(this.#universe.foreignLinks)) this.links.closing(name);
    for (const name of Object.keys(this.#universe.programs)) this.progs.closing(name);
  }

  /** A hook as bpf(2) names it. */
  target(hook: HookName): Target {
    return this.#madePlaces.target(hook);
  }

  /** Deletes a device; 0 or the name of an errno. */
  removeDevice(name: string): Result {
    return this.#madePlaces.removeDevice(name);
  }

  /** What looks at a cgroup again and again. */
  observer(hook: HookName): CgroupObserver {
    let observer = this.#observers.get(hook);
    if (observer === undefined) {
      observer = new CgroupObserver(this.#tools.system, this, hook);
      this.#observers.set(hook, observer);
    }
    return observer;
  }

  get isCgroup(): boolean {
    return this.#tools.kind === 'cgroup';
  }

  get #madePlaces(): Places {
    if (this.#places === undefined) throw new Error('this world was not built');
    return this.#places;
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
