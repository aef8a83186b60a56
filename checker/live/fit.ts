import type { Profile } from '../../spec/profile.ts';
import type { Request } from '../../spec/semantics.ts';
import type { Machine } from '../../spec/vocabulary/machine.ts';
import type { TraceFile } from '../../traces/files.ts';
import { notForKernel } from '../../traces/not-for-kernel.ts';
import { isRevisionAlone, type Replayed, replaying } from '../../traces/replay.ts';
import { compareAlong } from '../decide/counterexample.ts';
import type { Deciding, FamilyFit, ProfileFit } from './fit-report.ts';
import { minimising } from './minimise.ts';
import { Remembering } from './remembering.ts';

/** A semantics that a machine may have, and the traces that no other one passes. */
export interface Candidate {
  readonly semantics: Profile;
  readonly suite: readonly TraceFile[];
}

/** Semantics about the same hooks. */
export interface Group {
  readonly family: string;
  readonly hook: string;
  readonly candidates: readonly Candidate[];
}

/** Where it stands. */
export interface FitProgress {
  readonly profile: string;
  readonly done: number;
  readonly of: number;
}

/** Why a machine cannot be taken through a trace, where an error says that; `undefined` for any other. */
export type Skips = (error: unknown) => string | undefined;

type Run<Result> = Generator<FitProgress, Result, boolean | undefined>;

/** The semantics, in the order that they come in, by family and kind of hook. */
export function grouped(candidates: readonly Candidate[]): readonly Group[] {
  const groups = new Map<string, Candidate[]>();
  for (const candidate of candidates) {
    const { family, uapi } = candidate.semantics;
    const key = `${family.name} ${uapi.hook}`;
    groups.set(key, [...(groups.get(key) ?? []), candidate]);
  }
  return [...groups.values()].map((each) => {
    const { family, uapi } = each[0]!.semantics;
    return { family: family.name, hook: uapi.hook, candidates: each };
  });
}

/**
 * Which of some semantics a machine has, by the traces of each; where it has none, the nearest one, and a difference from it with
 * as few requests as the machine itself lets it be. Answering a value with `true` ends it with what is known by then.
 */
export function* fitting({ family, hook, candidates }: Group, machine: Machine, skips: Skips): Run<FamilyFit> {
  const profiles: ProfileFit[] = [];
  const remembering = new Remembering(machine);
  for (const candidate of candidates) {
    const fit = yield* fitOf(candidate, remembering, skips);
    if (fit === undefined) return { family, hook, result: 'inconclusive', reason: 'interrupted', fits: [], profiles };
    profiles.push(fit);
  }
  const fits = profiles.filter(({ result }) => result === 'held').map(({ profile }) => profile);
  if (fits.length > 0) return { family, hook, result: 'held', fits, profiles };
  const nearest = nearestOf(profiles);
  if (nearest === undefined)
    return { family, hook, result: 'skipped', reason: 'no trace could be replayed', fits, profiles };
  const candidate = candidates.find(({ semantics }) => semantics.name === nearest.profile)!;
  const difference = yield* differenceFrom(candidate, nearest.deciding!, machine);
  return {
    family,
    hook,
    result: 'violated',
    fits,
    profiles,
    nearest: { profile: nearest.profile, ...(difference === undefined ? {} : { difference }) },
  };
}

/** Takes a machine through all traces of one semantics; nothing where it was ended. */
function* fitOf({ semantics, suite }: Candidate, machine: Machine, skips: Skips): Run<ProfileFit | undefined> {
  const failed: { readonly path: string; readonly replayed: Replayed }[] = [];
  let asked = 0;
  let skipped = 0;
  for (const [index, { path, trace }] of suite.entries()) {
    if (yield { profile: semantics.name, done: index, of: suite.length }) return undefined;
    if (notForKernel(trace) !== undefined) {
      skipped += 1;
      continue;
    }
    try {
      const run = replaying(trace, machine);
      let next = run.next();
      while (!next.done) next = run.next();
      asked += 1;
      if (!next.value!.ok) failed.push({ path, replayed: next.value! });
    } catch (error) {
      if (skips(error) === undefined) throw error;
      skipped += 1;
    }
  }
  const shortest = failed.toSorted(
    (a, b) =>
      Number(tellsLittle(a.replayed)) - Number(tellsLittle(b.replayed)) || lengthOf(a.replayed) - lengthOf(b.replayed),
  )[0];
  const rules = failed.map(({ replayed }) => replayed.steps.at(-1)!.step.expect.rule ?? 'none');
  return {
    profile: semantics.name,
    result: asked === 0 ? 'skipped' : failed.length === 0 ? 'held' : 'violated',
    traces: { asked, failed: failed.length, skipped },
    ...(shortest === undefined ? {} : { deciding: decidingBy(semantics, shortest.path, shortest.replayed) }),
    rules: [...new Set(rules)],
  };
}

/** Revisions alone tell less than anything else. */
const tellsLittle = ({ steps }: Replayed) => isRevisionAlone(steps.at(-1)!);

/** How much there is to read: steps first, then what is there before them. */
const lengthOf = ({ steps, trace }: Replayed) => steps.length * 1e6 + JSON.stringify(trace.universe).length;

function decidingBy({ family }: Profile, file: string, { trace, steps }: Replayed): Deciding {
  const { number, step, differences } = steps.at(-1)!;
  return {
    file,
    title: trace.title,
    step: number,
    request: family.words.request(step.request, 'several'),
    differences: [...differences],
  };
}

/** The semantics of which the smallest part of the traces fails. */
function nearestOf(profiles: readonly ProfileFit[]): ProfileFit | undefined {
  const share = ({ traces: { asked, failed } }: ProfileFit) => failed / asked;
  return profiles.filter(({ result }) => result === 'violated').toSorted((a, b) => share(a) - share(b))[0];
}

function* differenceFrom({ semantics, suite }: Candidate, { file, step }: Deciding, machine: Machine) {
  const { trace } = suite.find(({ path }) => path === file)!;
  const path = trace.steps.slice(0, step).map(({ request }) => request as Request);
  const run = minimising(semantics, machine, trace.universe, path, path);
  let next = run.next();
  while (!next.done) next = run.next(yield { profile: semantics.name, done: 0, of: next.value });
  if (next.value === undefined) return undefined; // it did not happen again
  const steps = [...next.value];
  const { rule, spec, model } = compareAlong(semantics, machine, trace.universe, steps).at(-1)!;
  return { rule, universe: trace.universe, steps, expected: spec, found: model! };
}
