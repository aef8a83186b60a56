import { DEVICE, GONE, type Observation } from '../../spec/families/freplace/vocabulary/index.ts';
import type { Link, Prog } from './objects.ts';
import { linkNamed, progNamed, type System } from './system.ts';

/** What is to be seen of an object. Throws on a name that the universe has not. */
export function observe(system: System, name: string): Observation {
  if (name === DEVICE && system.universe.device) return { is: 'device', runs: system.deviceProg?.name ?? 'none' };
  if (system.linkNames.has(name)) return linkSeen(linkNamed(system, name));
  const prog = progNamed(system, name);
  if (!prog.lives) return GONE;
  return prog.kind === 'target' ? targetSeen(prog) : { is: 'program' };
}

/** The same, with what keeps it alive. */
export function look(system: System, name: string): Observation {
  const seen = observe(system, name);
  if (seen.is === 'gone' || seen.is === 'device') return seen;
  const held = seen.is === 'link' ? linkHeld(linkNamed(system, name)) : progHeld(system, progNamed(system, name));
  return { ...seen, held };
}

function linkSeen({ refs, prog, trampoline }: Link): Observation {
  if (refs === 0) return GONE;
  return {
    is: 'link',
    prog: prog!.name,
    target: trampoline?.prog.name ?? 'none',
    function: trampoline?.name ?? 'none',
  };
}

function targetSeen({ name, trampolines }: Prog): Observation {
  const answers = Object.fromEntries(
    trampolines.map(({ name: of, extension }) => [of, extension === null ? name : extension.prog!.name]),
  );
  const traced = trampolines
    .filter(({ tracers }) => tracers.length > 0)
    .map(({ name: of, tracers }) => [of, tracers.map(({ prog }) => prog!.name).sort()]);
  return { is: 'target', answers, ...(traced.length === 0 ? {} : { traced: Object.fromEntries(traced) }) };
}

function linkHeld({ hasFd, isPinned }: Link): readonly string[] {
  return [...(hasFd ? ['fd'] : []), ...(isPinned ? ['pin'] : [])];
}

function progHeld(system: System, prog: Prog): readonly string[] {
  const links = system.links.filter((link) => link.prog === prog || link.trampoline?.prog === prog);
  const savers = system.design.keeps === 'id' ? [] : system.progs.filter(({ saved }) => saved?.prog === prog);
  return [
    ...(prog.hasFd ? ['fd'] : []),
    ...(system.entry === prog ? ['array'] : []),
    ...(system.deviceProg === prog ? ['device'] : []),
    ...links.map(({ name }) => name).sort(),
    ...savers.map(({ name }) => `saved-${name}`).sort(),
    ...(prog.endedHolders > 0 ? ['grace'] : []),
  ];
}
