import type { Profile } from '../spec/profile.ts';
import type { Attribute } from './attribute.ts';
import { numberOf } from './attribute.ts';
import type { Came } from './came.ts';
import { Ids } from './ids.ts';
import { PLACES, type Place } from './numbers.ts';
import { type Link, Names, OpenFile, type Prog, type Thing } from './objects.ts';
import { type Asked, Part } from './part.ts';
import { type Process, Processes } from './processes.ts';
import type { Placed } from './spec-side.ts';
import type { Value } from './strace/value.ts';

/** How a log is to be read. */
export interface Reading {
  /** The semantics for each kind of hook; none where calls at such hooks are to be skipped. */
  readonly profileFor: (kind: 'tcx' | 'cgroup') => Profile | undefined;
  /** Whether hooks were empty at first where the log does not show it. */
  readonly empty: boolean;
  /** The semantics that was asked for, of whatever hooks; none where that of each kind of hook is meant. */
  readonly asked?: Profile;
  /** Where only requests are known: every call comes to what the rules give. */
  readonly untold?: true;
}

/** A place in the log; `overlap` is the line of another call that went on at the same time. */
interface Now {
  readonly line: number;
  readonly overlap: number | undefined;
}

/** Where an attach goes: a hook of a part. */
export interface Target {
  readonly part: Part;
  readonly hook: string;
}

/** Hooks of a part of which it cannot be told which one is meant. */
interface Untold {
  readonly part: Part;
  readonly why: string;
}

/** The most hooks of a universe. */
const MOST_HOOKS = 64;

/** Everything that a log has shown so far. */
export class World {
  readonly path: string;
  readonly reading: Reading;
  readonly processes = new Processes((file) => this.#released(file));
  readonly names = new Names();
  readonly ids = { progs: new Ids<Prog>(), links: new Ids<Link>() };
  readonly parts = new Map<string, Part>();
  /** Calls that say nothing of hooks that are read, with their lines. */
  readonly skipped = new Map<string, readonly number[]>();
  /** What is pinned, by path. */
  readonly pins = new Map<string, Prog | Link>();
  /** Directories that the log shows to be made, and not removed. */
  readonly made = new Set<string>();
  progs = 0;
  links = 0;
  /** Where in the log it is: closing an fd can be the effect of several calls. */
  now: Now = { line: 0, overlap: undefined };
  /** Whether the log tells what is behind fds (-y or -yy): then an fd without anything is not open. */
  paths = false;
  #linkName: { readonly nth: number; readonly name: string } | undefined;
  readonly #devices = new Map<string, string>();
  readonly #hooks = new Map<string, string>();

  constructor(path: string, reading: Reading) {
    this.path = path;
    this.reading = reading;
  }

  /** What a call came to that did what it asks for. */
  get done(): Came {
    return this.reading.untold === true ? 'untold' : 'ok';
  }

  skip(what: string): void {
    this.skipped.set(what, [...(this.skipped.get(what) ?? []), this.now.line]);
  }

  /** The link that a call makes, if it succeeds: then `links` goes up. */
  nextLink({ part, hook }: Target): Link {
    const nth = this.links + 1;
    this.#linkName = this.#linkName?.nth === nth ? this.#linkName : { nth, name: this.names.give(`L${nth}`, 'L') };
    return { is: 'link', name: this.#linkName.name, part: part.name, hook, nth, opened: 0 };
  }

  /** Gives an fd of a process to something. */
  open(process: Process, fd: number, thing: Thing, closesOnExec = true): void {
    if ('opened' in thing) thing.opened++;
    process.fds.open(fd, new OpenFile(thing), closesOnExec);
  }

  #released({ thing, untold }: OpenFile): void {
    if (!('opened' in thing)) return;
    thing.opened--;
    const unknown = untold === undefined ? {} : { unknown: untold };
    if (thing.is === 'link') {
      const request = { op: 'link_close', link: thing.name };
      const asked = { request, links: [thing], outcome: this.done, ...unknown };
      this.parts.get(thing.part)?.take({ ...this.now, hook: thing.hook, ...asked });
    } else this.freed(thing, unknown);
  }

  /** A program of which the log shows no holder any more, but for slots and links: its last fd is closed. */
  freed(prog: Prog, unknown: Pick<Asked, 'unknown'> = {}): void {
    if (prog.opened > 0 || prog.pinned !== undefined) return;
    const request = { op: 'prog_close', prog: prog.name };
    for (const part of this.parts.values())
      if (part.knows(prog)) part.take({ ...this.now, hook: '', request, outcome: this.done, ...unknown });
  }

  /** What is behind an fd of a process: what the table says, if what strace prints beside it agrees. */
  thing(process: Process, value: Value): Thing | 'closed' {
    const fd = numberOf(value) ?? -1;
    const { path } = value as { readonly path?: string };
    const known = process.fds.get(fd)?.thing;
    const shown = path === undefined ? undefined : kindShown(path);
    if (known !== undefined && (shown === undefined || shown === known.is || known.is === 'unknown')) return known;
    if (shown === 'prog' || shown === 'link')
      return { is: 'unknown', what: `fd ${fd} is a ${shown} whose beginning is not in the log` };
    if (shown === 'other') return { is: 'other' };
    return this.paths ? 'closed' : { is: 'unknown', what: `what fd ${fd} is was not seen; strace -yy shows it` };
  }

  /** The hook of an attribute; a reason where it cannot be told, nothing where such hooks are not read. */
  target(process: Process, attribute: Attribute): Target | Untold | undefined {
    const type = attribute.must('attach_type');
    const place = PLACES[numberOf(type) ?? -1];
    const profile = place && this.reading.profileFor(place.kind);
    if (place === undefined || profile === undefined) return undefined;
    const name = place.kind === 'tcx' ? 'tcx' : `cgroup ${place.attachType}`;
    const part = this.parts.get(name) ?? new Part(name, this.path, profile, this.ids);
    this.parts.set(name, part);
    if (place.kind === 'tcx') return this.#device(part, process, attribute, place);
    const found = this.#cgroup(part, attribute, place);
    return typeof found === 'string' ? { part, why: found } : found;
  }

  /** Adds a hook to a part where there is room for it. */
  #add(part: Part, hook: string, placed: Placed, empty: boolean): Target | Untold {
    if (part.has(hook)) return { part, hook };
    if (part.hooks.length >= MOST_HOOKS)
      return { part, why: `expected at most ${MOST_HOOKS} hooks, found ${placed.at} too` };
    part.addHook(hook, placed, empty ? undefined : this.#start(placed.at));
    return { part, hook };
  }

  #device(part: Part, { net }: Process, attribute: Attribute, { direction }: Place & { kind: 'tcx' }): Target | Untold {
    // A strace that does not know tcx takes the number of the device for that of an fd.
    const value = attribute.must('target_ifindex', 'target_fd');
    const called = value.is === 'call' && value.args[0]?.is === 'text' ? value.args[0].text : undefined;
    const index = numberOf(value);
    // The first device of a namespace is its loopback device.
    const wish = called ?? (index === 1 ? 'lo' : `if${index}`);
    const key = `${net.nth} ${wish}`;
    const device = this.#devices.get(key) ?? this.names.give(wish, 'dev');
    this.#devices.set(key, device);
    const hook = this.#hookName(`${device} ${direction}`, `${device}-${direction}`);
    const empty = this.reading.empty || (net.fresh && wish === 'lo');
    const placed = { hook: { kind: 'tcx', device, direction, clsact: false }, at: `${device} ${direction}` } as const;
    return this.#add(part, hook, placed, empty);
  }

  #cgroup(part: Part, attribute: Attribute, { attachType }: Place & { kind: 'cgroup' }): Target | Untold | string {
    const value = attribute.must('target_fd', 'target_ifindex');
    const { path: shown } = value as { readonly path?: string };
    if (shown === undefined) return `the cgroup of fd ${numberOf(value)} is not shown; strace -yy shows it`;
    const path = shown.replace(/ ?\(deleted\)$/, '');
    if (path !== shown && this.made.has(path)) return `the cgroup ${path} was removed, and another one is there`;
    const hook = this.#hookName(`${path} ${attachType}`, path.split('/').at(-1) ?? '');
    const empty = this.reading.empty || this.made.has(path);
    const placed = { hook: { kind: 'cgroup', parent: 'none', attachType }, at: path } as const;
    return this.#add(part, hook, placed, empty);
  }

  #hookName(key: string, wish: string): string {
    const name = this.#hooks.get(key) ?? this.names.give(wish, 'root');
    this.#hooks.set(key, name);
    return name;
  }

  #start(at: string): string {
    return `what was attached at ${at} before the log begins is not known; --empty says that nothing was`;
  }

  /** The cgroups that parts know under a path. */
  cgroupsAt(path: string): readonly Target[] {
    return [...this.parts.values()].flatMap((part) =>
      part.hooks.filter(([, at]) => at === path).map(([hook]) => ({ part, hook })),
    );
  }

  /** Notes a call through a link that is not known: it may be any link of the log. */
  askUntold(what: string, why: string, changes: boolean): void {
    if (this.parts.size === 0) this.skip(`${what}: ${why}`);
    for (const part of this.parts.values()) part.leaveOut(this.now.line, what, why, changes);
  }

  ask({ part, hook }: Target, asked: Omit<Asked, keyof Now | 'hook'>): void {
    part.take({ ...this.now, hook, ...asked });
  }
}

function kindShown(path: string): 'prog' | 'link' | 'other' {
  if (/^anon_inode:\[?bpf[-_]prog/.test(path)) return 'prog';
  return /^anon_inode:\[?bpf[-_]link/.test(path) ? 'link' : 'other';
}
