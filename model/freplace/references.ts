import type { Link, Prog } from './objects.ts';
import type { System } from './system.ts';
import { remove } from './trampoline.ts';

/** Drops a reference on a program; the last one frees it. */
export function putProg(system: System, prog: Prog): void {
  prog.refs--;
  if (prog.refs === 0) freeProg(system, prog);
}

/** A program ends: its id names nothing from now on. What it saved is let go of when nobody can be running it any more. */
function freeProg(system: System, prog: Prog): void {
  prog.id = 0;
  prog.isExtended = false;
  prog.verifiedAs = null;
  const { saved } = prog;
  prog.saved = null;
  prog.savedId = 0;
  if (saved === null || !holdsSaved(system) || system.fault === 'free/saved-kept') return;
  if (system.universe.grace && system.fault !== 'free/does-not-wait') saved.prog.endedHolders++;
  else putProg(system, saved.prog);
}

/** Whether a saved target counts as a reference on its program. */
export function holdsSaved({ design, fault }: System): boolean {
  return design.keeps !== 'id' && fault !== 'load/saves-without-reference';
}

/** A grace period ends. What is freed by that lets go of its own saved target one grace period later. */
export function endGracePeriod(system: System): void {
  const { progs } = system;
  const ended = progs.map(({ endedHolders }) => endedHolders);
  for (const prog of progs) prog.endedHolders = 0;
  for (const [index, prog] of progs.entries())
    for (let count = 0; count < ended[index]!; count++) putProg(system, prog);
}

/** Drops a reference on a link; the last one detaches and frees it, and lets go of its target and its program. */
export function putLink(system: System, link: Link): void {
  link.refs--;
  if (link.refs !== 0) return;
  releaseFunction(system, link);
  const prog = link.prog!;
  link.prog = null;
  if (system.fault !== 'close/program-kept') putProg(system, prog);
}

/** Detaches a link from its function, if it has one. */
export function releaseFunction(system: System, link: Link): void {
  const { trampoline } = link;
  if (trampoline === null) return;
  link.trampoline = null;
  remove(system, trampoline, link);
  const { prog } = trampoline;
  if (system.fault === 'close/target-kept') return;
  putProg(system, prog);
  // A second time, though somebody else has it open.
  if (system.fault === 'close/target-put-twice' && prog.hasFd) putProg(system, prog);
}
