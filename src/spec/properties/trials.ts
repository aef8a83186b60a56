import type { Field } from '../situation.ts';
import type { Flag, Observation, Relative, Request, RequestInput, Slot } from '../vocabulary/index.ts';
import { hookOf, sameSlots, sameWorld } from './laws.ts';
import { type Bench, type Judge, slotsSeen, type Trial, type Tried } from './property.ts';
import { asProg, asRelative, hooksThere, said, spares } from './trial-requests.ts';

/** Whether two requests of one state came out the same. */
const sameResult = (a: Tried, b: Tried) => a.outcome === b.outcome && sameWorld(a.after, b.after);

const NONE = { is: 'none' } as const;

/** Directives with the relative they are about. */
interface Assertion {
  readonly flags: readonly Flag[];
  readonly relative: Relative;
}

/** What is true of the place of a slot in regard to the ends of its list. */
function atEnds(slots: readonly Slot[], at: number): readonly Assertion[] {
  return [
    ...(at === 0 ? [{ flags: ['BEFORE'], relative: NONE } as const] : []),
    ...(at === slots.length - 1 ? [{ flags: ['AFTER'], relative: NONE } as const] : []),
  ];
}

/** What is true of the place of a slot in regard to its neighbours. */
function besideNeighbours(slots: readonly Slot[], at: number): readonly Assertion[] {
  const [previous, next] = [slots[at - 1], slots[at + 1]];
  return [
    ...(next === undefined ? [] : [{ flags: ['BEFORE'], relative: asRelative(next) } as const]),
    ...(previous === undefined ? [] : [{ flags: ['AFTER'], relative: asRelative(previous) } as const]),
  ];
}

/** Puts a request to the judge: it must be let through. */
function mustSucceed(bench: Bench, input: RequestInput, judge: Judge): void {
  const wanted = said(bench, input);
  if (wanted === undefined) return;
  const [came] = bench.attempt(wanted);
  judge(came!.outcome === 'ok', () => ({ steps: [wanted] }));
}

/** Replaces and detaches every directly attached program, saying something true of its place. */
function assertPlaces(
  bench: Bench,
  judge: Judge,
  truths: (slots: readonly Slot[], at: number) => readonly Assertion[],
): void {
  for (const hook of hooksThere(bench.world)) {
    const slots = slotsSeen(bench.world.hooks[hook]);
    const [spare] = spares(bench.world, hook);
    slots.forEach(({ prog, link }, at) => {
      if (link !== 'none' || !isOpen(bench, named(prog))) return;
      for (const { flags, relative } of truths(slots, at)) {
        if (relative.is !== 'none' && !isOpen(bench, relative)) continue;
        mustSucceed(bench, { op: 'prog_detach', hook, prog: asProg(prog), flags: [...flags], relative }, judge);
        if (spare === undefined) continue;
        const replaced = {
          prog: asProg(spare),
          flags: ['REPLACE' as const, ...flags],
          relative,
          replace: asProg(prog),
        };
        mustSucceed(bench, { op: 'prog_attach', hook, ...replaced }, judge);
      }
    });
  }
}

/** Replaces in place, and updates, everything in a full list. */
function changeInPlace(bench: Bench, hook: string, judge: Judge): void {
  const [spare] = spares(bench.world, hook);
  if (spare === undefined) return;
  for (const { prog, link } of slotsSeen(bench.world.hooks[hook])) {
    if (link === 'none') {
      if (!isOpen(bench, named(prog))) continue;
      const fields = { prog: asProg(spare), flags: ['REPLACE' as const], replace: asProg(prog) };
      mustSucceed(bench, { op: 'prog_attach', hook, ...fields }, judge);
    } else mustSucceed(bench, { op: 'link_update', link: { is: 'link', name: link }, prog: asProg(spare) }, judge);
  }
}

/** Takes everything out of a full list, by name and by either end. */
function shrink(bench: Bench, hook: string, judge: Judge): void {
  const slots = slotsSeen(bench.world.hooks[hook]);
  for (const { prog, link } of slots) {
    if (link !== 'none') mustSucceed(bench, { op: 'link_close', link }, judge);
    else if (isOpen(bench, named(prog))) mustSucceed(bench, { op: 'prog_detach', hook, prog: asProg(prog) }, judge);
  }
  if (bench.uapi.hook === 'cgroup') return; // no detach from a cgroup goes without a program
  const ends = [
    { slot: slots[0]!, flags: ['BEFORE' as const] },
    { slot: slots.at(-1)!, flags: ['AFTER' as const] },
  ];
  for (const { slot, flags } of ends)
    if (slot.link === 'none') mustSucceed(bench, { op: 'prog_detach', hook, flags }, judge);
}

/** Whether a list had slots before the first request: what is true of it does not depend on its length. */
const isPrefilled = ({ world }: Bench) => Object.values(world.universe.prefill).flat().length > 0;

/** The hooks whose list is as long as it may be. */
const fullHooks = ({ world }: Bench) =>
  hooksThere(world).filter((hook) => slotsSeen(world.hooks[hook]).length === world.universe.capacity);

/** What undoes an attach or a link create. */
function undoing(request: Request): Request | undefined {
  if (request.op === 'link_create') return { op: 'link_close', link: request.link };
  if (request.op !== 'prog_attach' || request.flags.includes('REPLACE') || request.prog.is !== 'prog') return undefined;
  const { hook, prog } = request;
  return { op: 'prog_detach', hook, prog, flags: [], relative: NONE, replace: NONE, revision: 'none' };
}

/** Whether an object is named by an fd that is open. */
function isOpen({ world, path }: Bench, relative: Relative): boolean {
  if (relative.is === 'link') return world.links[relative.name] !== 'absent';
  if (relative.is !== 'prog') return false;
  return !path.some((past) => past.op === 'prog_close' && past.prog === relative.name);
}

/** A request with two programs called by each other's name. */
function swapped<T>(value: T, a: string, b: string): T {
  const renamed = (name: string) => (name === a ? b : name === b ? a : name);
  const turn = (each: unknown): unknown => {
    if (typeof each === 'string') return renamed(each);
    if (Array.isArray(each)) return each.map(turn);
    if (typeof each !== 'object' || each === null) return each;
    return Object.fromEntries(Object.entries(each).map(([name, inner]) => [renamed(name), turn(inner)]));
  };
  return turn(value) as T;
}

/** Every value a request may give to a field that it leaves empty, naming objects that live and are of the right kind. */
function others(bench: Bench, request: Request, field: string): readonly unknown[] {
  const hook = hookOf(request) ?? Object.keys(bench.world.hooks)[0]!;
  const { universe, links, references } = bench.world;
  const type = universe.programs[spares(bench.world, hook)[0] ?? ''];
  const progs = Object.keys(universe.programs).filter(
    (prog) => universe.programs[prog] === type && references[prog]! > 0 && isOpen(bench, named(prog)),
  );
  if (field === 'revision') return ['current', 'stale'];
  if (field !== 'relative') return progs.map(asProg);
  const existing = universe.links.filter((link) => links[link] !== 'absent');
  return [...progs.map(named), ...existing.map((name) => ({ is: 'link', name, by: 'fd' }))];
}

const named = (name: string): Relative => ({ is: 'prog', name, by: 'fd' });

/** Tries whether a field that a successful request leaves empty could be set to anything, with the very same result. */
function setInVain(bench: Bench, came: Tried, field: Field, judge: Judge): void {
  if (!(bench.uapi.fields[came.request.op] ?? []).includes(field)) return;
  const left = (came.request as unknown as Record<string, unknown>)[field];
  if (left !== 'none' && (left as Relative).is !== 'none') return;
  const set = others(bench, came.request, field).map((value) => ({ ...came.request, [field]: value }) as Request);
  if (set.length < 2) return;
  const ignored = set.every((each) => sameResult(bench.attempt(each)[0]!, came));
  judge(!ignored, () => ({ steps: [set[0]!] }));
}

/** A field that is set has a say. */
function notIgnored(field: keyof typeof FIELD_WORDS) {
  return {
    kind: 'trial',
    id: `set-${field}-counts`,
    sentence: `No request takes ${FIELD_WORDS[field]} that has no say: not every value that it may have leads to the result of leaving it out.`,
    why: 'whoever sets a field means something by it, and is to be told where it means nothing',
    cases: (bench, judge) => {
      for (const came of bench.tried) if (came.outcome === 'ok') setInVain(bench, came, field, judge);
    },
  } as const satisfies Trial;
}

const FIELD_WORDS = {
  relative: 'a relative',
  replace: 'a program to replace',
  old: 'an old program',
  revision: 'an expected revision',
} as const;

const MIRRORED: Readonly<Record<string, Flag>> = { BEFORE: 'AFTER', AFTER: 'BEFORE', FIRST: 'LAST', LAST: 'FIRST' };
const mirror = (flags: readonly Flag[]): Flag[] => flags.map((flag) => MIRRORED[flag] ?? flag);

/** The requests that make a list, one slot after another, of what nothing else holds. */
function building(bench: Bench, hook: string, slots: readonly Slot[]): readonly (Request | undefined)[] {
  return slots.map(({ prog, link, flags = [] }) => {
    const kept = [...flags];
    return link === 'none'
      ? said(bench, { op: 'prog_attach', hook, prog: asProg(prog), flags: kept })
      : said(bench, { op: 'link_create', hook, link, prog: asProg(prog), flags: kept });
  });
}

const isComplete = (requests: readonly (Request | undefined)[]): requests is readonly Request[] =>
  !requests.includes(undefined);

const sameList = (a: readonly Slot[], b: readonly Slot[]) =>
  sameSlots(
    a,
    b.map((slot) => (slot.flags === undefined ? slot : { ...slot, flags: mirror(slot.flags).toSorted() })),
  );

/** Whether an observation shows some slots, in the mode of another one. */
const isSameAs = (seen: Observation, other: Observation, slots: readonly Slot[]) =>
  seen.is === 'list' && other.is === 'list' && seen.mode === other.mode && sameSlots(seen.slots, slots);

/** Turns lists and requests round. */
function mirrored(bench: Bench, judge: Judge): void {
  const { world, path } = bench;
  const [hook, ...rest] = hooksThere(world);
  if (hook === undefined || rest.some((other) => slotsSeen(world.hooks[other]).length > 0)) return;
  const slots = slotsSeen(world.hooks[hook]);
  if (isPrefilled(bench)) return;
  if (path.some(({ op }) => op !== 'prog_attach' && op !== 'link_create')) return;
  const back = slots.toReversed().map((slot) => ({ ...slot, ...(slot.flags ? { flags: mirror(slot.flags) } : {}) }));
  const reversed = building(bench, hook, back);
  if (!isComplete(reversed)) return;
  const made = reversed.length === 0 ? undefined : bench.afresh(...reversed).at(-1)!;
  if (made !== undefined && !isSameAs(made.after.hooks[hook]!, world.hooks[hook]!, back)) return;
  for (const came of bench.tried) {
    if (came.request.op !== 'prog_attach' && came.request.op !== 'prog_detach' && came.request.op !== 'link_create')
      continue;
    const flags = mirror(came.request.flags);
    if (String(flags) === String(came.request.flags)) continue;
    const turned = { ...came.request, flags } as Request;
    const other = bench.afresh(...reversed, turned).at(-1)!;
    const [one, two] = [came, other].map(({ after }) => slotsSeen(after.hooks[hook]));
    const same = came.outcome === other.outcome && sameList(one!, two!.toReversed());
    judge(same, () => ({ steps: [came.request], beside: [...reversed, turned] }));
  }
}

/** Properties of what would come of requests in a state. */
export const TRIALS = [
  {
    kind: 'trial',
    id: 'unknown-flags-refused',
    sentence: 'A request that would succeed fails when a flag is added that its command does not know.',
    why: 'bpf(2) commands refuse what they do not know, so that a bit can be given a meaning later',
    cases: (bench, judge) => {
      for (const { request, outcome } of bench.tried) {
        if (outcome !== 'ok') continue;
        const more =
          request.op === 'prog_query'
            ? ({ ...request, queryFlags: 'UNKNOWN' } as const)
            : 'flags' in request && ({ ...request, flags: [...request.flags, 'UNKNOWN'] } as Request);
        if (more !== false) judge(bench.attempt(more)[0]!.outcome !== 'ok', () => ({ steps: [more] }));
      }
    },
  },
  {
    kind: 'trial',
    id: 'true-end-accepted',
    sentence:
      'A program can be replaced, or detached, by a request that says truly that it is the first, or the last, of the list.',
    why: 'BEFORE without a relative puts a program first and AFTER last, so a user says with them that it is there still',
    cases: (bench, judge) => assertPlaces(bench, judge, atEnds),
  },
  {
    kind: 'trial',
    id: 'true-neighbour-accepted',
    sentence:
      'A program can be replaced, or detached, by a request that says truly which object it is right in front of, or right behind.',
    source: 'commit 053c8e1f235d (bpf_mprog): directives can be combined, and must then mean one index',
    cases: (bench, judge) => assertPlaces(bench, judge, besideNeighbours),
  },
  {
    kind: 'trial',
    id: 'attach-then-detach-restores',
    sentence: 'Attaching without REPLACE and detaching the same program, or closing the link, restores the list.',
    why: 'a program that comes and goes is no reason for others to be gone, or to run in another order',
    cases: (bench, judge) => {
      for (const { request, outcome, before } of bench.tried) {
        const undo = outcome === 'ok' ? undoing(request) : undefined;
        if (undo === undefined) continue;
        const last = bench.attempt(request, undo).at(-1)!;
        const same = hooksThere(before).every((hook) =>
          sameSlots(slotsSeen(before.hooks[hook]), slotsSeen(last.after.hooks[hook])),
        );
        judge(last.outcome === 'ok' && same, () => ({ steps: [request, undo] }));
      }
    },
  },
  {
    kind: 'trial',
    id: 'fd-or-id',
    sentence: 'It makes no difference whether the relative is named by fd or by id.',
    source: 'include/uapi/linux/bpf.h: relative_fd and relative_id are one field, BPF_F_ID says which it is',
    cases: (bench, judge) => {
      for (const came of bench.tried) {
        if (!('relative' in came.request)) continue;
        const { relative } = came.request;
        if (!('by' in relative) || relative.by === 'id' || !isOpen(bench, relative)) continue;
        const other = { ...came.request, relative: { ...relative, by: 'id' } } as Request;
        const same = sameResult(bench.attempt(other)[0]!, came);
        judge(same, () => (came.outcome === 'ok' ? { steps: [other] } : { steps: [came.request, other] }));
      }
    },
  },
  {
    kind: 'trial',
    id: 'names-do-not-matter',
    sentence:
      'Two programs of one type can change places in everything that is asked, and do so in everything that comes of it.',
    why: 'a program id says when a program was loaded, and nothing about where it belongs',
    cases: (bench, judge) => {
      const { universe } = bench.world;
      if (isPrefilled(bench)) return;
      const [a, b] = Object.keys(universe.programs);
      if (a === undefined || b === undefined || universe.programs[a] !== universe.programs[b]) return;
      const path = swapped(bench.path, a, b);
      for (const { request, outcome, after } of bench.tried) {
        const other = bench.afresh(...path, swapped(request, a, b)).at(-1)!;
        const same = other.outcome === outcome && sameWorld(after, swapped(other.after, a, b));
        judge(same, () => ({ steps: [request], beside: [...path, swapped(request, a, b)] }));
      }
    },
  },
  {
    kind: 'trial',
    id: 'mirrored',
    sentence:
      'BEFORE on a list and AFTER on the same list turned round do the same, turned round; so do FIRST and LAST.',
    why: 'the interface offers both ends in the same words, and says nowhere that one is preferred',
    cases: mirrored,
  },
  {
    kind: 'trial',
    id: 'queried-revision-holds-next',
    sentence:
      'A query of a hook that is there succeeds, also where nothing was ever attached, and the very next request may expect the revision that it gave.',
    source: 'include/uapi/linux/bpf.h: expected_revision is the revision of a query',
    cases: (bench, judge) => {
      for (const hook of hooksThere(bench.world)) {
        const seen = bench.world.hooks[hook]!;
        const kinds = ['none', ...(hasEffective(bench) ? (['EFFECTIVE'] as const) : [])] as const;
        for (const queryFlags of kinds) {
          const query = said(bench, { op: 'prog_query', hook, buffer: 'none', queryFlags });
          const [spare] = spares(bench.world, hook);
          if (query === undefined || seen.is !== 'list') continue;
          const [told] = bench.attempt(query);
          const right = told!.outcome === 'ok' && told!.view.is === 'list' && told!.view.revision === seen.revision;
          const next =
            spare === undefined || !(bench.uapi.fields.prog_attach ?? []).includes('revision')
              ? undefined
              : said(bench, { op: 'prog_attach', hook, prog: asProg(spare), revision: 'current' });
          const accepted = next === undefined || bench.attempt(query, next).at(-1)!.outcome !== 'ESTALE';
          judge(right && accepted, () => ({ steps: right && next !== undefined ? [query, next] : [query] }));
        }
      }
    },
  },
  {
    kind: 'trial',
    id: 'query-tells-the-truth',
    sentence:
      'Whatever the room for ids, a query tells the true count and the first programs of the list, as many as there is room for, and says ENOSPC exactly where the room is too small.',
    source: 'include/uapi/linux/bpf.h, BPF_PROG_QUERY',
    cases: (bench, judge) => {
      for (const { request, outcome, view } of bench.tried) {
        if (request.op !== 'prog_query' || request.queryFlags === 'UNKNOWN' || request.attachFlags) continue;
        if (request.queryFlags === 'EFFECTIVE' && !hasEffective(bench)) continue;
        const seen = bench.world.hooks[request.hook]!;
        if (seen.is !== 'list' || (request.queryFlags === 'EFFECTIVE' && request.progAttachFlags)) continue;
        const progs = request.queryFlags === 'EFFECTIVE' ? (seen.effective ?? []) : seen.slots.map(({ prog }) => prog);
        const asked = request.buffer !== 'none' && request.buffer > 0;
        const room = asked ? Number(request.buffer) : 0;
        const expected = asked && room < progs.length ? 'ENOSPC' : 'ok';
        const told = view.is === 'list' ? view.slots.map(({ prog }) => prog) : [];
        const right =
          view.is === 'list' &&
          outcome === expected &&
          view.count === progs.length &&
          String(told) === String(progs.slice(0, room));
        judge(right, () => ({ steps: [request] }));
      }
    },
  },
  {
    kind: 'trial',
    id: 'full-list-changes-in-place',
    sentence: 'In a full list every program can be replaced, and every link updated.',
    why: 'a change in place takes no more room than there is',
    cases: (bench, judge) => {
      for (const hook of fullHooks(bench)) changeInPlace(bench, hook, judge);
    },
  },
  {
    kind: 'trial',
    id: 'full-list-shrinks',
    sentence:
      'A full list can lose each of its slots, named, and, where no link holds it, the first and the last one unnamed.',
    why: 'whoever may remove a slot may do so however many there are',
    cases: (bench, judge) => {
      for (const hook of fullHooks(bench)) shrink(bench, hook, judge);
    },
  },
  notIgnored('relative'),
  notIgnored('replace'),
  notIgnored('old'),
  notIgnored('revision'),
] as const satisfies readonly Trial[];

/** Whether there is more to a hook than its own list. */
function hasEffective({ uapi }: Bench): boolean {
  return uapi.hook === 'cgroup';
}
