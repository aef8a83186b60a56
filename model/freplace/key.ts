import type { Rename } from '../machine/objects-key.ts';
import type { Link, LoadedAs, Prog, Trampoline } from './objects.ts';
import type { System } from './system.ts';

/**
 * The state as text, sorted by the new names, so that states that differ only in who is called what have equal texts. Ids are
 * told by what has them: an id that was saved is that of the program of this name, or nobody's.
 */
export function keyOf(system: System, rename: Rename): string {
  const progs = system.progs.map((prog) => progKey(prog, rename)).sort();
  const links = system.links.map((link) => linkKey(link, rename)).sort();
  const [entry, runs] = [nameOf(system.entry, rename), nameOf(system.deviceProg, rename)];
  return `${progs.join(' ')}|${links.join(' ')}|${entry}|${runs}`;
}

function nameOf(object: Prog | Link | null, rename: Rename): string {
  return object === null ? '' : rename(object.name);
}

function functionKey(trampoline: Trampoline | null, rename: Rename): string {
  return trampoline === null ? '' : `${rename(trampoline.prog.name)}.${trampoline.name}`;
}

function progKey(prog: Prog, rename: Rename): string {
  const { name, refs, hasFd, isExtended, arrayMembers, saved, savedId, verifiedAs, endedHolders } = prog;
  const marks = `${prog.lives ? 'i' : ''}${hasFd ? 'f' : ''}${isExtended ? 'x' : ''}`;
  const gone = saved !== null && saved.prog.id !== savedId ? '!' : '';
  // A grace period lets go of all that have ended at once: how many they are makes no difference.
  const ended = Math.min(endedHolders, 1);
  const counts = `${refs - endedHolders + ended}/${arrayMembers}/${ended}`;
  const at = prog.trampolines.map((trampoline) => placeKey(trampoline, rename)).filter((text) => text !== '');
  return `${rename(name)}:${marks}:${counts}:${functionKey(saved, rename)}${gone}:${asKey(verifiedAs)}:${at.join(',')}`;
}

/** What is at a function; nothing where that is the function itself. */
function placeKey({ name, extension, tracers }: Trampoline, rename: Rename): string {
  if (extension === null && tracers.length === 0) return '';
  const traced = tracers.map((link) => rename(link.name)).sort();
  return `${name}=${nameOf(extension, rename)}+${traced.join('+')}`;
}

function asKey(loadedAs: LoadedAs | null): string {
  return loadedAs === null ? '' : `${loadedAs.type}/${loadedAs.expected}`;
}

function linkKey({ name, refs, hasFd, isPinned, prog, trampoline }: Link, rename: Rename): string {
  const marks = `${hasFd ? 'f' : ''}${isPinned ? 'p' : ''}`;
  return `${rename(name)}:${refs}${marks}:${nameOf(prog, rename)}@${functionKey(trampoline, rename)}`;
}
