import { EBUSY, OK, type Plain } from '../machine/replies.ts';
import { type Link, NO_LINKS, type Prog, type Trampoline } from './objects.ts';
import type { System } from './system.ts';

/** Whether a program may be called at a function, or in its place; if so, the target of an extension is marked. */
export function admit(system: System, trampoline: Trampoline, prog: Prog): Plain {
  const { fault } = system;
  const { extension, tracers } = trampoline;
  if (prog.kind !== 'ext') {
    if (extension !== null && fault !== 'function/fentry-over-extension') return EBUSY;
    return tracers.some((other) => other.prog === prog) ? EBUSY : OK;
  }
  if (extension !== null && fault !== 'function/second-extension') return EBUSY;
  if (tracers.length > 0 && fault !== 'function/extension-over-fentry') return EBUSY;
  return markExtended(system, trampoline);
}

/** Marks a target as extended, so that it can be in no prog_array, unless it is in one. */
function markExtended({ fault }: System, { prog, name }: Trampoline): Plain {
  if (fault === 'extended/refusal-sets') prog.isExtended = true;
  if (prog.arrayMembers > 0 && fault !== 'array/members-unseen') return EBUSY;
  if (name !== 'main' || fault !== 'extended/main-unmarked') prog.isExtended = true;
  return OK;
}

/** Lets the program of a link be called at a function, or in its place. */
export function install(trampoline: Trampoline, link: Link, prog: Prog): void {
  if (prog.kind === 'ext') trampoline.extension = link;
  else trampoline.tracers = [...trampoline.tracers, link];
}

/** Takes it off the function again. */
export function remove(system: System, trampoline: Trampoline, link: Link): void {
  if (trampoline.tracers.includes(link)) {
    const others = trampoline.tracers.filter((other) => other !== link);
    trampoline.tracers = others.length === 0 ? NO_LINKS : others;
    return;
  }
  // Only a fault lets a second extension in.
  if (trampoline.extension === link) trampoline.extension = null;
  if (system.fault !== 'extended/never-cleared') trampoline.prog.isExtended = false;
}

/** Gives the function of one link to another of the same program; at no moment is it without. */
export function passOn(trampoline: Trampoline, from: Link, link: Link): void {
  if (trampoline.extension === from) {
    trampoline.extension = link;
    // What the link had before may have been another function of the same program.
    trampoline.prog.isExtended = true;
  } else trampoline.tracers = trampoline.tracers.map((other) => (other === from ? link : other));
}
