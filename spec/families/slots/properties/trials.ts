import { once } from '../../../once.ts';
import { withFields } from '../../../with-fields.ts';
import type { Flag, Relative, Request, RequestOf, Slot } from '../vocabulary/index.ts';
import { sameRunning } from './effective.ts';
import { sameSlots, sameWorld } from './laws.ts';
import { type Judge, slotsSeen, type Trial, type TrialState, type Tried, type World } from './property.ts';
import {
  asProg,
  asRelative,
  hooksThere,
  isOpen,
  isPrefilled,
  mustSucceed,
  named,
  said,
  sameResult,
  spares,
} from './trial-requests.ts';

const NONE = { is: 'none' } as const;
const NO_FLAGS: Flag[] = [];

// Values are made once, so that what they say of a state is worked out once.
const withUnknown = once((flags: readonly Flag[]): Flag[] => [...flags, 'UNKNOWN']);
const byId = once((relative: Relative) => withFields(relative, { by: 'id' } as Partial<Relative>));

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

/** Replaces and detaches every directly attached program, saying something true of its place. */
function assertPlaces(
  trial: TrialState,
  judge: Judge,
  truths: (slots: readonly Slot[], at: number) => readonly Assertion[],
): void {
  for (const hook of hooksThere(trial.world)) {
    const slots = slotsSeen(trial.world.hooks[hook]);
    const [spare] = spares(trial.world, hook);
    slots.forEach(({ prog, link }, at) => {
      if (link !== 'none' || !isOpen(trial, named(prog))) return;
      for (const { flags, relative } of truths(slots, at)) {
        if (relative.is !== 'none' && !isOpen(trial, relative)) continue;
        mustSucceed(trial, { op: 'prog_detach', hook, prog: asProg(prog), flags: [...flags], relative }, judge);
        if (spare === undefined) continue;
        const replaced = {
          prog: asProg(spare),
          flags: ['REPLACE' as const, ...flags],
          relative,
          replace: asProg(prog),
        };
        mustSucceed(trial, { op: 'prog_attach', hook, ...replaced }, judge);
      }
    });
  }
}

/** What undoes an attach or a link create. */
function undoing(request: Request): Request | undefined {
  if (request.op === 'link_create') return { op: 'link_close', link: request.link, short: false };
  if (request.op !== 'prog_attach' || request.flags.includes('REPLACE') || request.prog.is !== 'prog') return undefined;
  const { hook, prog, caller } = request;
  return {
    op: 'prog_detach',
    hook,
    prog,
    flags: NO_FLAGS,
    relative: NONE,
    replace: NONE,
    revision: 'none',
    caller,
    short: false,
  };
}

/** Calls two programs by each other's name, in requests and in what is seen; what these are made of is turned once. */
class Swap {
  readonly #a: string;
  readonly #b: string;
  readonly #turned = new Map<object, unknown>();

  constructor(a: string, b: string) {
    this.#a = a;
    this.#b = b;
  }

  of<T extends object>(value: T): T {
    return this.#made(value) as T;
  }

  #name = (name: string) => (name === this.#a ? this.#b : name === this.#b ? this.#a : name);

  #turn = (value: unknown): unknown => {
    if (typeof value === 'string') return this.#name(value);
    if (typeof value !== 'object' || value === null) return value;
    const known = this.#turned.get(value);
    if (known !== undefined) return known;
    const turned = this.#made(value);
    this.#turned.set(value, turned);
    return turned;
  };

  #made(value: object): object {
    return Array.isArray(value) ? this.#list(value) : this.#record(value as Record<string, unknown>);
  }

  /** The list itself where nothing in it has another name, and so for records. */
  #list(list: readonly unknown[]): readonly unknown[] {
    const turned = list.map(this.#turn);
    return turned.every((own, index) => own === list[index]) ? list : turned;
  }

  #record(record: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
    const turned: Record<string, unknown> = {};
    let same = true;
    for (const name of Object.keys(record)) {
      const [to, own] = [this.#name(name), this.#turn(record[name])];
      if (to !== name || own !== record[name]) same = false;
      turned[to] = own;
    }
    return same ? record : turned;
  }
}

/** Whether one world is another with two programs called by each other's name; worked out once for each pair of worlds. */
function swappedBack(swap: Swap): (world: World, other: World) => boolean {
  const known = new Map<World, { readonly back: World; readonly same: Map<World, boolean> }>();
  return (world, other) => {
    let turned = known.get(other);
    if (turned === undefined) {
      turned = { back: swap.of(other), same: new Map() };
      known.set(other, turned);
    }
    const { back, same } = turned;
    let found = same.get(world);
    if (found === undefined) {
      found = sameWorld(world, back);
      same.set(world, found);
    }
    return found;
  };
}

interface Coming {
  readonly steps: readonly Request[];
  readonly before: World;
  readonly last: Tried;
}

const COMINGS = new WeakMap<TrialState, readonly Coming[]>();

/** Every attach without REPLACE, and link create, that succeeds, with what undoes it; worked out once. */
function comings(trial: TrialState): readonly Coming[] {
  const known = COMINGS.get(trial);
  if (known !== undefined) return known;
  const found = trial.tried.flatMap(({ request, outcome, before }): Coming[] => {
    const undo = outcome === 'ok' ? undoing(request) : undefined;
    return undo === undefined ? [] : [{ steps: [request, undo], before, last: trial.attempt(request, undo).at(-1)! }];
  });
  COMINGS.set(trial, found);
  return found;
}

const sameLists = (before: World, after: World) =>
  hooksThere(before).every((hook) => sameSlots(slotsSeen(before.hooks[hook]), slotsSeen(after.hooks[hook])));

/** Properties of what would come of requests in a state. */
export const TRIALS = [
  {
    kind: 'trial',
    id: 'unknown-flags-refused',
    sentence: 'A request that would succeed fails if a flag that is unknown to its command is added.',
    why: 'bpf(2) commands refuse unknown bits, so that a later kernel can give them a meaning',
    cases: (trial, judge) => {
      for (const { request, outcome } of trial.tried) {
        if (outcome !== 'ok') continue;
        const more =
          request.op === 'prog_query'
            ? withFields(request, { queryFlags: 'UNKNOWN' })
            : 'flags' in request && withFields<Request>(request, { flags: withUnknown(request.flags) });
        if (more !== false) judge(trial.attempt(more)[0]!.outcome !== 'ok', () => ({ steps: [more] }));
      }
    },
  },
  {
    kind: 'trial',
    id: 'true-end-accepted',
    sentence:
      'A program can be replaced or detached by a request that correctly states that it is first or last in the list.',
    why: 'BEFORE without a relative means the first place and AFTER the last, so users state with them that a program is there',
    cases: (trial, judge) => assertPlaces(trial, judge, atEnds),
  },
  {
    kind: 'trial',
    id: 'true-neighbour-accepted',
    sentence:
      'A program can be replaced or detached by a request that correctly states which object it is right before or right after.',
    source: 'commit 053c8e1f235d (bpf_mprog): directives can be combined, and must then mean one index',
    cases: (trial, judge) => assertPlaces(trial, judge, besideNeighbours),
  },
  {
    kind: 'trial',
    id: 'attach-then-detach-restores',
    sentence:
      'An attach without REPLACE, followed by a detach of the same program or a close of the link, restores the list.',
    why: 'a temporary program must neither remove nor reorder the others',
    cases: (trial, judge) => {
      for (const { steps, before, last } of comings(trial))
        judge(last.outcome === 'ok' && sameLists(before, last.after), () => ({ steps }));
    },
  },
  {
    kind: 'trial',
    id: 'fd-or-id',
    sentence: 'A relative named by fd and the same relative named by id give the same result.',
    source: 'include/uapi/linux/bpf.h: relative_fd and relative_id are one field, BPF_F_ID says which it is',
    cases: (trial, judge) => {
      for (const came of trial.tried) {
        if (!('relative' in came.request)) continue;
        const { relative } = came.request;
        if (!('by' in relative) || relative.by === 'id' || !isOpen(trial, relative)) continue;
        const other = withFields<Request>(came.request, { relative: byId(relative) });
        const same = sameResult(trial.attempt(other)[0]!, came);
        judge(same, () => (came.outcome === 'ok' ? { steps: [other] } : { steps: [came.request, other] }));
      }
    },
  },
  {
    kind: 'trial',
    id: 'names-do-not-matter',
    sentence:
      'Exchanging two programs of one type in all requests exchanges them in all results, and changes nothing else.',
    why: 'a program id shows when a program was loaded, and must not decide about its place',
    cases: (trial, judge) => {
      const { universe } = trial.world;
      if (isPrefilled(trial)) return;
      const [a, b] = Object.keys(universe.programs);
      if (a === undefined || b === undefined || universe.programs[a] !== universe.programs[b]) return;
      const swap = new Swap(a, b);
      const path = swap.of(trial.path);
      const sameNamedBack = swappedBack(swap);
      for (const { request, outcome, after } of trial.tried) {
        const renamed = swap.of(request);
        const other = trial.afresh(...path, renamed).at(-1)!;
        judge(other.outcome === outcome && sameNamedBack(after, other.after), () => ({
          steps: [request],
          beside: [...path, renamed],
        }));
      }
    },
  },
  {
    kind: 'trial',
    id: 'queried-revision-holds-next',
    sentence:
      'A query of an existing hook succeeds, even if nothing was ever attached, and the next request may expect the revision that it gave.',
    source: 'include/uapi/linux/bpf.h: expected_revision is the revision of a query',
    cases: (trial, judge) => {
      for (const hook of hooksThere(trial.world)) {
        const seen = trial.world.hooks[hook]!;
        const kinds = ['none', ...(hasEffective(trial) ? (['EFFECTIVE'] as const) : [])] as const;
        for (const queryFlags of kinds) {
          const query = said(trial, { op: 'prog_query', hook, buffer: 'none', queryFlags });
          const [spare] = spares(trial.world, hook);
          if (query === undefined || seen.is !== 'list') continue;
          const [told] = trial.attempt(query);
          const right = told!.outcome === 'ok' && told!.view.is === 'list' && told!.view.revision === seen.revision;
          const next =
            spare === undefined
              ? undefined
              : said(trial, { op: 'prog_attach', hook, prog: asProg(spare), revision: 'current' });
          const accepted = next === undefined || trial.attempt(query, next).at(-1)!.outcome !== 'ESTALE';
          judge(right && accepted, () => ({ steps: right && next !== undefined ? [query, next] : [query] }));
        }
      }
    },
  },
  {
    kind: 'trial',
    id: 'query-tells-the-truth',
    sentence:
      'For any buffer size a query gives the true count and the first programs that fit, and fails with ENOSPC exactly if the buffer is too small.',
    source: 'include/uapi/linux/bpf.h, BPF_PROG_QUERY',
    cases: (trial, judge) => {
      for (const { request, outcome, view } of trial.tried) {
        if (request.op !== 'prog_query') continue;
        const progs = shownTo(trial, request);
        if (progs === undefined) continue;
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
] as const satisfies readonly Trial[];

/** The same for the effective lists of cgroups. */
export const HIERARCHY_TRIALS = [
  {
    kind: 'trial',
    id: 'attach-then-detach-runs-the-same',
    sentence:
      'If an attach without REPLACE, followed by a detach of the same program or a close of the link, restores the list, it restores every effective list.',
    why: 'a temporary program must not reorder the others',
    cases: (trial, judge) => {
      for (const { steps, before, last } of comings(trial))
        if (last.outcome === 'ok' && sameLists(before, last.after))
          judge(sameRunning(before, last.after), () => ({ steps }));
    },
  },
] as const satisfies readonly Trial[];

/** Whether there is more to a hook than its own list. */
function hasEffective({ uapi }: TrialState): boolean {
  return uapi.hook === 'cgroup';
}

/** The programs that a query is to show, given room; nothing where it makes no sense, or is about no list. */
function shownTo(trial: TrialState, request: RequestOf<'prog_query'>): readonly string[] | undefined {
  const { queryFlags, attachFlags, progAttachFlags, attr, caller } = request;
  if (queryFlags === 'UNKNOWN' || attachFlags || attr === 'short' || caller !== 'privileged') return undefined;
  const seen = trial.world.hooks[request.hook]!;
  if (seen.is !== 'list') return undefined;
  if (queryFlags !== 'EFFECTIVE') return seen.slots.map(({ prog }) => prog);
  return hasEffective(trial) && !progAttachFlags ? (seen.effective ?? []) : undefined;
}
