import type { Link, LoadedAs, Prog, Trampoline } from './objects.ts';
import type { System } from './system.ts';

/** A program as it was, with what is at each of its functions. */
interface SavedProg {
  readonly refs: number;
  readonly id: number;
  readonly hasFd: boolean;
  readonly isExtended: boolean;
  readonly arrayMembers: number;
  readonly saved: Trampoline | null;
  readonly savedId: number;
  readonly verifiedAs: LoadedAs | null;
  readonly endedHolders: number;
  readonly extensions: readonly (Link | null)[];
  readonly tracers: readonly (readonly Link[])[];
}

type SavedLink = Readonly<Pick<Link, 'refs' | 'hasFd' | 'isPinned' | 'prog' | 'trampoline'>>;

/** Everything that a request can change, each as it was. The objects themselves are only pointed to. */
export interface Snapshot {
  readonly progs: readonly SavedProg[];
  readonly links: readonly SavedLink[];
  readonly nextId: number;
  readonly entry: Prog | null;
  readonly deviceProg: Prog | null;
}

/** Writes down everything that a request can change. */
export function save({ progs, links, nextId, entry, deviceProg }: System): Snapshot {
  return Object.freeze({ progs: progs.map(saveProg), links: links.map(saveLink), nextId, entry, deviceProg });
}

function saveProg(prog: Prog): SavedProg {
  const { refs, id, hasFd, isExtended, arrayMembers, saved, savedId, verifiedAs, endedHolders, trampolines } = prog;
  const extensions = trampolines.map(({ extension }) => extension);
  const tracers = trampolines.map(({ tracers: those }) => those);
  const own = { refs, id, hasFd, isExtended, arrayMembers, saved, savedId, verifiedAs, endedHolders };
  return { ...own, extensions, tracers };
}

function saveLink({ refs, hasFd, isPinned, prog, trampoline }: Link): SavedLink {
  return { refs, hasFd, isPinned, prog, trampoline };
}

/** Makes the system what it was when `saved` was written. */
export function restore(system: System, { progs, links, nextId, entry, deviceProg }: Snapshot): void {
  for (let index = 0; index < progs.length; index++) restoreProg(system.progs[index]!, progs[index]!);
  for (let index = 0; index < links.length; index++) Object.assign(system.links[index]!, links[index]!);
  system.nextId = nextId;
  system.entry = entry;
  system.deviceProg = deviceProg;
}

function restoreProg(prog: Prog, { extensions, tracers, ...own }: SavedProg): void {
  Object.assign(prog, own);
  for (let index = 0; index < extensions.length; index++) {
    prog.trampolines[index]!.extension = extensions[index]!;
    prog.trampolines[index]!.tracers = tracers[index]!;
  }
}

/** Whether the system is, in everything a request can change, what it was when `saved` was written. Allocates nothing. */
export function isSame(system: System, { progs, links, nextId, entry, deviceProg }: Snapshot): boolean {
  if (system.nextId !== nextId || system.entry !== entry || system.deviceProg !== deviceProg) return false;
  for (let index = 0; index < progs.length; index++) if (!isSameProg(system.progs[index]!, progs[index]!)) return false;
  for (let index = 0; index < links.length; index++) if (!isSameLink(system.links[index]!, links[index]!)) return false;
  return true;
}

function isSameProg(prog: Prog, saved: SavedProg): boolean {
  if (prog.refs !== saved.refs || prog.id !== saved.id || prog.hasFd !== saved.hasFd) return false;
  if (prog.isExtended !== saved.isExtended || prog.arrayMembers !== saved.arrayMembers) return false;
  if (prog.saved !== saved.saved || prog.savedId !== saved.savedId || prog.verifiedAs !== saved.verifiedAs)
    return false;
  if (prog.endedHolders !== saved.endedHolders) return false;
  for (let index = 0; index < prog.trampolines.length; index++) {
    const { extension, tracers } = prog.trampolines[index]!;
    if (extension !== saved.extensions[index] || tracers !== saved.tracers[index]) return false;
  }
  return true;
}

function isSameLink(link: Link, saved: SavedLink): boolean {
  if (link.refs !== saved.refs || link.hasFd !== saved.hasFd || link.isPinned !== saved.isPinned) return false;
  return link.prog === saved.prog && link.trampoline === saved.trampoline;
}
