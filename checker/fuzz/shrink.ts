import { Decider } from '../../spec/decide/decider.ts';
import type { Profile } from '../../spec/profile.ts';
import type { Request, Universe } from '../../spec/semantics.ts';
import { isUndefined } from '../../spec/vocabulary/outcome.ts';
import type { AsyncRun } from '../search/run.ts';
import { comesOf, type Leaving, startOver, type Target } from './difference.ts';

/** What is left of a sequence: the last request is the one with which the machine leaves the rules. */
export interface Shrunk {
  readonly universe: Universe;
  readonly steps: readonly Request[];
  readonly leaving: Leaving;
}

type Run<Result> = AsyncRun<number, Result>;

/** Makes requests, without those that make no sense, up to the first with which a machine leaves the rules, if there is one. */
async function* tried(
  semantics: Profile,
  target: Target,
  universe: Universe,
  requests: readonly Request[],
): Run<Shrunk | undefined> {
  const { family, keeping } = semantics;
  const decider = new Decider(semantics);
  let state = family.initial(universe, keeping);
  const steps: Request[] = [];
  const about = { profile: semantics.name, title: `mprog fuzz: ${requests.length} steps or fewer` };
  if ((await startOver(target, universe, about)) !== undefined) return undefined;
  for (const request of requests) {
    if (yield requests.length) return undefined;
    if (family.senseless?.(state, request) !== undefined) continue;
    const taken = decider.take(state, request);
    if (isUndefined(taken.rule.then.outcome)) continue;
    const came = await comesOf(family, universe, target, request, taken);
    if (came.skip !== undefined) continue;
    steps.push(request);
    if (came.leaving !== undefined) return { universe, steps, leaving: came.leaving };
    state = taken.after;
  }
  return undefined;
}

/**
 * The fewest requests with which a machine still leaves the rules that are found by leaving out halves, quarters, and so on, and at
 * last one after another; `undefined` where it does not happen again. A value is how many requests are tried; a caller that
 * answers `true` gets the fewest found by then.
 */
export async function* shrinking(
  semantics: Profile,
  target: Target,
  universe: Universe,
  requests: readonly Request[],
): Run<Shrunk | undefined> {
  let kept = yield* tried(semantics, target, universe, requests);
  if (kept === undefined) return undefined;
  let stopped = false;
  for (let size = Math.ceil(kept.steps.length / 2); size >= 1 && !stopped; ) {
    let shorter = false;
    for (let at = 0; at < kept.steps.length - 1 && !stopped; ) {
      const many = Math.min(size, kept.steps.length - 1 - at);
      const found: Shrunk | undefined = yield* tried(semantics, target, universe, kept.steps.toSpliced(at, many));
      if (found === undefined) at += size;
      else {
        kept = found;
        shorter = true;
      }
      stopped = (yield kept.steps.length) === true;
    }
    if (size === 1 && !shorter) break;
    size = size === 1 ? 1 : Math.ceil(size / 2);
  }
  const small = semantics.family.trimmed(universe, kept.steps);
  return (yield* tried(semantics, target, small, kept.steps)) ?? kept;
}
