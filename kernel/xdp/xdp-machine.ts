import {
  type Machine,
  NOTHING,
  type Observation,
  type Reply,
  type Request,
  type RequestOf,
  type Universe,
} from '../../spec/families/xdp/vocabulary/index.ts';
import { outcomeOf, type Result } from '../errno.ts';
import { CallFailed } from '../failure.ts';
import { encode, LINK_CREATE, LINK_DETACH, LINK_GET_FD_BY_ID, LINK_UPDATE } from '../layout.ts';
import { UNKNOWN_ID } from '../syscalls.ts';
import type { OpenKernel } from '../target.ts';
import type { Asking } from '../unprivileged.ts';
import { Looking } from './looking.ts';
import { Requests } from './requests.ts';
import { tidy } from './tidy.ts';
import type { XdpTools } from './tools.ts';
import { World } from './world.ts';

interface Present {
  /** As text. */
  readonly universe: string;
  readonly world: World;
  readonly requests: Requests;
  readonly looking: Looking;
}

/**
 * XDP of the running kernel as a machine: every request is the system call or netlink message it stands for. To be used and closed by
 * the thread that opened it. Everything hangs on fds of this process and on namespaces without name: killing it leaves nothing behind.
 */
export class XdpMachine implements Machine, OpenKernel {
  readonly #tools: XdpTools;
  readonly #releaseTools: () => void;
  #present: Present | undefined;
  #closed = false;

  /** `releaseTools` undoes what was made for `tools`; it is called once. */
  constructor(tools: XdpTools, releaseTools: () => void) {
    this.#tools = tools;
    this.#releaseTools = releaseTools;
  }

  /** As Machine.reset. Throws KernelUnavailable where the kernel has no device of a kind, and CallFailed where it refuses to set it up. */
  reset(universe: Universe): void {
    if (this.#closed) throw new Error('this machine is closed');
    if (this.#isTidied(universe)) return;
    this.#drop();
    const world = new World(this.#tools, universe);
    try {
      world.build();
    } catch (error) {
      world.release();
      throw error;
    }
    const requests = new Requests(this.#tools, world);
    this.#present = { universe: JSON.stringify(universe), world, requests, looking: new Looking(this.#tools, world) };
  }

  /**
   * As Machine.apply. Throws on a request that cannot be put to the kernel (a name that is not in the universe, the name of a link that
   * exists given to a new one), and on an errno the vocabulary lacks.
   */
  apply(request: Request): Reply {
    if (request.op === 'look')
      return shown(request.op, this.#now.looking.device(request.hook, this.#as(request.caller)));
    if (request.op === 'link_info')
      return shown(request.op, this.#now.looking.link(request.link, this.#as(request.caller)));
    const result = this.#perform(request);
    if (typeof result === 'number') this.#now.world.settle();
    return { outcome: outcomeOf(request.op, result), view: NOTHING };
  }

  observe(device: string): Observation {
    return this.#now.looking.observe(device);
  }

  linkSeen(link: string): Observation {
    const seen = this.#now.looking.link(link);
    return typeof seen === 'string' ? NOTHING : seen;
  }

  lives(prog: string): boolean {
    return this.#now.world.lives(prog);
  }

  /** Removes everything it made and leaves its namespaces; does nothing the second time. */
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
    if (this.#closed) throw new Error('this machine is closed');
    if (this.#present === undefined) throw new Error('this machine was not reset to a universe yet');
    return this.#present;
  }

  /** Whether what is there could be made what it was at the beginning, which is quicker than making it again. */
  #isTidied(universe: Universe): boolean {
    if (this.#present?.universe !== JSON.stringify(universe)) return false;
    const { world, looking } = this.#present;
    try {
      tidy(this.#tools, world, looking);
      return true;
    } catch (error) {
      if (error instanceof CallFailed) return false;
      throw error;
    }
  }

  #drop(): void {
    const world = this.#present?.world;
    this.#present = undefined;
    world?.release();
  }

  #as(caller: 'privileged' | 'unprivileged'): Asking {
    return this.#tools.callers.as(caller === 'privileged' ? caller : 'no-capability');
  }

  #perform(request: Exclude<Request, { op: 'look' | 'link_info' }>): Result {
    const { world, requests } = this.#now;
    const { system, netlink } = this.#tools;
    const { devices } = world;
    switch (request.op) {
      case 'xdp_set':
        return netlink.set(devices.ifindex(request.hook), [requests.xdpSet(request)], this.#as(request.caller));
      case 'link_create':
        return this.#createLink(request);
      case 'link_update':
        return this.#as(request.caller).bpf(LINK_UPDATE.command, requests.linkUpdate(request));
      case 'link_detach':
        return this.#detachLink(request);
      case 'link_close':
        return system.close(world.links.closing(request.link));
      case 'prog_close':
        return system.close(world.progs.closing(request.prog));
      case 'prog_by_id':
        return world.askById(request.prog, this.#as(request.caller));
      case 'device_remove':
        return devices.remove(request.device);
      case 'device_create':
        return devices.create(request.device);
      case 'device_move':
        return devices.move(request.device);
      case 'upper_add':
        return devices.setUpper(request.device, request.upper);
      case 'upper_remove':
        return devices.setUpper(request.device);
    }
  }

  #createLink(request: RequestOf<'link_create'>): Result {
    const { world, requests } = this.#now;
    if (world.links.isOpen(request.link))
      throw new Error(`link ${request.link} exists already: close it before it is created again`);
    const result = this.#as(request.caller).bpf(LINK_CREATE.command, requests.linkCreate(request));
    if (typeof result === 'number') world.created(request.link, result);
    return result;
  }

  #detachLink({ link, by, caller }: RequestOf<'link_detach'>): Result {
    const { world, requests } = this.#now;
    const asking = this.#as(caller);
    if (by === 'fd') return asking.bpf(LINK_DETACH.command, requests.linkDetach(requests.linkFd(link)));
    const id = link.is === 'link' ? world.links.id(link.name) : UNKNOWN_ID;
    const fd = asking.bpf(LINK_GET_FD_BY_ID.command, encode(LINK_GET_FD_BY_ID, { link_id: id }));
    if (typeof fd === 'string') return fd;
    try {
      return asking.bpf(LINK_DETACH.command, requests.linkDetach(fd));
    } finally {
      this.#tools.system.close(fd);
    }
  }
}

/** The answer of a request that shows something. */
function shown(op: string, seen: Observation | string): Reply {
  return typeof seen === 'string' ? { outcome: outcomeOf(op, seen), view: NOTHING } : { outcome: 'ok', view: seen };
}
