import { once } from '../../../once.ts';
import { withFields } from '../../../with-fields.ts';
import type { Flag, Observation, Request, Slot } from '../vocabulary/index.ts';
import { sameSlots } from './laws.ts';
import { type Judge, slotsSeen, type Trial, type TrialState } from './property.ts';
import { asProg, hooksThere, isPrefilled, said } from './trial-requests.ts';

const MIRRORED: Readonly<Record<string, Flag>> = { BEFORE: 'AFTER', AFTER: 'BEFORE', FIRST: 'LAST', LAST: 'FIRST' };
/** The flags themselves where they are of no end. */
const mirror = once((flags: readonly Flag[]): readonly Flag[] =>
  flags.some((flag) => flag in MIRRORED) ? flags.map((flag) => MIRRORED[flag] ?? flag) : flags,
);

/** The requests that make a list, one slot after another, of what nothing else holds. */
function building(trial: TrialState, hook: string, slots: readonly Slot[]): readonly (Request | undefined)[] {
  return slots.map(({ prog, link, flags = [] }) => {
    const kept = [...flags];
    return link === 'none'
      ? said(trial, { op: 'prog_attach', hook, prog: asProg(prog), flags: kept })
      : said(trial, { op: 'link_create', hook, link, prog: asProg(prog), flags: kept });
  });
}

const isComplete = (requests: readonly (Request | undefined)[]): requests is readonly Request[] =>
  !requests.includes(undefined);

const sameList = (a: readonly Slot[], b: readonly Slot[]) =>
  sameSlots(
    a,
    b.map((slot) => (slot.flags === undefined ? slot : withFields(slot, { flags: mirror(slot.flags).toSorted() }))),
  );

/** Whether an observation shows some slots, in the mode of another one. */
const isSameAs = (seen: Observation, other: Observation, slots: readonly Slot[]) =>
  seen.is === 'list' && other.is === 'list' && seen.mode === other.mode && sameSlots(seen.slots, slots);

/** Turns lists and requests round. */
function mirrored(trial: TrialState, judge: Judge): void {
  const { world, path } = trial;
  const [hook, ...rest] = hooksThere(world);
  if (hook === undefined || rest.some((other) => slotsSeen(world.hooks[other]).length > 0)) return;
  const slots = slotsSeen(world.hooks[hook]);
  if (isPrefilled(trial)) return;
  if (path.some(({ op }) => op !== 'prog_attach' && op !== 'link_create')) return;
  const back = slots
    .toReversed()
    .map((slot) => (slot.flags === undefined ? slot : withFields(slot, { flags: mirror(slot.flags) })));
  const reversed = building(trial, hook, back);
  if (!isComplete(reversed)) return;
  const made = reversed.length === 0 ? undefined : trial.afresh(...reversed).at(-1)!;
  if (made !== undefined && !isSameAs(made.after.hooks[hook]!, world.hooks[hook]!, back)) return;
  for (const came of trial.tried) {
    if (came.request.op !== 'prog_attach' && came.request.op !== 'prog_detach' && came.request.op !== 'link_create')
      continue;
    const flags = mirror(came.request.flags);
    if (flags === came.request.flags) continue;
    const turned = withFields<Request>(came.request, { flags });
    const other = trial.afresh(...reversed, turned).at(-1)!;
    const [one, two] = [came, other].map(({ after }) => slotsSeen(after.hooks[hook]));
    const same = came.outcome === other.outcome && sameList(one!, two!.toReversed());
    judge(same, () => ({ steps: [came.request], beside: [...reversed, turned] }));
  }
}

/** Properties of both ends of a list together. */
export const MIRROR_TRIALS = [
  {
    kind: 'trial',
    id: 'mirrored',
    sentence: 'BEFORE on a list and AFTER on the reversed list give reversed results; likewise FIRST and LAST.',
    why: 'the interface describes both ends in the same way and documents no preference',
    cases: mirrored,
  },
] as const satisfies readonly Trial[];
