import type { Bundle, Entries } from './bundle.ts';
import type { Hook } from './hook.ts';
import type { File, Link, Prog } from './objects.ts';
import type { Tables } from './tables.ts';

/** An array of a bundle up to one entry behind the terminator. */
interface SavedEntries {
  readonly progs: readonly (Prog | null)[];
  readonly links: readonly (Link | null)[];
}

interface SavedBundle {
  readonly count: number;
  readonly revision: number;
  readonly side: number;
  readonly active: SavedEntries;
  readonly peer: SavedEntries;
}

/** The whole state of a model: reference counts, fd table, links, devices and bundles. */
export interface Saved {
  readonly progRefs: readonly number[];
  readonly linkRefs: readonly number[];
  readonly linkProgs: readonly (Prog | null)[];
  readonly linkHooks: readonly (Hook | null)[];
  readonly files: readonly (File | null)[];
  readonly present: readonly boolean[];
  readonly bundles: readonly (SavedBundle | null)[];
}

function sameItems(now: readonly unknown[], saved: readonly unknown[]): boolean {
  for (let at = 0; at < saved.length; at += 1) if (now[at] !== saved[at]) return false;
  return true;
}

const sameEntries = (now: Entries, saved: SavedEntries) =>
  sameItems(now.progs, saved.progs) && sameItems(now.links, saved.links);

function sameBundle(now: Bundle | null, saved: SavedBundle | null): boolean {
  if (now === null || saved === null) return now === saved;
  return (
    now.count === saved.count &&
    now.revision === saved.revision &&
    now.side === saved.side &&
    sameEntries(now.active, saved.active) &&
    sameEntries(now.peer, saved.peer)
  );
}

function saveEntries({ progs, links }: Entries, length: number): SavedEntries {
  return { progs: progs.slice(0, length), links: links.slice(0, length) };
}

function saveBundle({ bundle, capacity }: Hook): SavedBundle | null {
  if (bundle === null) return null;
  const { count, revision, side } = bundle;
  const length = Math.min(count + 2, capacity + 1);
  return { count, revision, side, active: saveEntries(bundle.active, length), peer: saveEntries(bundle.peer, length) };
}

function restoreEntries(entries: Entries, saved: SavedEntries): void {
  for (let at = 0; at < saved.progs.length; at += 1) entries.set(at, saved.progs[at]!, saved.links[at]!);
}

function restoreBundle(hook: Hook, saved: SavedBundle | null): void {
  if (saved === null) {
    if (hook.bundle !== null) hook.free();
    return;
  }
  const bundle = hook.fetchOrCreate();
  bundle.count = saved.count;
  bundle.revision = saved.revision;
  bundle.side = saved.side;
  bundle.removed = null;
  restoreEntries(bundle.active, saved.active);
  restoreEntries(bundle.peer, saved.peer);
}

/** Takes copies of the state of one set of tables, compares with them, and puts them back. */
export class Memory {
  readonly #tables: Tables;

  constructor(tables: Tables) {
    this.#tables = tables;
  }

  save(): Saved {
    const { progs, links, devices, hooks, files } = this.#tables;
    return {
      progRefs: progs.map((prog) => prog.refs),
      linkRefs: links.map((link) => link.refs),
      linkProgs: links.map((link) => link.prog),
      linkHooks: links.map((link) => link.hook),
      files: [...files],
      present: devices.map((device) => device.present),
      bundles: hooks.map(saveBundle),
    };
  }

  same(saved: Saved): boolean {
    const { progs, links, devices, hooks, files } = this.#tables;
    for (let at = 0; at < progs.length; at += 1) if (progs[at]!.refs !== saved.progRefs[at]) return false;
    for (let at = 0; at < links.length; at += 1) {
      const link = links[at]!;
      if (link.refs !== saved.linkRefs[at]) return false;
      if (link.prog !== saved.linkProgs[at] || link.hook !== saved.linkHooks[at]) return false;
    }
    if (!sameItems(files, saved.files)) return false;
    for (let at = 0; at < devices.length; at += 1) if (devices[at]!.present !== saved.present[at]) return false;
    for (let at = 0; at < hooks.length; at += 1) if (!sameBundle(hooks[at]!.bundle, saved.bundles[at]!)) return false;
    return true;
  }

  restore(saved: Saved): void {
    const { progs, links, devices, hooks, files } = this.#tables;
    for (let at = 0; at < progs.length; at += 1) progs[at]!.refs = saved.progRefs[at]!;
    for (let at = 0; at < links.length; at += 1) {
      const link = links[at]!;
      link.refs = saved.linkRefs[at]!;
      link.prog = saved.linkProgs[at]!;
      link.hook = saved.linkHooks[at]!;
    }
    for (let at = 0; at < files.length; at += 1) files[at] = saved.files[at]!;
    for (let at = 0; at < devices.length; at += 1) devices[at]!.present = saved.present[at]!;
    for (let at = 0; at < hooks.length; at += 1) restoreBundle(hooks[at]!, saved.bundles[at]!);
  }
}
