import { type Judge, slotsSeen, type Trial, type TrialState } from './property.ts';
import { asProg, hooksThere, isOpen, mustSucceed, named, spares } from './trial-requests.ts';

/** Replaces in place, and updates, everything in a full list. */
function changeInPlace(trial: TrialState, hook: string, judge: Judge): void {
  const [spare] = spares(trial.world, hook);
  if (spare === undefined) return;
  for (const { prog, link } of slotsSeen(trial.world.hooks[hook])) {
    if (link === 'none') {
      if (!isOpen(trial, named(prog))) continue;
      const fields = { prog: asProg(spare), flags: ['REPLACE' as const], replace: asProg(prog) };
      mustSucceed(trial, { op: 'prog_attach', hook, ...fields }, judge);
    } else mustSucceed(trial, { op: 'link_update', link: { is: 'link', name: link }, prog: asProg(spare) }, judge);
  }
}

/** Takes everything out of a full list, by name and by either end. */
function shrink(trial: TrialState, hook: string, judge: Judge): void {
  const slots = slotsSeen(trial.world.hooks[hook]);
  for (const { prog, link } of slots) {
    if (link !== 'none') mustSucceed(trial, { op: 'link_close', link }, judge);
    else if (isOpen(trial, named(prog))) mustSucceed(trial, { op: 'prog_detach', hook, prog: asProg(prog) }, judge);
  }
  if (trial.uapi.hook === 'cgroup') return; // no detach from a cgroup goes without a program
  const ends = [
    { slot: slots[0]!, flags: ['BEFORE' as const] },
    { slot: slots.at(-1)!, flags: ['AFTER' as const] },
  ];
  for (const { slot, flags } of ends)
    if (slot.link === 'none') mustSucceed(trial, { op: 'prog_detach', hook, flags }, judge);
}

/** The hooks whose list is as long as it may be. */
const fullHooks = ({ world }: TrialState) =>
  hooksThere(world).filter((hook) => slotsSeen(world.hooks[hook]).length === world.universe.capacity);

/** Properties of lists that are as long as they may be. */
export const FULL_LIST_TRIALS = [
  {
    kind: 'trial',
    id: 'full-list-changes-in-place',
    sentence: 'In a full list every program can be replaced, and every link updated.',
    why: 'a replacement in place needs no further slot',
    cases: (trial, judge) => {
      for (const hook of fullHooks(trial)) changeInPlace(trial, hook, judge);
    },
  },
  {
    kind: 'trial',
    id: 'full-list-shrinks',
    sentence:
      'In a full list every slot can be removed by name, and the first and the last also by place unless a link holds them.',
    why: 'whether a slot may be removed does not depend on the number of slots',
    cases: (trial, judge) => {
      for (const hook of fullHooks(trial)) shrink(trial, hook, judge);
    },
  },
] as const satisfies readonly Trial[];
