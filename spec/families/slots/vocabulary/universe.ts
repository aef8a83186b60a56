import { z } from 'zod';
import { Flag, setByRelative } from './flags.ts';
import { CAPACITY, Hook, ProgType, takenBy } from './hook.ts';
import { HookName, LinkName, ProgName, SocketName } from './names.ts';
import { impossible, Verdict } from './verdict.ts';
import { aboutPeers, aboutRedirects, type Complaint } from './ways.ts';

/** The most hooks of a universe, and the most programs or links. */
const MOST_HOOKS = 64;
const MOST_OBJECTS = 10_000;

/** A classic tc filter (cls_bpf): lower priorities come first. */
export const Filter = z.strictObject({
  prog: ProgName,
  priority: z.int().min(1).max(0xffff),
  direct: z.boolean().default(true).describe('direct action: what the program returns is the action'),
});
export type Filter = Readonly<z.output<typeof Filter>>;

/** What makes a program special: it is offloaded to a device, or it has a cgroup storage map of its own. */
export const Trait = z.enum(['offloaded', 'storage']);
export type Trait = z.infer<typeof Trait>;

const UniverseFields = z.strictObject({
  programs: z.record(ProgName, ProgType).describe('every program by name, with its type'),
  links: z.array(LinkName).readonly().default([]).describe('names that link_create may give'),
  foreignLinks: z
    .record(LinkName, ProgName)
    .default({})
    .describe('links that exist from the start, on a hook of another kind, each with its program'),
  hooks: z.record(HookName, Hook).describe('every hook by name, all of one kind; a parent comes before its children'),
  prefill: z
    .record(HookName, z.array(ProgName).readonly())
    .default({})
    .describe('programs attached before the first step, in this order'),
  capacity: z
    .int()
    .min(1)
    .max(64)
    .optional()
    .describe('the number of slots of a hook; where it is left out, 64 if the hooks are cgroups and 63 if not'),
  revision: z.int().min(1).max(0xffffffff).default(1).describe('the revision of a hook before anything is attached'),
  verdicts: z
    .record(ProgName, Verdict)
    .default({})
    .describe(
      'what a program returns for a packet or call, or {returns, retval}; where it is left out, -1 (TCX_NEXT), and 1 of programs of cgroups',
    ),
  redirects: z
    .record(ProgName, z.union([z.literal('none'), HookName]))
    .default({})
    .describe(
      'programs that call bpf_redirect, whatever they return: for the device and direction of a tcx hook, or a device that does not exist (none)',
    ),
  filters: z
    .record(HookName, z.array(Filter).readonly())
    .default({})
    .describe('classic tc filters behind a tcx hook whose device has a clsact qdisc'),
  traits: z
    .record(ProgName, Trait)
    .default({})
    .describe('programs that are special: offloaded to a device, or with a cgroup storage map of its own'),
  sockets: z
    .array(SocketName)
    .readonly()
    .default([])
    .describe('names that socket_create may give, where the hooks are cgroups and not of attach type sock_create'),
  flags: z.array(Flag).readonly().default([]).describe('flags that requests may set besides the known ones'),
});

/**
 * What exists before the first step: every program is loaded and held by one fd, every device and cgroup is there.
 *
 * - `programs`: name to type.
 * - `links`: names that link_create may give.
 * - `foreignLinks`: name to program; links that exist from the start, open, on a hook of another kind that is not under
 *   test. They serve as relatives whose program is of another type.
 * - `hooks`: name to device and direction, or to a place in the cgroup hierarchy. All are of one kind, and cgroups of one
 *   attach type; a parent comes before its children.
 * - `prefill`: hook to programs attached there directly, in this order, before the first step (to a cgroup with
 *   ALLOW_MULTI). The revision counts them.
 * - `capacity`: the number of slots a hook has room for; left out, what the kernel has for hooks of this kind.
 * - `revision`: the revision of a hook before anything is attached; another than 1 lets a wrap be looked at.
 * - `flags`: flags that requests may set besides the known ones.
 * - `verdicts`: program to what it returns for a packet or a system call, and, of a call, what it sets with bpf_set_retval().
 *   Only what the verifier lets a program of its type return at the hooks of the universe.
 * - `redirects`: program to the hook that it asks for by bpf_redirect.
 * - `traits`: program to what makes it special.
 * - `sockets`: names that socket_create may give.
 * - `filters`: hook to the classic tc filters behind its list.
 *
 * No two of its programs, links and sockets, foreign links among them, have one name.
 */
export const Universe = UniverseFields.transform((fields) => ({
  ...fields,
  capacity: fields.capacity ?? usualCapacity(fields.hooks),
})).superRefine((universe, context) => {
  for (const { path, message } of complaintsAbout(universe))
    context.addIssue({ code: 'custom', path: [...path], message });
});
export type Universe = Readonly<z.output<typeof Universe>>;
export type UniverseInput = z.input<typeof Universe>;

/** The classic filters behind a hook, in the order they run: by priority. */
export const filtersAt = ({ filters }: Universe, hook: HookName): readonly Filter[] =>
  (filters[hook] ?? []).toSorted((a, b) => a.priority - b.priority);

/** The programs of classic filters. */
export const filteringIn = ({ filters }: Universe): readonly ProgName[] =>
  Object.values(filters).flatMap((each) => each.map(({ prog }) => prog));

/** The capacity of the hooks of a universe that gives none. */
function usualCapacity(hooks: Readonly<Record<HookName, Hook>>): number {
  const [first] = Object.values(hooks);
  return first === undefined ? CAPACITY.tcx : CAPACITY[first.kind];
}

/** What makes no sense in a universe whose fields are each well formed. */
function* complaintsAbout(universe: Universe): Generator<Complaint> {
  yield* aboutNames(universe);
  yield* aboutHooks(universe.hooks);
  yield* aboutPrefill(universe);
  yield* aboutRunning(universe);
  yield* aboutPeers(universe);
  yield* aboutRedirects(universe);
  yield* aboutSockets(universe);
  for (const [index, flag] of universe.flags.entries()) {
    const message = setByRelative(flag);
    if (message !== undefined) yield { path: ['flags', index], message };
  }
}

function* aboutNames({ programs, links, foreignLinks, sockets }: Universe): Generator<Complaint> {
  const size = Object.keys(programs).length;
  if (size > MOST_OBJECTS)
    yield { path: ['programs'], message: `expected at most ${MOST_OBJECTS} programs, found ${size}` };
  const taken = new Map(Object.keys(programs).map((name) => [name, 'a program']));
  for (const [index, link] of links.entries()) {
    const other = taken.get(link);
    if (other !== undefined)
      yield { path: ['links', index], message: `expected a name of its own, found "${link}", which ${other} has` };
    taken.set(link, `links.${index}`);
  }
  for (const [link, prog] of Object.entries(foreignLinks)) {
    if (!Object.hasOwn(programs, prog))
      yield { path: ['foreignLinks', link], message: `program ${prog} is not in the universe` };
    const other = taken.get(link);
    if (other !== undefined)
      yield {
        path: ['foreignLinks', link],
        message: `expected a name of its own, found "${link}", which ${other} has`,
      };
    taken.set(link, `foreignLinks.${link}`);
  }
  for (const [index, socket] of sockets.entries()) {
    const other = taken.get(socket);
    if (other !== undefined)
      yield { path: ['sockets', index], message: `expected a name of its own, found "${socket}", which ${other} has` };
    taken.set(socket, `sockets.${index}`);
  }
}

/** Sockets are of cgroups; where programs run for socket(2), each request makes one. */
function* aboutSockets({ sockets, hooks }: Universe): Generator<Complaint> {
  const [first] = Object.values(hooks);
  if (sockets.length === 0 || first === undefined) return;
  const found = first.kind === 'cgroup' ? first.attachType : first.kind;
  if (first.kind !== 'cgroup' || first.attachType === 'sock_create')
    yield { path: ['sockets'], message: `expected none at hooks of ${found}, found ${sockets.length}` };
}

function* aboutHooks(hooks: Universe['hooks']): Generator<Complaint> {
  const { length } = Object.keys(hooks);
  if (length === 0 || length > MOST_HOOKS)
    yield { path: ['hooks'], message: `expected 1 to ${MOST_HOOKS} hooks, found ${length}` };
  const kinds = new Set(Object.values(hooks).map((hook) => hook.kind));
  if (kinds.size > 1)
    yield { path: ['hooks'], message: `expected hooks of one kind, found ${[...kinds].join(' and ')}` };
  const before = new Map<string, Hook>();
  for (const [name, hook] of Object.entries(hooks)) {
    yield* aboutAttachType(name, hook, before);
    yield* aboutHook(name, hook, before);
    before.set(name, hook);
  }
}

/** All cgroups are looked at in one attach type: the lists of others have nothing to do with each other. */
function* aboutAttachType(name: string, hook: Hook, before: ReadonlyMap<string, Hook>): Generator<Complaint> {
  const [first] = before;
  if (hook.kind !== 'cgroup' || first?.[1].kind !== 'cgroup' || first[1].attachType === hook.attachType) return;
  yield {
    path: ['hooks', name, 'attachType'],
    message: `expected ${first[1].attachType}, as at hook ${first[0]}, found ${hook.attachType}`,
  };
}

/** `before`: the hooks that were given before this one. */
function* aboutHook(name: string, hook: Hook, before: ReadonlyMap<string, Hook>): Generator<Complaint> {
  if (hook.kind === 'cgroup') {
    if (hook.parent !== 'none' && !before.has(hook.parent))
      yield {
        path: ['hooks', name, 'parent'],
        message: `expected "none" or a hook that comes before, found "${hook.parent}"`,
      };
    return;
  }
  for (const [other, there] of before) {
    if (there.kind === 'cgroup' || there.device !== hook.device) continue;
    if (hook.kind === 'netkit' && there.kind === 'netkit' && (hook.end !== there.end || hook.by !== there.by)) continue;
    if (hook.kind !== 'tcx' || there.kind !== 'tcx' || hook.direction === there.direction)
      yield { path: ['hooks', name], message: `expected a hook of its own, found the same one as ${other}` };
    else if (hook.clsact !== there.clsact)
      yield {
        path: ['hooks', name, 'clsact'],
        message: `expected ${there.clsact}, as at hook ${other} of the same device, found ${hook.clsact}`,
      };
  }
}

function* aboutPrefill({ programs, hooks, prefill, capacity }: Universe): Generator<Complaint> {
  for (const [hook, progs] of Object.entries(prefill)) {
    const place = hooks[hook];
    if (place === undefined) yield { path: ['prefill', hook], message: `hook ${hook} is not in the universe` };
    if (new Set(progs).size !== progs.length)
      yield { path: ['prefill', hook], message: 'a program may be attached only once' };
    if (progs.length > capacity) yield { path: ['prefill', hook], message: `more than the capacity of ${capacity}` };
    for (const [index, prog] of progs.entries())
      if (place !== undefined && programs[prog] !== takenBy(place))
        yield {
          path: ['prefill', hook, index],
          message: `${prog} is not a program of type ${takenBy(place)} of the universe`,
        };
  }
}

function* aboutRunning({ programs, verdicts, filters, hooks, traits }: Universe): Generator<Complaint> {
  for (const prog of Object.keys(traits))
    if (programs[prog] === undefined)
      yield { path: ['traits', prog], message: `program ${prog} is not in the universe` };
  for (const [prog, verdict] of Object.entries(verdicts)) {
    const type = programs[prog];
    const why = type && impossible(verdict, type, Object.values(hooks)[0]);
    if (type === undefined) yield { path: ['verdicts', prog], message: `program ${prog} is not in the universe` };
    else if (why !== undefined) yield { path: ['verdicts', prog], message: why };
  }
  for (const [hook, list] of Object.entries(filters)) {
    const place = hooks[hook];
    if (place === undefined) yield { path: ['filters', hook], message: `hook ${hook} is not in the universe` };
    else if (place.kind !== 'tcx' || !place.clsact)
      yield { path: ['filters', hook], message: 'expected a tcx hook with clsact' };
    for (const [index, { prog, priority }] of list.entries()) {
      if (programs[prog] !== 'sched_cls')
        yield {
          path: ['filters', hook, index, 'prog'],
          message: `${prog} is not a program of type sched_cls of the universe`,
        };
      if (list.findIndex((each) => each.priority === priority) < index)
        yield { path: ['filters', hook, index, 'priority'], message: `another filter has priority ${priority}` };
    }
  }
}
