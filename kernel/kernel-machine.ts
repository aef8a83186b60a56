import {
  type Machine,
  NOTHING,
  type Observation,
  type Reply,
  type Request,
  type RequestOf,
  type Universe,
} from '../spec/families/slots/vocabulary/index.ts';
import { Attributes } from './attributes.ts';
import { outcomeOf, type Result } from './errno.ts';
import { NotForKernel } from './failure.ts';
import type { DrivenKind } from './hooks-of.ts';
import { LINK_CREATE, LINK_DETACH, LINK_UPDATE, PROG_ATTACH, PROG_DETACH } from './layout.ts';
import { makeTools } from './open.ts';
import type { QueryReader } from './query-reader.ts';
import { readerOf } from './query-reader-of.ts';
import { Sandbox } from './sandbox.ts';
import type { Toolbox } from './tools.ts';

export { removeCgroupsAtExit } from './cgroup-exit.ts';
export { CallFailed, KernelUnavailable, NotForKernel } from './failure.ts';
export { type DrivenKind, kindFor } from './hooks-of.ts';
export { kernelRelease } from './release.ts';

const NEVER_SHORT = 'memory cannot be made short here: expected short false';

interface Present {
  readonly world: Sandbox;
  readonly attributes: Attributes;
  readonly reader: QueryReader;
  /** What hooks showed since the last request that may have changed one. */
  readonly shown: Map<string, Observation>;
}

/**
 * The running kernel as a machine: every request is the system call it stands for, made on the calling thread in a
 * network namespace of its own. Made by `openKernel`; to be used and closed by the thread that opened it.
 *
 * Where a field names nothing its value is 0, and some calls read that as fd 0. The outcome then depends on what fd 0
 * is; `openKernel` makes sure that it is open and no BPF object (EINVAL, where a closed one would give EBADF).
 *
 * Everything it makes for tcx hooks hangs on fds of this process and on a namespace without name: killing the process
 * leaves nothing behind. Cgroups stay: see cgroup-remains.ts for how they go. It touches no device and no cgroup that it
 * did not make.
 */
export class KernelMachine implements Machine {
  readonly #tools: Toolbox;
  readonly #releaseTools: () => void;
  #present: Present | undefined;
  #closed = false;

  /** `releaseTools` undoes what was made for `tools`; it is called once. */
  constructor(tools: Toolbox, releaseTools: () => void) {
    this.#tools = tools;
    this.#releaseTools = releaseTools;
  }

  /**
   * As Machine.reset. Throws NotForKernel on what the kernel cannot be set to (another capacity or first revision, XDP
   * hooks), KernelUnavailable where it has no such hooks, and CallFailed where it refuses to set it up.
   */
  reset(universe: Universe): void {
    if (this.#closed) throw new Error('this KernelMachine is closed');
    const world = new Sandbox(this.#tools, universe);
    this.#dropWorld();
    try {
      world.build();
    } catch (error) {
      world.release();
      throw error;
    }
    const reader = readerOf(this.#tools, world);
    const shown = new Map<string, Observation>();
    const attributes = new Attributes(this.#tools, world, (hook) => {
      const view = shown.get(hook);
      return view?.is === 'list' ? BigInt(view.revision) : reader.revisionOf(hook);
    });
    this.#present = { world, attributes, reader, shown };
  }

  /**
   * As Machine.apply. Throws on a request that cannot be put to the kernel (a name that is not in the universe, the
   * name of a link that exists given to a new one, a foreign link as subject), and on an errno the vocabulary lacks.
   */
  apply(request: Request): Reply {
    if (request.op === 'prog_query') return this.#now.reader.query(request, this.#tools.callers.as(request.caller));
    if (request.op === 'run') return this.#run(request);
    try {
      return { outcome: outcomeOf(request.op, this.#perform(request)), view: NOTHING };
    } finally {
      this.#now.shown.clear();
    }
  }

  observe(hook: string): Observation {
    const { reader, shown } = this.#now;
    const view = reader.observe(hook);
    shown.set(hook, view);
    return view;
  }

  /** Removes everything it made and leaves its namespace; does nothing the second time. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    try {
      this.#dropWorld();
    } finally {
      this.#releaseTools();
    }
  }

  get #now(): Present {
    if (this.#closed) throw new Error('this KernelMachine is closed');
    if (this.#present === undefined) throw new Error('this KernelMachine was not reset to a universe yet');
    return this.#present;
  }

  #dropWorld(): void {
    const world = this.#present?.world;
    this.#present = undefined;
    world?.release();
  }

  #run(request: RequestOf<'run'>): Reply {
    const sent = this.#now.world.run(request);
    if (typeof sent === 'string') return { outcome: outcomeOf('sendto', sent), view: NOTHING };
    return { outcome: 'ok', view: sent };
  }

  #perform(request: Exclude<Request, { op: 'prog_query' | 'run' }>): Result {
    const { world, attributes } = this.#now;
    const { system, callers } = this.#tools;
    if ('short' in request && request.short) throw new NotForKernel(NEVER_SHORT);
    switch (request.op) {
      case 'prog_attach':
        return callers.as(request.caller).bpf(PROG_ATTACH.command, attributes.progAttach(request));
      case 'prog_detach':
        return callers.as(request.caller).bpf(PROG_DETACH.command, attributes.progDetach(request));
      case 'link_create':
        return this.#createLink(request);
      case 'link_update':
        return callers.as(request.caller).bpf(LINK_UPDATE.command, attributes.linkUpdate(request));
      case 'link_detach':
        return callers.as(request.caller).bpf(LINK_DETACH.command, attributes.linkDetach(request));
      case 'link_close':
        world.requireOwn(request.link);
        return world.holders.close(request.link, () => this.#revisions());
      case 'prog_close':
        return system.close(world.progs.closing(request.prog));
      case 'device_remove':
        if (request.busy) throw new NotForKernel('nobody can be made to hold a qdisc here: expected busy false');
        return world.removeDevice(request.device);
      case 'device_create':
        return this.#createDevice(request.device);
      case 'qdisc_add':
        return world.targets.addQdisc(request.device, request.qdisc);
      case 'qdisc_remove':
        return world.targets.removeQdisc(request.device);
      case 'qdisc_replace':
        return world.targets.replaceQdisc(request.device, request.qdisc);
      case 'link_open':
        world.requireOwn(request.link);
        return world.holders.openLink(request);
      case 'link_pin':
        world.requireOwn(request.link);
        return world.holders.pin(request.link);
      case 'link_unpin':
        world.requireOwn(request.link);
        return world.holders.unpin(request.link, () => this.#revisions());
      case 'prog_open':
        return world.holders.openProg(request.prog, callers.as(request.caller));
      case 'cgroup_remove':
        return world.cgroups.removeCgroup(request.hook, request.busy);
      case 'cgroup_create':
        return this.#createCgroup(request.hook);
      case 'socket_create':
        return world.cgroups.createSocket(request.hook, request.socket, request.domain);
      case 'socket_close':
        return world.cgroups.closeSocket(request.socket);
    }
  }

  #createDevice(device: string): Result {
    const { world, reader } = this.#now;
    const result = world.targets.createDevice(device);
    reader.forget();
    return result;
  }

  /** The revisions of all hooks, as text. */
  #revisions(): string {
    const { world, reader } = this.#now;
    return world.hookNames.map((hook) => reader.revisionOf(hook)).join(' ');
  }

  #createCgroup(hook: string): Result {
    const { world, reader } = this.#now;
    const result = world.cgroups.createCgroup(hook);
    reader.forget();
    return result;
  }

  #createLink(request: RequestOf<'link_create'>): Result {
    const { world, attributes } = this.#now;
    world.requireCreatable(request.link);
    const asking = this.#tools.callers.as(request.caller);
    const result = asking.bpf(LINK_CREATE.command, attributes.linkCreate(request));
    if (typeof result === 'number') world.created(request.link, result);
    return result;
  }
}

/** How a kernel is opened. */
export interface Opening {
  readonly kind?: DrivenKind;
  /** Whether programs at cgroups have to be ordered; they have, unless it is said. */
  readonly ordering?: boolean;
}

/**
 * Opens the running kernel as a machine, in a network namespace of its own. Throws KernelUnavailable, with the reason in
 * one line, where that is not possible for hooks of this kind; the thread is then where it was before. A universe with
 * hooks of the other kind is taken too: what those need is found out at reset. One machine may be open in a thread. A kernel that
 * does not order programs at cgroups is taken only without `ordering`: hooks have revision 0 there.
 */
export function openKernel({ kind = 'tcx', ordering = true }: Opening = {}): KernelMachine {
  const { tools, release } = makeTools(kind, ordering);
  return new KernelMachine(tools, release);
}
