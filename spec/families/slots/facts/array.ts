import { fact } from '../rules.ts';
import type { State } from '../state.ts';
import {
  type CallResult,
  CGROUP_ATTACH_TYPES,
  type CgroupAttachType,
  type HookName,
  type ProgName,
  type RequestOf,
  retvalOf,
  verdictOf,
} from '../vocabulary/index.ts';

type Run = RequestOf<'run'>;

/** What a cgroup's hook is attached as. */
export function attachTypeOf({ universe }: State, hook: HookName): CgroupAttachType {
  const place = universe.hooks[hook]!;
  if (place.kind !== 'cgroup') throw new RangeError(`hook ${hook}: expected a cgroup, found one of kind ${place.kind}`);
  return place.attachType;
}

/** The programs that run at a cgroup, in order: all of them, whatever they say. */
export const arrayAt = (state: State, hook: HookName): readonly ProgName[] => state.hooks[hook]!.effective;

/** The cgroup whose programs run: the one that the socket was made in, which may be dying. */
export const cgroupOf = ({ sockets }: State, { hook, socket }: Run): HookName => sockets[socket]?.hook ?? hook;

/** The programs of that cgroup, in order. */
export const arrayOf = (state: State, run: Run): readonly ProgName[] => arrayAt(state, cgroupOf(state, run));

/** Whether programs run for a socket of AF_UNIX: not those that see packets or addresses, but those that see options do. */
export const seesUnix = (attachType: CgroupAttachType): boolean => attachType.endsWith('sockopt');

/** Whether bit 0 of what a program returns is 0: it refuses. */
export const refuses = (state: State, prog: ProgName): boolean => (verdictOf(state.universe, prog) & 1) === 0;

/** Whether bit 1 is 1: it says congestion. */
export const saysCongestion = (state: State, prog: ProgName): boolean => (verdictOf(state.universe, prog) & 2) !== 0;

/** Whether programs run behind the kernel's own part of a call. */
export const isBehind = (state: State, hook: HookName): boolean => attachTypeOf(state, hook) === 'getsockopt';

/** Whether the kernel knows the option that a call is about; calls about no option have none to know. */
export const isKnown = (state: State, { hook, option }: Run): boolean =>
  option === 'known' || !['getsockopt', 'setsockopt'].includes(attachTypeOf(state, hook));

/** What the kernel's own part of a call comes to. */
export const ownResult = (state: State, request: Run): CallResult => (isKnown(state, request) ? 'ok' : 'ENOPROTOOPT');

/** What stands of a call, and who said it last. */
export interface Standing {
  readonly result: CallResult;
  readonly by: 'nobody' | 'kernel' | 'refusal' | 'retval';
}

const isErrno = (result: CallResult): boolean => typeof result === 'string' && result !== 'ok';

/** What stands after each program, in order; in front of them what the kernel said, where they run behind it. */
export function standings(state: State, request: Run): readonly [Standing, ...Standing[]] {
  const { hook } = request;
  const before = isBehind(state, hook) ? ownResult(state, request) : 'ok';
  let now: Standing = { result: before, by: before === 'ok' ? 'nobody' : 'kernel' };
  const all: [Standing, ...Standing[]] = [now];
  for (const prog of arrayOf(state, request)) {
    const set = retvalOf(state.universe, prog);
    if (set !== undefined) now = { result: set, by: 'retval' };
    if (refuses(state, prog) && !isErrno(now.result)) now = { result: 'EPERM', by: 'refusal' };
    all.push(now);
  }
  return all;
}

/** What the programs leave of a call. */
export const callResult = (state: State, request: Run): CallResult => standings(state, request).at(-1)!.result;

/** How a run of the programs for a call ends. */
function endOf(all: readonly [Standing, ...Standing[]]) {
  const { result, by } = all.at(-1)!;
  if (result === 'ok') return all.some((each) => each.result !== 'ok') ? 'undone' : 'allowed';
  if (typeof result === 'number') return 'value';
  return by === 'refusal' ? 'refused' : by === 'kernel' ? 'kernel-errno' : 'errno';
}

/** Whether programs run for a packet that leaves, for one that arrives, for a call in front of the kernel, or behind it. */
export const runFor = fact({
  field: 'for',
  values: ['packet-out', 'packet-in', 'call-in-front', 'call-behind'],
  reads: ['hook'],
  tell: (state, { hook }: Run) => {
    const attachType = attachTypeOf(state, hook);
    if (CGROUP_ATTACH_TYPES[attachType].sees === 'packet') return attachType === 'egress' ? 'packet-out' : 'packet-in';
    return isBehind(state, hook) ? 'call-behind' : 'call-in-front';
  },
});

/** Whether every program of the array returns with bit 0 set. */
export const allAllow = fact({
  field: 'allAllow',
  values: [true, false],
  reads: ['hook', 'socket'],
  tell: (state, run: Run) => !arrayOf(state, run).some((prog) => refuses(state, prog)),
});

/** Whether some program of the array returns with bit 1 set. */
export const congestion = fact({
  field: 'congestion',
  values: [false, true],
  reads: ['hook', 'socket'],
  tell: (state, run: Run) => arrayOf(state, run).some((prog) => saysCongestion(state, prog)),
});

/**
 * What the programs leave of a call: 0 that nobody touched, 0 that replaces an error or another value, the EPERM of a program
 * that returned 0, an errno that a program set, one that the kernel gave, or a value that is neither 0 nor an errno.
 */
export const end = fact({
  field: 'end',
  values: ['allowed', 'undone', 'refused', 'errno', 'kernel-errno', 'value'],
  reads: ['hook', 'option', 'socket'],
  tell: (state, request: Run) => endOf(standings(state, request)),
});
