import type { Entries } from './bundle.ts';
import type { Hook } from './hook.ts';
import type { Tables } from './tables.ts';

/**
 * The whole state of a model as a row of numbers: reference counts, open fds, links, devices, and of every bundle the
 * count, the revision, the side, and both arrays up to one entry behind the terminator.
 */
export type Saved = Int32Array;

const NO_BUNDLE = -2;
const NOBODY = -1;

/** How many numbers a state can take at most. */
function room({ progs, links, devices, hooks }: Tables): number {
  const entries = hooks.reduce((sum, hook) => sum + 4 * (hook.capacity + 1), 0);
  return 2 * progs.length + 4 * links.length + devices.length + 3 * hooks.length + entries;
}

/** Writes states of one set of tables down, compares them and reads them back. */
export class Memory {
  readonly #tables: Tables;
  readonly #scratch: Int32Array;

  constructor(tables: Tables) {
    this.#tables = tables;
    this.#scratch = new Int32Array(room(tables));
  }

  save(): Saved {
    return this.#scratch.slice(0, this.#write());
  }

  same(saved: Saved): boolean {
    const length = this.#write();
    if (length !== saved.length) return false;
    const now = this.#scratch;
    for (let at = 0; at < length; at += 1) if (now[at] !== saved[at]) return false;
    return true;
  }

  #write(): number {
    const { progs, links, devices, hooks, files } = this.#tables;
    const to = this.#scratch;
    let at = 0;
    for (let index = 0; index < progs.length; index += 1) {
      const prog = progs[index]!;
      to[at++] = prog.refs;
      to[at++] = files[this.#tables.fdOfProg(prog)] === null ? 0 : 1;
    }
    for (let index = 0; index < links.length; index += 1) {
      const link = links[index]!;
      to[at++] = link.refs;
      to[at++] = files[this.#tables.fdOfLink(link)] === null ? 0 : 1;
      to[at++] = link.prog === null ? NOBODY : link.prog.index;
      to[at++] = link.hook === null ? NOBODY : link.hook.index;
    }
    for (let index = 0; index < devices.length; index += 1) to[at++] = devices[index]!.present ? 1 : 0;
    for (let index = 0; index < hooks.length; index += 1) at = this.#writeHook(hooks[index]!, at);
    return at;
  }

  #writeHook({ bundle, capacity }: Hook, from: number): number {
    const to = this.#scratch;
    let at = from;
    if (bundle === null) {
      to[at++] = NO_BUNDLE;
      return at;
    }
    to[at++] = bundle.count;
    to[at++] = bundle.revision;
    to[at++] = bundle.side;
    const length = Math.min(bundle.count + 2, capacity + 1);
    at = this.#writeEntries(bundle.active, length, at);
    return this.#writeEntries(bundle.peer, length, at);
  }

  #writeEntries({ progs, links }: Entries, length: number, from: number): number {
    const to = this.#scratch;
    let at = from;
    for (let entry = 0; entry < length; entry += 1) {
      const prog = progs[entry] ?? null;
      const link = links[entry] ?? null;
      to[at++] = prog === null ? NOBODY : prog.index;
      to[at++] = link === null ? NOBODY : link.index;
    }
    return at;
  }

  restore(saved: Saved): void {
    const { progs, links, devices, hooks, files } = this.#tables;
    let at = 0;
    for (const prog of progs) {
      prog.refs = saved[at++]!;
      if (saved[at++] === 1) this.#tables.openProg(prog);
      else files[this.#tables.fdOfProg(prog)] = null;
    }
    for (const link of links) {
      link.refs = saved[at++]!;
      if (saved[at++] === 1) this.#tables.openLink(link);
      else files[this.#tables.fdOfLink(link)] = null;
      link.prog = progs[saved[at++]!] ?? null;
      link.hook = hooks[saved[at++]!] ?? null;
    }
    for (const device of devices) device.present = saved[at++] === 1;
    for (const hook of hooks) at = this.#readHook(hook, saved, at);
  }

  #readHook(hook: Hook, saved: Saved, from: number): number {
    let at = from;
    const count = saved[at++]!;
    if (count === NO_BUNDLE) {
      if (hook.bundle !== null) hook.free();
      return at;
    }
    const bundle = hook.fetchOrCreate();
    bundle.count = count;
    bundle.revision = saved[at++]!;
    bundle.side = saved[at++]!;
    bundle.removed = null;
    const length = Math.min(count + 2, hook.capacity + 1);
    at = this.#readEntries(bundle.active, length, saved, at);
    return this.#readEntries(bundle.peer, length, saved, at);
  }

  #readEntries(entries: Entries, length: number, saved: Saved, from: number): number {
    const { progs, links } = this.#tables;
    let at = from;
    for (let entry = 0; entry < length; entry += 1) {
      const prog = saved[at++]!;
      const link = saved[at++]!;
      entries.set(entry, prog === NOBODY ? null : progs[prog]!, link === NOBODY ? null : links[link]!);
    }
    return at;
  }
}
