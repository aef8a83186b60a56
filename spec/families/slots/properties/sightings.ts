import { ENDS_TARGET } from '../vocabulary/index.ts';
import { type Sighting, type StepFacts, slotsSeen } from './property.ts';

const lists = ({ after }: StepFacts) => Object.values(after.hooks).map(slotsSeen);

/** What is possible with every list. */
export const SIGHTINGS = [
  {
    kind: 'sometimes',
    id: 'list-fills-up',
    sentence: 'A list reaches its capacity.',
    source: 'include/linux/bpf_mprog.h: BPF_MPROG_MAX; kernel/bpf/cgroup.c: BPF_CGROUP_MAX_PROGS',
    seen: (facts) =>
      facts.outcome === 'ok' && lists(facts).some((slots) => slots.length === facts.after.universe.capacity),
  },
  {
    kind: 'sometimes',
    id: 'list-becomes-empty',
    sentence: 'A list can become empty by the removal of its only slot.',
    why: 'a tool that cleans up after itself must be able to',
    seen: ({ before, after, request }) =>
      !ENDS_TARGET.has(request.op) &&
      Object.keys(before.hooks).some(
        (hook) => slotsSeen(before.hooks[hook]).length === 1 && slotsSeen(after.hooks[hook]).length === 0,
      ),
  },
] as const satisfies readonly Sighting[];

/** What is possible where there are links and revisions. */
export const LINK_SIGHTINGS = [
  {
    kind: 'sometimes',
    id: 'links-beside-programs',
    sentence: 'A link and a directly attached program are in one list.',
    source: 'commit e420bed02507 (tcx): both ways to attach can be used side by side',
    seen: (facts) =>
      lists(facts).some(
        (slots) => slots.some(({ link }) => link !== 'none') && slots.some(({ link }) => link === 'none'),
      ),
  },
  {
    kind: 'sometimes',
    id: 'revision-decides',
    sentence: 'A request fails because its expected revision is not the current one.',
    source: 'commit 053c8e1f235d (bpf_mprog): ESTALE',
    seen: ({ outcome }) => outcome === 'ESTALE',
  },
] as const satisfies readonly Sighting[];

/** What is possible where directives can be combined. */
export const COMBINING_SIGHTINGS = [
  {
    kind: 'sometimes',
    id: 'directives-combine',
    sentence: 'A request with REPLACE and a position succeeds.',
    source: 'commit 053c8e1f235d (bpf_mprog): directives can be combined, and must then mean one index',
    seen: ({ request, outcome }) =>
      outcome === 'ok' &&
      request.op === 'prog_attach' &&
      request.flags.includes('REPLACE') &&
      (request.flags.includes('BEFORE') || request.flags.includes('AFTER')),
  },
] as const satisfies readonly Sighting[];
