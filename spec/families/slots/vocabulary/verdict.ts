import { z } from 'zod';
import { ERRNOS } from '../../../vocabulary/outcome.ts';
import { CGROUP_ATTACH_TYPES, type Hook, type ProgType, seesCalls, takenBy } from './hook.ts';
import type { ProgName } from './names.ts';

/**
 * What a system call comes to: `ok` (0), the name of the errno that its caller gets, or, of getsockopt alone, a number that is
 * neither 0 nor an errno (above 0 or below -4095), which the caller gets as it is.
 */
export const CallResult = z.union([z.enum(['ok', ...ERRNOS]), z.int().min(-0x80000000).max(0x7fffffff)]);
export type CallResult = z.infer<typeof CallResult>;

/**
 * What a program does where it is run: the value that it returns, and, of a program that is run for a system call, the result that
 * it sets before with bpf_set_retval(). A number alone is the value: such a program sets none.
 *
 * Of a packet at a cgroup bit 0 is 1 to allow and 0 to refuse, and bit 1 says congestion (egress alone: 0 to 3; ingress: 0 and 1).
 * Of a call 1 allows and 0 refuses. Sources: E1 to E7, H2 and H5 of what was seen of running.
 */
export const Verdict = z.union([
  z.int().min(-0x80000000).max(0x7fffffff),
  z.strictObject({ returns: z.int().min(0).max(1), retval: CallResult }),
]);
export type Verdict = Readonly<z.infer<typeof Verdict>>;

/** What a program of a list returns where nothing is said. Source: include/uapi/linux/bpf.h (TCX_NEXT, NETKIT_NEXT), v6.18. */
export const NEXT = -1;
/** What a program of a cgroup returns where nothing is said: it lets the packet or call through. */
export const ALLOW = 1;

interface Returning {
  readonly programs: Readonly<Record<ProgName, ProgType>>;
  readonly verdicts: Readonly<Record<ProgName, Verdict>>;
}

const isOfCgroup = (type: ProgType | undefined): boolean => type?.startsWith('cgroup_') === true;

/** The value that a program returns. */
export function verdictOf({ programs, verdicts }: Returning, prog: ProgName): number {
  const verdict = verdicts[prog];
  if (verdict === undefined) return isOfCgroup(programs[prog]) ? ALLOW : NEXT;
  return typeof verdict === 'number' ? verdict : verdict.returns;
}

/** What a program sets with bpf_set_retval() before it returns; `undefined`: it sets nothing. */
export function retvalOf({ verdicts }: Pick<Returning, 'verdicts'>, prog: ProgName): CallResult | undefined {
  const verdict = verdicts[prog];
  return typeof verdict === 'object' ? verdict.retval : undefined;
}

/** Errnos are called by their names, and 0 is `ok`. Source: include/linux/err.h (MAX_ERRNO), v6.18. */
const hasName = (retval: number): boolean => retval <= 0 && retval >= -4095;

/** Why no program of a type can have a verdict, where all hooks are as this one. */
export function impossible(verdict: Verdict, type: ProgType, hook: Hook | undefined): string | undefined {
  const place = hook !== undefined && takenBy(hook) === type ? hook : undefined;
  const attachType = place?.kind === 'cgroup' ? place.attachType : 'ingress';
  const found = JSON.stringify(verdict);
  if (typeof verdict === 'number') {
    const [least, most] = isOfCgroup(type) ? CGROUP_ATTACH_TYPES[attachType].returns : [verdict, verdict];
    if (verdict >= least && verdict <= most) return undefined;
    return `expected ${least} to ${most}, which a program of type ${type} at ${attachType} may return, found ${found}`;
  }
  if (place === undefined || !seesCalls(place))
    return `expected a number, because a program of type ${type} cannot call bpf_set_retval() here, found ${found}`;
  if (typeof verdict.retval !== 'number') return undefined;
  if (attachType === 'getsockopt' && !hasName(verdict.retval)) return undefined;
  return attachType === 'getsockopt'
    ? `expected "ok" for 0 and the name of an errno for -1 to -4095, found ${found}`
    : `expected a retval by name ("ok" or an errno), because only getsockopt hands on other values, found ${found}`;
}
