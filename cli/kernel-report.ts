import { toTell } from '../checker/decide/differing.ts';
import type { Askable } from '../checker/live/askable.ts';
import type { Visited } from '../checker/live/cross-check.ts';
import { ALARM, type KernelDifference, type KernelVerdict } from '../checker/live/kernel-verdict.ts';
import { confirmedIn, untestedIn } from '../checker/live/merge.ts';
import { kernelConfiguration } from '../kernel/kernel-configuration.ts';
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

/** The rules that were confirmed, with how often, and the names of what was told from a base. */
function seenBy({ visited }: PoolResult) {
  const confirmed = new Map<string, number>();
  const told = new Set<string>();
  for (const each of visited) {
    for (const [rule, times] of each.confirmed) confirmed.set(rule, (confirmed.get(rule) ?? 0) + times);
    for (const rule of each.apart) told.add(rule);
  }
  return { confirmed, told };
}

/** What of a scope is asked of no kernel. */
function unaskedIn({ leftOut }: Askable, scope: Scope, undefinedBehaviour: number): readonly string[] {
  const requests = plural(undefinedBehaviour, 'request');
  const why = `${requests} with undefined behaviour were not made: nothing is expected of them`;
  return [...leftOut([scope]), ...(undefinedBehaviour === 0 ? [] : [why])];
}

/** Why a run is no pass, but for what was not asked or not exercised. */
function reasonsIn({ interrupted, deaths }: PoolResult, unsure: readonly KernelDifference[]): readonly string[] {
  const untried = unsure.filter((each) => each.untried).length;
  const once = unsure.length - untried;
  return [
    ...(interrupted ? ['the run was interrupted'] : []),
    ...deaths,
    ...(once === 0 ? [] : [onceText(once)]),
    ...(untried === 0 ? [] : [untriedText(untried)]),
  ];
}

/** The kernel that was asked, and whether its log could be read. */
function kernelAsked(profile: string, log: boolean): KernelVerdict['kernel'] {
  const release = kernelRelease();
  return { release, intended: isForKernel(profile, release), configuration: kernelConfiguration(), log };
}

/** The verdict of a run of so many seconds. */
export function verdictOf(
  askable: Askable,
  { scope, change, keepGoing }: Assignment,
  pool: PoolResult,
  differences: readonly KernelDifference[],
  seconds: number,
  workers: number,
  part?: KernelVerdict['part'],
): KernelVerdict {
  const { semantics } = askable;
  const profile = profileOf(semantics);
  const { confirmed, told } = seenBy(pool);
  const sum = (counted: (visited: Visited) => number) => pool.visited.reduce((total, each) => total + counted(each), 0);
  const complete = pool.done === pool.planned && pool.deaths.length === 0 && !pool.interrupted;
  const violated = differences.some(({ reproduced }) => reproduced) || pool.alarms.length > 0;
  const unsure = differences.filter(({ reproduced }) => !reproduced);
  const isWhole = complete && unsure.length === 0;
  // A part cannot say that something was not exercised: another may have done so.
  const isOpen = violated || !isWhole || part !== undefined;
  const changed = change === undefined ? undefined : `${change.rule}=${change.errno}`;
  const untested = isOpen ? [] : untestedIn(toTell(semantics, profile), { confirmed, told }, changed);
  const unasked = unaskedIn(
    askable,
    scope,
    sum(({ undefinedBehaviour }) => undefinedBehaviour),
  );
  return {
    ...headOf('mprog-kernel-verdict', 2),
    profile,
    scope,
    result: violated ? 'violated' : isWhole && unasked.length === 0 && untested.length === 0 ? 'held' : 'inconclusive',
    seconds,
    ...(part === undefined ? {} : { part }),
    ...(changed === undefined ? {} : { changed }),
    kernel: kernelAsked(profile, pool.log),
    objects: semantics.family.objects?.(scope) ?? {},
    workers,
    states: { planned: pool.planned, visited: pool.done },
    transitions: sum(({ transitions }) => transitions),
    successes: sum(({ successes }) => successes),
    leftOut: sum(({ leftOut }) => leftOut),
    reasons: [
      ...reasonsIn(pool, unsure),
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
