import {
  type Errno,
  FLAG_BITS,
  type Flags,
  type LinkRef,
  type OptionalProgRef,
  type Relative,
  type Universe,
} from '../spec/vocabulary/index.ts';
import { Device, Hook } from './hook.ts';
import { CLOSED_FD, FIRST_FD, type File, Link, MAP_FD, Prog, SPARE_PROG_FD, STDIN_FD, UNKNOWN_ID } from './objects.ts';

/** Everything there is in a universe, and the numbers it is called by: fds, and ids of programs and of links. */
export class Tables {
  readonly progs: readonly Prog[];
  readonly links: readonly Link[];
  readonly hooks: readonly Hook[];
  readonly devices: readonly Device[];
  /** How many of `links` may be created; the others are foreign and exist from the start. */
  readonly ownLinks: number;
  /** By fd. */
  readonly files: (File | null)[] = [];
  readonly #progFiles: readonly File[];
  readonly #linkFiles: readonly File[];
  readonly #progByName: ReadonlyMap<string, Prog>;
  readonly #linkByName: ReadonlyMap<string, Link>;
  readonly #hookByName: ReadonlyMap<string, Hook>;
  readonly #deviceByName: ReadonlyMap<string, Device>;

  constructor(universe: Universe) {
    this.progs = Object.entries(universe.programs).map(([name, type], index) => new Prog(name, index, type));
    const foreign = Object.entries(universe.foreignLinks);
    this.links = [...universe.links, ...foreign.map(([name]) => name)].map((name, index) => new Link(name, index));
    this.ownLinks = universe.links.length;
    this.devices = [...new Set(Object.values(universe.hooks).map((hook) => hook.device))].map(
      (name) => new Device(name),
    );
    this.#deviceByName = new Map(this.devices.map((device) => [device.name, device]));
    this.hooks = Object.entries(universe.hooks).map(
      ([name, hook], index) => new Hook(name, index, this.device(hook.device), universe.capacity),
    );
    this.#progByName = new Map(this.progs.map((prog) => [prog.name, prog]));
    this.#linkByName = new Map(this.links.map((link) => [link.name, link]));
    this.#hookByName = new Map(this.hooks.map((hook) => [hook.name, hook]));
    this.#progFiles = this.progs.map((prog) => ({ is: 'prog', prog }));
    this.#linkFiles = this.links.map((link) => ({ is: 'link', link }));

    this.files[STDIN_FD] = { is: 'other' };
    this.files[MAP_FD] = { is: 'other' };
    this.files[SPARE_PROG_FD] = { is: 'prog', prog: new Prog('(spare)', -1, 'sched_cls') };
    this.files[CLOSED_FD] = null;
    for (const prog of this.progs) {
      this.openProg(prog);
      prog.get();
    }
    for (const link of this.links) this.files[this.fdOfLink(link)] = null;
    for (const [name, prog] of foreign) {
      const link = this.link(name);
      link.prog = this.prog(prog).get();
      link.refs = 1;
      this.openLink(link);
    }
  }

  prog(name: string): Prog {
    return this.#progByName.get(name) ?? missing('program', name);
  }

  link(name: string): Link {
    return this.#linkByName.get(name) ?? missing('link', name);
  }

  /** A link that requests may update, detach or close. */
  ownLink(name: string): Link {
    const link = this.link(name);
    if (link.index >= this.ownLinks) throw new Error(`link ${name} is on a hook that is not under test`);
    return link;
  }

  /** A program or link. */
  object(name: string): Prog | Link {
    return this.#progByName.get(name) ?? this.link(name);
  }

  hook(name: string): Hook {
    return this.#hookByName.get(name) ?? missing('hook', name);
  }

  device(name: string): Device {
    return this.#deviceByName.get(name) ?? missing('device', name);
  }

  fdOfProg(prog: Prog): number {
    return FIRST_FD + prog.index;
  }

  fdOfLink(link: Link): number {
    return FIRST_FD + this.progs.length + link.index;
  }

  openProg(prog: Prog): void {
    this.files[this.fdOfProg(prog)] = this.#progFiles[prog.index]!;
  }

  openLink(link: Link): void {
    this.files[this.fdOfLink(link)] = this.#linkFiles[link.index]!;
  }

  progById(id: number): Prog | undefined {
    const prog = this.progs[id - 1];
    return prog !== undefined && prog.refs > 0 ? prog : undefined;
  }

  linkById(id: number): Link | undefined {
    const link = this.links[id - 1];
    return link !== undefined && link.refs > 0 ? link : undefined;
  }

  /** The fd number a request passes for a program. */
  progFdNumber(ref: OptionalProgRef): number {
    if (ref.is === 'prog') return this.fdOfProg(this.prog(ref.name));
    if (ref.is === 'none') return STDIN_FD;
    return ref.is === 'closed-fd' ? CLOSED_FD : MAP_FD;
  }

  /** The fd number a request passes for a link. */
  linkFdNumber(ref: LinkRef): number {
    if (ref.is === 'link') return this.fdOfLink(this.ownLink(ref.name));
    return ref.is === 'closed-fd' ? CLOSED_FD : SPARE_PROG_FD;
  }

  /** The program behind an fd. */
  progByFd(fd: number): Prog | Errno {
    const file = this.files[fd];
    if (file == null) return 'EBADF';
    return file.is === 'prog' ? file.prog : 'EINVAL';
  }

  /** The link behind an fd. */
  linkByFd(fd: number): Link | Errno {
    const file = this.files[fd];
    if (file == null) return 'EBADF';
    return file.is === 'link' ? file.link : 'EINVAL';
  }

  /** The number a request passes for its relative. */
  relativeNumber(relative: Relative): number {
    switch (relative.is) {
      case 'none':
      case 'zero':
        return 0;
      case 'prog': {
        const prog = this.prog(relative.name);
        return relative.by === 'id' ? prog.index + 1 : this.fdOfProg(prog);
      }
      case 'link': {
        const link = this.link(relative.name);
        return relative.by === 'id' ? link.index + 1 : this.fdOfLink(link);
      }
      case 'closed-fd':
        return CLOSED_FD;
      case 'wrong-kind-fd':
        return relative.as === 'prog' ? MAP_FD : SPARE_PROG_FD;
      case 'unknown-id':
        return UNKNOWN_ID;
    }
  }
}

/** The flag bits that a request passes, without those that go with the relative. */
export function flagBits(flags: Flags): number {
  let bits = 0;
  for (let index = 0; index < flags.length; index += 1) bits |= FLAG_BITS[flags[index]!];
  return bits;
}

/** The bits that go with a relative. */
export function relativeBits(relative: Relative): number {
  switch (relative.is) {
    case 'none':
      return 0;
    case 'prog':
      return relative.by === 'id' ? FLAG_BITS.ID : 0;
    case 'link':
      return relative.by === 'id' ? FLAG_BITS.LINK | FLAG_BITS.ID : FLAG_BITS.LINK;
    case 'closed-fd':
    case 'wrong-kind-fd':
      return relative.as === 'link' ? FLAG_BITS.LINK : 0;
    case 'unknown-id':
      return relative.as === 'link' ? FLAG_BITS.LINK | FLAG_BITS.ID : FLAG_BITS.ID;
    case 'zero':
      return (relative.as === 'link' ? FLAG_BITS.LINK : 0) | (relative.by === 'id' ? FLAG_BITS.ID : 0);
  }
}

function missing(what: string, name: string): never {
  throw new Error(`there is no ${what} called ${name} in this universe`);
}
