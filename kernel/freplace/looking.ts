import { DEVICE, GONE, type Observation } from '../../spec/families/freplace/vocabulary/index.ts';
import { must } from '../errno.ts';
import { CallFailed } from '../failure.ts';
import {
  encode,
  LINK_GET_FD_BY_ID,
  LINK_GET_NEXT_ID,
  OBJ_GET_INFO_BY_FD,
  PROG_GET_FD_BY_ID,
  PROG_GET_NEXT_ID,
  PROG_TEST_RUN,
  readU32,
  TRACING_LINK_INFO,
} from '../layout.ts';
import { LOOPBACK_IFINDEX } from '../netlink.ts';
import { attributesIn } from '../netlink-message.ts';
import { CLOSED_FD } from '../syscalls.ts';
import { btfsOf, MAIN } from './loading.ts';
import type { Written } from './pad.ts';
import { NO_FUNCTION } from './programs.ts';
import type { FreplaceTools } from './tools.ts';
import type { World } from './world.ts';

/** Sources: include/uapi/linux/if_link.h, v6.18. */
const IFLA_XDP = 43;
const IFLA_XDP_PROG_ID = 4;

/** What targets are run with: an empty packet. */
const PACKET = Buffer.alloc(64);

export type LinkSeen = Extract<Observation, { is: 'link' }>;

/** What the kernel shows of the objects of one world. An object is looked for by its id, which holds it no longer than that takes. */
export class Looking {
  readonly #tools: FreplaceTools;
  readonly #world: World;

  constructor(tools: FreplaceTools, world: World) {
    this.#tools = tools;
    this.#world = world;
  }

  /** What there is to see of an object, or of the device. */
  observe(name: string): Observation {
    const { universe } = this.#world;
    if (name === DEVICE && universe.device) return { is: 'device', runs: this.#named(this.deviceId) };
    if (this.#world.isTarget(name)) return this.#target(name);
    if (universe.links.includes(name)) return this.link(name) ?? GONE;
    return this.isLoaded(name) ? { is: 'program' } : GONE;
  }

  /** Whether a program or target is there; nothing is held by asking. */
  isLoaded(name: string): boolean {
    return this.#has(PROG_GET_NEXT_ID, this.#world.id(name));
  }

  /** Whether a link is there; nothing is held by asking. */
  isLinked(name: string): boolean {
    return this.#has(LINK_GET_NEXT_ID, this.#world.links.id(name));
  }

  /** A link as its info tells it. */
  link(name: string): LinkSeen | undefined {
    const { links, progs, targets, programs } = this.#world;
    return this.#with(LINK_GET_FD_BY_ID, { link_id: links.id(name) }, links.fd(name), (fd) => {
      const info = Buffer.alloc(TRACING_LINK_INFO.size);
      const { system } = this.#tools;
      const attr = encode(OBJ_GET_INFO_BY_FD, { bpf_fd: fd, info_len: info.length, info: system.address(info) });
      must(`BPF_OBJ_GET_INFO_BY_FD of ${name}`, system.bpf(OBJ_GET_INFO_BY_FD.command, attr, [info]));
      const { prog_id, target_obj_id, target_btf_id } = TRACING_LINK_INFO.fields;
      const target = targets.nameOf(readU32(info, target_obj_id.at));
      const at = programs.functionOf(target, readU32(info, target_btf_id.at));
      return { is: 'link', prog: progs.nameOf(readU32(info, prog_id.at)), target, function: at };
    });
  }

  /** The links that there are. */
  get links(): readonly LinkSeen[] {
    return this.#world.universe.links.flatMap((name) => (this.isLinked(name) ? (this.link(name) ?? []) : []));
  }

  /** The target that a program was loaded against and still holds. */
  savedOf(prog: string): string | undefined {
    const { progs } = this.#world;
    const saved = this.#with(
      PROG_GET_FD_BY_ID,
      { prog_id: progs.id(prog) },
      progs.fd(prog),
      (fd) => btfsOf(this.#tools.system, fd).saved,
    );
    return this.#world.targetWithBtf(saved ?? 0);
  }

  /** The id of the program that the device runs; 0 for none. */
  get deviceId(): number {
    const told = this.#tools.netlink.attributesOf(LOOPBACK_IFINDEX);
    if (typeof told === 'string') throw new CallFailed('RTM_GETLINK of the device', told);
    const id = attributesIn(told.get(IFLA_XDP) ?? Buffer.alloc(0)).get(IFLA_XDP_PROG_ID);
    return id === undefined ? 0 : readU32(id, 0);
  }

  #named(id: number): string {
    return id === 0 ? 'none' : this.#world.targets.nameOf(id);
  }

  #target(name: string): Observation {
    if (!this.isLoaded(name)) return GONE;
    const { targets } = this.#world;
    return (
      this.#with(PROG_GET_FD_BY_ID, { prog_id: targets.id(name) }, targets.fd(name), (fd) => this.#run(name, fd)) ??
      GONE
    );
  }

  /** Runs a target by hand. */
  #run(name: string, prog: number): Observation {
    const { pad, universe } = this.#world;
    const { system } = this.#tools;
    const functions = Object.keys(universe.targets[name]!.functions);
    const main = functions.indexOf(MAIN);
    pad.clear(main === -1 ? NO_FUNCTION : main);
    const attr = encode(PROG_TEST_RUN, { prog_fd: prog, data_size_in: PACKET.length, data_in: system.address(PACKET) });
    must(`BPF_PROG_TEST_RUN of ${name}`, system.bpf(PROG_TEST_RUN.command, attr, [PACKET]));
    return this.#told(name, functions, readU32(attr, PROG_TEST_RUN.fields.retval.at), pad.read());
  }

  #told(name: string, functions: readonly string[], verdict: number, written: Written): Observation {
    const { programs, universe } = this.#world;
    // Where something is in the place of the main program nobody calls the other functions: links tell what is on those.
    const isMainReplaced = functions.includes(MAIN) && programs.answering(name, MAIN, verdict) !== name;
    const on = isMainReplaced ? this.links.filter(({ target }) => target === name) : [];
    const byLinks = (each: string) => on.filter((link) => link.function === each).map(({ prog }) => prog);
    const answer = (each: string, index: number) => {
      if (each === MAIN) return programs.answering(name, MAIN, verdict);
      if (!isMainReplaced) return programs.answering(name, each, written.answer(index));
      return byLinks(each).find((prog) => !programs.isTracer(prog)) ?? name;
    };
    const seen = (each: string, index: number) =>
      universe.tracers
        .filter((prog) => (written.seen(prog) >>> index) % 2 === 1 || byLinks(each).includes(prog))
        .toSorted();
    const traced = functions.map((each, index) => [each, seen(each, index)] as const).filter(([, by]) => by.length > 0);
    return {
      is: 'target',
      answers: Object.fromEntries(functions.map((each, index) => [each, answer(each, index)])),
      ...(traced.length === 0 ? {} : { traced: Object.fromEntries(traced) }),
    };
  }

  #has(layout: typeof PROG_GET_NEXT_ID, id: number): boolean {
    const attr = encode(layout, { start_id: id - 1 });
    const result = this.#tools.system.bpf(layout.command, attr);
    if (result === 'ENOENT') return false;
    must(layout.title, result);
    return readU32(attr, layout.fields.next_id.at) === id;
  }

  /** Does something with an fd: the one there is, or one that is got by id and closed again; `undefined` where nothing has the id. */
  #with<Name extends string, T>(
    layout: Parameters<typeof encode<Name>>[0],
    by: Readonly<Partial<Record<Name, number>>>,
    own: number,
    work: (fd: number) => T,
  ): T | undefined {
    const { system } = this.#tools;
    if (own !== CLOSED_FD) return work(own);
    const fd = system.bpf(layout.command, encode(layout, by));
    if (fd === 'ENOENT') return undefined;
    const open = must(layout.title, fd);
    try {
      return work(open);
    } finally {
      system.close(open);
    }
  }
}
