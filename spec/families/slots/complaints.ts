import type { Complaint } from '../../family.ts';
import { once } from '../../once.ts';
import { cut, quote } from '../../vocabulary/quote.ts';
import { Names } from './names.ts';
import {
  devicesOf,
  KNOWN_FLAGS,
  type Observation,
  type Outcome,
  type Request,
  SHOWING,
  type Universe,
  type View,
} from './vocabulary/index.ts';

/** A request and what must come of it. */
interface TraceStep {
  readonly request: Request;
  readonly expect: {
    readonly outcome: Outcome;
    readonly view?: View | undefined;
    readonly hooks?: Readonly<Record<string, Observation>> | undefined;
  };
}

/** What a trace is about. */
interface Steps {
  readonly universe: Universe;
  readonly steps: readonly TraceStep[];
}

/** The names that a universe gives, by what they are names of. */
interface Known {
  readonly program: ReadonlySet<string>;
  readonly link: ReadonlySet<string>;
  readonly hook: ReadonlySet<string>;
  readonly device: ReadonlySet<string>;
  readonly socket: ReadonlySet<string>;
  /** The links that requests may create and change. */
  readonly own: ReadonlySet<string>;
  readonly flags: readonly string[];
}

type Kind = 'program' | 'link' | 'hook' | 'device' | 'socket';

/** What makes no sense in a trace: names and flags that its universe does not have, and names that are taken. */
export function* complaintsAbout({ universe, steps }: Steps): Generator<Complaint> {
  const known = knownOf(universe);
  for (const [index, step] of steps.entries())
    for (const { path, message } of aboutStep(known, step)) yield { path: ['steps', index, ...path], message };
  yield* takenNames(steps);
}

/**
 * The requests that give a name which is taken at that point. A replay ends with the first step that does not come out as
 * expected, so what is expected says what there is.
 */
function* takenNames(steps: readonly TraceStep[]): Generator<Complaint> {
  const names = new Names();
  for (const [index, { request, expect }] of steps.entries()) {
    const taken = names.taken(request);
    if (taken !== undefined) yield { ...taken, path: ['steps', index, ...taken.path] };
    names.answered(request, expect.outcome);
  }
}

const knownOf = once((universe: Universe): Known => {
  const { programs, links, foreignLinks, hooks, flags, sockets } = universe;
  return {
    program: new Set(Object.keys(programs)),
    link: new Set([...links, ...Object.keys(foreignLinks)]),
    hook: new Set(Object.keys(hooks)),
    device: devicesOf(universe),
    socket: new Set(sockets),
    own: new Set(links),
    flags: [...KNOWN_FLAGS, ...flags],
  };
});

function* missing(known: Known, what: Kind, name: string, ...path: (string | number)[]): Generator<Complaint> {
  if (known[what].has(name)) return;
  const there = [...known[what]].slice(0, 8).map(cut).join(', ') || 'none';
  yield { path, message: `expected a ${what} of the universe (${there}), found ${quote(name)}` };
}

function* aboutStep(known: Known, step: TraceStep): Generator<Complaint> {
  yield* aboutRequest(known, step);
  const { request, expect } = step;
  if (expect.view !== undefined && !SHOWING.has(request.op))
    yield { path: ['expect', 'view'], message: `expected no view, because a ${request.op} shows nothing` };
  if (expect.view !== undefined) yield* aboutSeen(known, expect.view, 'expect', 'view');
  for (const [hook, seen] of Object.entries(expect.hooks ?? {})) {
    yield* missing(known, 'hook', hook, 'expect', 'hooks', hook);
    yield* aboutSeen(known, seen, 'expect', 'hooks', hook);
  }
}

/** What a field names whose value is a text. */
const NAMED_BY = {
  hook: 'hook',
  device: 'device',
  socket: 'socket',
  link: 'link',
  prog: 'program',
} as const satisfies Readonly<Record<string, Kind>>;

/** What the value of a field names, if it names anything. */
function* aboutField(known: Known, field: string, value: unknown): Generator<Complaint> {
  if (typeof value === 'string') {
    const what = (NAMED_BY as Readonly<Record<string, Kind>>)[field];
    if (what !== undefined && !(what === 'socket' && value === 'none'))
      yield* missing(known, what, value, 'request', field);
  } else if (typeof value === 'object' && value !== null && 'name' in value && 'is' in value) {
    const what = value.is === 'link' ? 'link' : 'program';
    yield* missing(known, what, String(value.name), 'request', field, 'name');
  }
}

function* aboutRequest(known: Known, { request }: TraceStep): Generator<Complaint> {
  for (const [field, value] of Object.entries(request)) yield* aboutField(known, field, value);
  const changed = 'link' in request ? request.link : undefined;
  const name = typeof changed === 'object' && changed.is === 'link' ? changed.name : changed;
  if (typeof name === 'string' && known.link.has(name) && !known.own.has(name))
    yield {
      path: ['request', 'link'],
      message: `expected a link of the universe's own, found the foreign link "${name}"`,
    };
  for (const [index, flag] of ('flags' in request ? request.flags : []).entries())
    if (!known.flags.includes(flag))
      yield {
        path: ['request', 'flags', index],
        message: `expected a flag (${known.flags.slice(0, 40).join(', ')}), found ${quote(flag)}`,
      };
}

/** A program that a kernel shows and that the universe does not have. */
const STRANGER = /^id:\d{1,10}$/;

/** The names in what a query is to show. */
function* aboutSeen(known: Known, seen: View, ...path: (string | number)[]): Generator<Complaint> {
  if (seen.is === 'nothing') return;
  if ('ran' in seen) {
    yield* aboutRun(known, seen, ...path);
    return;
  }
  for (const [index, { prog, link }] of seen.slots.entries()) {
    if (!STRANGER.test(prog)) yield* missing(known, 'program', prog, ...path, 'slots', index, 'prog');
    if (link !== 'none' && !STRANGER.test(link)) yield* missing(known, 'link', link, ...path, 'slots', index, 'link');
  }
  for (const [index, prog] of (seen.effective ?? []).entries())
    if (!STRANGER.test(prog)) yield* missing(known, 'program', prog, ...path, 'effective', index);
}

/** The names in what a call or a packet is to run. */
function* aboutRun(
  known: Known,
  seen: Extract<View, { ran: unknown }>,
  ...path: (string | number)[]
): Generator<Complaint> {
  for (const [index, prog] of seen.ran.entries()) yield* missing(known, 'program', prog, ...path, 'ran', index);
  if (seen.is === 'call') return;
  if (seen.to !== undefined) yield* missing(known, 'hook', seen.to, ...path, 'to');
  for (const [at, { hook, ran }] of (seen.further ?? []).entries()) {
    yield* missing(known, 'hook', hook, ...path, 'further', at, 'hook');
    for (const [index, prog] of ran.entries())
      yield* missing(known, 'program', prog, ...path, 'further', at, 'ran', index);
  }
}
