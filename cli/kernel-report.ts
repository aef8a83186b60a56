import { toTell, untestedTexts } from '../checker/decide/differing.ts';
import type { Askable } from '../checker/live/askable.ts';
import type { Visited } from '../checker/live/cross-check.ts';
import { ALARM, type KernelDifference, type KernelVerdict } from '../checker/live/kernel-verdict.ts';
import { confirmedIn } from '../checker/live/merge.ts';
import { kernelConfiguration } from '../kernel/kernel-configuration.ts';
import { KernelLog } from '../kernel/kernel-log.ts';
import { kernelRelease } from '../kernel/kernel-machine.ts';
import { isForKernel } from '../spec/families/kernels.ts';
import { type Profile, rulesOf } from '../spec/profile.ts';
import type { Rule } from '../spec/rule.ts';
import type { Scope } from '../spec/semantics.ts';
import { isUndefined } from '../spec/vocabulary/outcome.ts';
import { headOf } from '../traces/report-head.ts';
import type { Assignment } from './kernel-orders.ts';
import type { PoolResult } from './kernel-pool.ts';
import { plural } from './text/output.ts';

/** The name of the semantics; where a rule was changed, of the one it was made from. */
const profileOf = ({ name }: Profile) => name.split(' ')[0]!;

/** The verdict of a run of so many seconds. */
export function verdictOf(
  { semantics, leftOut }: Askable,
  { scope, change, keepGoing }: Assignment,
  pool: PoolResult,
  differences: readonly KernelDifference[],
  seconds: number,
  workers: number,
  part?: KernelVerdict['part'],
): KernelVerdict {
  const confirmed = new Map<string, number>();
  const told = new Set<string>();
  for (const visited of pool.visited) {
    for (const [rule, times] of visited.confirmed) confirmed.set(rule, (confirmed.get(rule) ?? 0) + times);
    for (const rule of visited.apart) told.add(rule);
  }
  const sum = (counted: (visited: Visited) => number) => pool.visited.reduce((total, each) => total + counted(each), 0);
  const undefinedBehaviour = sum((visited) => visited.undefinedBehaviour);
  const unasked = [
    ...leftOut([scope]),
    ...(undefinedBehaviour === 0
      ? []
      : [
          `${plural(undefinedBehaviour, 'request')} with undefined behaviour were not made: nothing is expected of them`,
        ]),
  ];
  const complete = pool.done === pool.planned && pool.deaths.length === 0 && !pool.interrupted;
  const violated = differences.some(({ reproduced }) => reproduced) || pool.alarms.length > 0;
  const unsure = differences.filter(({ reproduced }) => !reproduced);
  const once = unsure.filter(({ untried }) => !untried);
  const isWhole = complete && unsure.length === 0;
  // A part cannot say that something was not exercised: another may have done so.
  const isOpen = violated || !isWhole || part !== undefined;
  const untested = isOpen ? [] : untestedTexts(toTell(semantics, profileOf(semantics)), { confirmed, told }, 'scope');
  const log = KernelLog.open();
  log?.close();
  return {
    ...headOf('mprog-kernel-verdict', 2),
    profile: profileOf(semantics),
    scope,
    result: violated ? 'violated' : isWhole && unasked.length === 0 && untested.length === 0 ? 'held' : 'inconclusive',
    seconds,
    ...(part === undefined ? {} : { part }),
    ...(change === undefined ? {} : { changed: `${change.rule}=${change.errno}` }),
    kernel: {
      release: kernelRelease(),
      intended: isForKernel(profileOf(semantics), kernelRelease()),
      configuration: kernelConfiguration(),
      log: log !== undefined,
    },
    objects: semantics.family.objects?.(scope) ?? {},
    workers,
    states: { planned: pool.planned, visited: pool.done },
    transitions: sum((visited) => visited.transitions),
    successes: sum((visited) => visited.successes),
    leftOut: sum((visited) => visited.leftOut),
    reasons: [
      ...(pool.interrupted ? ['the run was interrupted'] : []),
      ...pool.deaths,
      ...(once.length === 0 ? [] : [onceText(once.length)]),
      ...(unsure.length > once.length ? [untriedText(unsure.length - once.length)] : []),
      ...unasked,
      ...untested,
      ...pool.alarms.map(({ lines, request }) => `${ALARM}${lines.join(' / ')} (raised by: ${request})`),
    ],
    ...confirmedIn(
      rulesOf(semantics).map(({ id }) => id),
      { confirmed, told },
    ),
    notExercised: rulesOf(semantics)
      .filter(({ id }) => !confirmed.has(id) && !differences.some(({ rule }) => rule === id))
      .map((rule) => ({
        rule: rule.id,
        reason: reasonFor(semantics, rule, scope, complete && (keepGoing || !violated)),
      })),
    differences: [...differences],
  };
}

/** That differences did not happen again, and what may be behind that. */
const onceText = (many: number) =>
  `${plural(many, 'difference')} did not happen again: another process may have held a link or a program for a moment, or the kernel does it at times; run it again`;

/** That differences were not tried again. */
const untriedText = (many: number) => `${plural(many, 'difference')} could not be tried again before the run ended`;

/** Why a rule was not confirmed. */
function reasonFor({ family }: Profile, { id, then }: Rule, scope: Scope, complete: boolean): string {
  if (isUndefined(then.outcome)) return 'undefined behaviour: a request that it decides is not made';
  const needed = family.needs?.(id, scope);
  if (needed !== undefined) return needed;
  return complete
    ? 'no state and request of this scope leads to it'
    : 'the run ended before any state that leads to it was done';
}
