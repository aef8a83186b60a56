import type { Observation, Request, RequestOf, Universe, View } from '../../spec/families/freplace/vocabulary/index.ts';
import type { Answer } from '../../spec/vocabulary/machine.ts';
import { must, outcomeOf, type Result } from '../errno.ts';
import { NotForKernel } from '../failure.ts';
import {
  encode,
  LINK_DETACH,
  LINK_UPDATE,
  PROG_GET_FD_BY_ID,
  RAW_TRACEPOINT_OPEN,
  TRACING_LINK_CREATE,
} from '../layout.ts';
import type { OpenKernel } from '../target.ts';
import type { Asking } from '../unprivileged.ts';
import { Looking } from './looking.ts';
import { Requests } from './requests.ts';
import { Settling } from './settling.ts';
import type { FreplaceTools } from './tools.ts';
import { World } from './world.ts';

interface Present {
  readonly world: World;
  readonly requests: Requests;
  readonly looking: Looking;
  readonly settling: Settling;
}

const NOTHING: View = { is: 'nothing' };

/** Requests after which something may have to go that goes later. */
const RELEASING: ReadonlySet<Request['op']> = new Set([
  'link_close',
  'link_unpin',
  'link_create',
  'raw_open',
  'prog_close',
  'array_put',
  'array_delete',
  'device_set',
  'grace_period',
]);

/**
 * Extension programs of the running kernel as a machine: every request is the system call or netlink message it stands for. To be
 * used and closed by the thread that opened it. Everything hangs on fds of this process, on a namespace and a filesystem without
 * name: killing it leaves nothing behind.
 */
export class FreplaceMachine implements OpenKernel {
  readonly #tools: FreplaceTools;
  readonly #releaseTools: () => void;
  #present: Present | undefined;
  #closed = false;

  /** `releaseTools` undoes what was made for `tools`; it is called once. */
  constructor(tools: FreplaceTools, releaseTools: () => void) {
    this.#tools = tools;
    this.#releaseTools = releaseTools;
  }

  /** As Machine.reset. Throws CallFailed where the kernel refuses a target, and NotForKernel where one cannot be made. */
  reset(universe: Universe): void {
    if (this.#closed) throw new Error('this machine is closed');
    this.#drop();
    const world = new World(this.#tools, universe);
    try {
      world.build();
    } catch (error) {
      world.release();
      throw error;
    }
    const looking = new Looking(this.#tools, world);
    const settling = new Settling(world, looking, this.#tools.pins);
    this.#present = { world, requests: new Requests(this.#tools, world), looking, settling };
  }

  /**
   * As Machine.apply. Throws on a request that cannot be put to the kernel (a name that is not in the universe, or that is in use
   * given to something new), and on an errno the vocabulary lacks.
   */
  apply(request: Request): Answer<View> {
    const outcome = outcomeOf(request.op, this.#perform(request));
    if (RELEASING.has(request.op)) this.#now.settling.wait();
    if (request.op === 'link_unpin') this.#now.settling.waitForFunctions();
    return { outcome, view: NOTHING };
  }

  observe(name: string): Observation {
    return this.#now.looking.observe(name);
  }

  /** Removes everything it made and leaves its namespace; does nothing the second time. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    try {
      this.#drop();
    } finally {
      this.#releaseTools();
    }
  }

  get #now(): Present {
    if (this.#closed && this.#present === undefined) throw new Error('this machine is closed');
    if (this.#present === undefined) throw new Error('this machine was not reset to a universe yet');
    return this.#present;
  }

  #drop(): void {
    const world = this.#present?.world;
    this.#present = undefined;
    world?.release();
  }

  #as(caller: 'privileged' | 'no-capability'): Asking {
    return this.#tools.callers.as(caller);
  }

  #perform(request: Request): Result {
    const { world, requests } = this.#now;
    const { system, pins } = this.#tools;
    switch (request.op) {
      case 'prog_load':
        return this.#load(request);
      case 'target_load':
        this.#requireGone(request.prog, this.#now.looking.isLoaded(request.prog));
        world.loadTarget(request.prog);
        return 0;
      case 'link_create':
        return this.#link(request, TRACING_LINK_CREATE.command, requests.linkCreate(request));
      case 'raw_open':
        return this.#link(request, RAW_TRACEPOINT_OPEN.command, requests.rawOpen(request));
      case 'link_update':
        return system.bpf(LINK_UPDATE.command, requests.linkUpdate(request));
      case 'link_detach':
        return system.bpf(LINK_DETACH.command, requests.linkDetach(request));
      case 'link_update_hook':
        throw new NotForKernel('no kernel has bpf_link_update_hook');
      case 'link_close':
        return system.close(world.links.closing(request.link));
      case 'link_pin':
        return pins.pin(request.link, world.links.fd(request.link));
      case 'link_unpin':
        return pins.unpin(request.link);
      case 'prog_close':
        return this.#close(request.prog);
      case 'prog_open':
        return this.#open(request);
      case 'array_put':
        return world.array.put(requests.progFd(request.prog));
      case 'array_delete':
        return world.array.delete();
      case 'device_set':
        return world.setDevice(request.prog === 'none' ? undefined : requests.progFd(request.prog));
      case 'grace_period':
        return this.#letGo();
    }
  }

  #requireGone(name: string, isThere: boolean): void {
    if (isThere) throw new Error(`${name} exists already: it must be gone before it is made again`);
  }

  #load({ prog, target, expected, sleepable, caller }: RequestOf<'prog_load'>): Result {
    const { world, requests, looking } = this.#now;
    this.#requireGone(prog, looking.isLoaded(prog));
    const { code, as } = world.programs.prog(prog);
    const about = requests.function(target);
    const odd = expected === 'none' ? {} : { expected: 1 };
    const fd = this.#tools.loading.load(code, { ...as, ...odd, sleepable, about }, this.#as(caller));
    if (typeof fd === 'number') world.opened(prog, fd);
    return fd;
  }

  #link({ link, caller }: RequestOf<'link_create' | 'raw_open'>, command: number, attr: Buffer): Result {
    const { world, looking } = this.#now;
    this.#requireGone(link, looking.isLinked(link));
    const fd = this.#as(caller).bpf(command, attr);
    if (typeof fd === 'number') world.created(link, fd);
    return fd;
  }

  #open({ prog, caller }: RequestOf<'prog_open'>): Result {
    const { world } = this.#now;
    if (world.isOpen(prog)) throw new Error(`${prog} has an fd already: close it before it is opened again`);
    const fd = this.#get(prog, this.#as(caller));
    if (typeof fd === 'number') world.opened(prog, fd);
    return fd;
  }

  #get(prog: string, asking: Asking = this.#tools.system): Result {
    return asking.bpf(PROG_GET_FD_BY_ID.command, encode(PROG_GET_FD_BY_ID, { prog_id: this.#now.world.id(prog) }));
  }

  /** Closes a program. Where grace periods are asked for, that of the target which it lets go does not end until then. */
  #close(prog: string): Result {
    const { world, looking } = this.#now;
    const { system } = this.#tools;
    const saved = world.universe.grace && !world.isTarget(prog) ? looking.savedOf(prog) : undefined;
    if (saved === undefined) return system.close(world.closing(prog));
    const held = must(`BPF_PROG_GET_FD_BY_ID of ${saved}`, this.#get(saved));
    const result = system.close(world.closing(prog));
    if (looking.isLoaded(prog) || world.heldBack.has(saved)) system.close(held);
    else world.heldBack.set(saved, held);
    return result;
  }

  /** Lets a grace period end. */
  #letGo(): Result {
    const { heldBack } = this.#now.world;
    for (const [name, fd] of heldBack) must(`close of ${name}`, this.#tools.system.close(fd));
    heldBack.clear();
    return 0;
  }
}
