import { type CallResult, retvalOf, verdictOf } from '../../spec/families/slots/vocabulary/index.ts';
import type { Prog } from '../machine/objects.ts';
import type { System } from './system.ts';

/** The bit of what a program returns that lets the packet or call through. */
const KEEP = 1;
/** The bit that says that there is congestion. */
const CONGESTED = 2;

/** What one pass over an array came to. */
export interface Pass {
  readonly ran: readonly Prog[];
  readonly retval: CallResult;
}

/** Runs an array, all of it, whoever refuses. The result starts as what the kernel has so far, and every program may change it. */
export function runArray(system: System, progs: readonly Prog[], soFar: CallResult): Pass {
  const ran: Prog[] = [];
  let retval = system.fault === 'run/starts-at-zero' ? 'ok' : soFar;
  for (const prog of progs) {
    ran.push(prog);
    const sets = retvalOf(system.universe, prog.name);
    if (sets !== undefined) retval = setRetval(system, retval, sets);
    if ((verdictOf(system.universe, prog.name) & KEEP) !== 0) {
      if (system.fault === 'run/last-one-decides') retval = 'ok';
      continue;
    }
    retval = refuse(system, retval);
    if (system.fault === 'run/stops-at-refusal') break;
  }
  return { ran, retval };
}

/** bpf_set_retval(): takes the place of whatever there was. */
function setRetval({ fault }: System, now: CallResult, sets: CallResult): CallResult {
  if (fault === 'run/first-errno-wins' && isErrno(now) && isErrno(sets)) return now;
  if (fault === 'run/refusal-stands' && isErrno(now) && !isErrno(sets)) return now;
  return sets;
}

/** A program returned 0: that is EPERM, unless there is an errno already. */
function refuse({ fault, differences }: System, now: CallResult): CallResult {
  if (fault === 'run/refusal-overwrites-errno' || !differences.setsRetval) return 'EPERM';
  if (fault === 'run/refusal-keeps-number' && typeof now === 'number') return now;
  return isErrno(now) ? now : 'EPERM';
}

/** A number is no errno: those have names. */
function isErrno(retval: CallResult): boolean {
  return typeof retval === 'string' && retval !== 'ok';
}

/** Whether a program said that there is congestion: one is enough. */
export function isCongested({ universe, fault }: System, ran: readonly Prog[]): boolean {
  const says = ({ name }: Prog) => (verdictOf(universe, name) & CONGESTED) !== 0;
  return fault === 'run/congestion-anded' ? ran.every(says) : ran.some(says);
}
