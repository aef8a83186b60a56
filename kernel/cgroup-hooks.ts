import { closeSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { CgroupHolds } from '../spec/families/slots/vocabulary/cgroup-holds.ts';
import { type Domain, FLAG_BITS, type Hook } from '../spec/families/slots/vocabulary/index.ts';
import { openCgroup, requireNothingInherited } from './cgroup-directory.ts';
import { awaitRelease, makeCgroup, removeBusyCgroup, removeCgroup } from './cgroup-lives.ts';
import { makeFreshDirectory, removeTree } from './cgroup-remains.ts';
import { CgroupRuns } from './cgroup-runs.ts';
import type { Result } from './errno.ts';
import { Guest } from './guest.ts';
import { find } from './handles.ts';
import {
  type Attached,
  type CgroupTargets,
  type Hooks,
  hooksOfKind,
  type SocketPackets,
  type Target,
} from './hooks.ts';
import { encode, PROG_DETACH } from './layout.ts';
import type { Toolbox } from './tools.ts';

type CgroupHook = Extract<Hook, { kind: 'cgroup' }>;

/** The hooks of cgroups that are made for them, in one attach type, all below one fresh cgroup that holds no process. */
export class CgroupHooks implements Hooks, CgroupTargets {
  readonly kind = 'cgroup';
  readonly prefillFlags = FLAG_BITS.ALLOW_MULTI;
  readonly cgroups: CgroupTargets = this;
  readonly #tools: Toolbox;
  readonly #hooks: ReadonlyMap<string, CgroupHook>;
  readonly #targets = new Map<string, Target>();
  readonly packets?: SocketPackets;
  readonly #paths = new Map<string, string>();
  readonly #guest: Guest;
  #directory: string | undefined;
  #runs: CgroupRuns | undefined;
  readonly #holds = new CgroupHolds();

  /** `sends`: whether packets are to be sent, or calls made. Throws NotForKernel on a hook of another kind. */
  constructor(tools: Toolbox, hooks: Readonly<Record<string, Hook>>, sends: boolean) {
    this.#tools = tools;
    if (sends)
      this.packets = {
        over: 'sockets',
        run: (request) => this.#made(request.hook).run(request, this.#pathOf(request.hook)),
      };
    this.#hooks = hooksOfKind('cgroup', hooks);
    this.#guest = new Guest(tools.cgroupMount);
  }

  /** Throws KernelUnavailable where cgroup2 cannot be used, or where programs of enclosing cgroups would run as well. */
  make(): void {
    const top = makeFreshDirectory(this.#tools.cgroupMount);
    this.#directory = top;
    const [first] = this.#hooks.values();
    if (this.packets !== undefined && first !== undefined) this.#runs = new CgroupRuns(this.#tools, first.attachType);
    for (const [hook, { parent, attachType }] of this.#hooks) {
      const path = join(parent === 'none' ? top : this.#pathOf(parent), hook);
      mkdirSync(path);
      this.#paths.set(hook, path);
      const target = openCgroup(path, attachType);
      this.#targets.set(hook, target);
      if (parent === 'none') requireNothingInherited(this.#tools.system, target, path);
      this.#holds.add(hook, parent);
    }
  }

  #made(hook: string): CgroupRuns {
    if (this.#runs === undefined) throw new Error(`hook ${hook} is not made yet`);
    return this.#runs;
  }

  /**
   * Removes the cgroup of a hook, and waits for its release, unless a socket holds it; 0 or the name of an errno. Its fd stays open, as
   * anybody's would.
   */
  removeCgroup(hook: string, busy: boolean): Result {
    const path = this.#pathOf(hook);
    this.#runs?.leave(hook);
    const result = busy ? removeBusyCgroup(path, this.#guest) : removeCgroup(path);
    if (result !== 0) return result;
    this.#holds.remove(hook);
    this.#awaitRelease();
    return result;
  }

  /** Makes a socket in the cgroup of a hook; 0 or the name of an errno. */
  createSocket(hook: string, socket: string, domain: Domain): Result {
    const result = this.#made(hook).create(socket, domain, this.#pathOf(hook));
    if (result === 0) this.#holds.opened(socket, hook);
    return result;
  }

  /** Closes a socket, and waits for the release of what it alone held; 0 or the name of an errno. */
  closeSocket(socket: string): Result {
    if (this.#runs === undefined) throw new Error(`socket ${socket} is not of this universe`);
    const result = this.#runs.closeNamed(socket);
    this.#holds.closed(socket);
    this.#awaitRelease();
    return result;
  }

  #awaitRelease(): void {
    awaitRelease(this.#directory!, this.#holds.dying);
  }

  /** Makes a cgroup under the name of the one that a hook had; 0 or the name of an errno. */
  createCgroup(hook: string): Result {
    const path = this.#pathOf(hook);
    const result = makeCgroup(path);
    if (result !== 0) return result;
    this.#holds.add(hook, find('hook', this.#hooks, hook).parent);
    const former = this.target(hook).target_ifindex;
    this.#targets.set(hook, openCgroup(path, find('hook', this.#hooks, hook).attachType));
    closeSync(former);
    return result;
  }

  target(hook: string): Target {
    return this.#targets.get(hook) ?? find('hook', this.#targets, hook);
  }

  #pathOf(hook: string): string {
    return find('hook', this.#paths, hook);
  }

  removeDevice(device: string): Result {
    throw new Error(`there is no device ${device} in this universe: its hooks are cgroups`);
  }

  /**
   * Detaches what has an fd, then removes the cgroups, children first. A program that is attached and has no fd goes when
   * the kernel gets to it, soon after its cgroup.
   */
  release({ links, progs }: Attached): void {
    const { system } = this.#tools;
    this.#runs?.close();
    this.#runs = undefined;
    for (const fd of links) system.close(fd);
    for (const target of this.#targets.values()) {
      for (const fd of progs) system.bpf(PROG_DETACH.command, encode(PROG_DETACH, { ...target, attach_bpf_fd: fd }));
      closeSync(target.target_ifindex);
    }
    this.#targets.clear();
    this.#guest.end();
    for (const fd of progs) system.close(fd);
    const directory = this.#directory;
    this.#directory = undefined;
    if (directory !== undefined) removeTree(directory);
  }
}
