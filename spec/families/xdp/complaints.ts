import type { Complaint, GivenNames, Told as Trace } from '../../family.ts';
import type { Outcome } from '../../vocabulary/outcome.ts';
import { cut, quote } from '../../vocabulary/quote.ts';
import { SHOWING } from './effects.ts';
import type { Observation, Request, Told, Universe } from './vocabulary/index.ts';

type Kind = 'program' | 'link' | 'device';
type Path = readonly (string | number)[];

const namesOf = ({ programs, links, devices }: Universe): Readonly<Record<Kind, readonly string[]>> => ({
  program: Object.keys(programs),
  link: links,
  device: Object.keys(devices),
});

/** The kind of object that a field of a request names where it is a name. */
const KINDS: Readonly<Record<string, Kind>> = {
  hook: 'device',
  device: 'device',
  upper: 'device',
  link: 'link',
  prog: 'program',
};

/** A program that a kernel shows and that the universe does not have. */
const STRANGER = /^id:\d{1,10}$/;

/** The kind of object that a field of an observation names. */
const SEEN: Readonly<Record<string, Kind>> = {
  skb: 'program',
  drv: 'program',
  prog: 'program',
  upper: 'device',
  device: 'device',
};

/** Every name in a request, with its kind and its place. */
function* namesIn(request: Request): Generator<readonly [Kind, string, Path]> {
  for (const [field, value] of Object.entries(request) as [string, unknown][]) {
    const kind = KINDS[field];
    if (typeof value === 'string' && kind !== undefined) yield [kind, value, [field]];
    if (typeof value !== 'object' || value === null || !('name' in value) || !('is' in value)) continue;
    yield [value.is === 'link' ? 'link' : 'program', String(value.name), [field, 'name']];
  }
}

/** Every name in an observation. */
function* namesSeen(seen: Told): Generator<readonly [Kind, string, Path]> {
  for (const [field, name] of Object.entries(seen))
    if (field !== 'is' && name !== undefined && name !== 'none' && !STRANGER.test(name))
      yield [SEEN[field]!, name, [field]];
}

/** What makes no sense in a trace: names that its universe does not have, views of what shows nothing, names that are taken. */
export function* complaintsAbout({ universe, steps }: Trace): Generator<Complaint> {
  const known = namesOf(universe as Universe);
  const missing = ([kind, name, path]: readonly [Kind, string, Path], ...at: Path): Complaint[] => {
    if (known[kind].includes(name)) return [];
    const there = known[kind].slice(0, 8).map(cut).join(', ') || 'none';
    return [{ path: [...at, ...path], message: `expected a ${kind} of the universe (${there}), found ${quote(name)}` }];
  };
  for (const [index, { request, expect }] of steps.entries()) {
    for (const each of namesIn(request as Request)) yield* missing(each, 'steps', index, 'request');
    const at = ['steps', index, 'expect'] as const;
    if (expect.view !== undefined && !SHOWING.has((request as Request).op))
      yield { path: [...at, 'view'], message: `expected no view, because a ${request.op} shows nothing` };
    for (const each of namesSeen((expect.view ?? { is: 'nothing' }) as Observation))
      yield* missing(each, ...at, 'view');
    for (const [hook, seen] of Object.entries(expect.hooks ?? {})) {
      yield* missing(['device', hook, [hook]], ...at, 'hooks');
      for (const each of namesSeen(seen as Observation)) yield* missing(each, ...at, 'hooks', hook);
    }
  }
  yield* takenNames(steps);
}

/** The names of links that steps have given, by what came of each step so far. */
export class Names implements GivenNames {
  readonly #created = new Map<string, number>();
  #step = 0;

  taken(request: Request): Complaint | undefined {
    const earlier = request.op === 'link_create' ? this.#created.get(request.link) : undefined;
    if (request.op !== 'link_create' || earlier === undefined) return undefined;
    const message = `expected the name of no link, found "${request.link}", which step ${earlier} creates and nothing closes`;
    return { path: ['request', 'link'], message };
  }

  answered(request: Request, outcome: Outcome): void {
    this.#step += 1;
    if (outcome !== 'ok') return;
    if (request.op === 'link_create' && !this.#created.has(request.link)) this.#created.set(request.link, this.#step);
    if (request.op === 'link_close') this.#created.delete(request.link);
  }
}

/** The link_create requests whose name a link has at that point, by what is expected of the steps before. */
function* takenNames(steps: Trace['steps']): Generator<Complaint> {
  const names = new Names();
  for (const [index, { request: each, expect }] of steps.entries()) {
    const request = each as Request;
    const taken = names.taken(request);
    if (taken !== undefined) yield { ...taken, path: ['steps', index, ...taken.path] };
    names.answered(request, expect.outcome);
  }
}

/** The first name in an observation that is neither of the universe nor `id:12`, which is for what that does not have. */
export function strangerIn(universe: Universe, seen: Told): string | undefined {
  const known = namesOf(universe);
  for (const [kind, name] of namesSeen(seen)) if (!known[kind].includes(name)) return name;
  return undefined;
}

/** A universe with only those objects that requests speak of, and what these are about. */
export function trimmed(universe: Universe, requests: readonly Request[]): Universe {
  const named = requests.flatMap((request) => [...namesIn(request)].map(([kind, name]) => `${kind} ${name}`));
  const kept = (kind: Kind) => (name: string) => named.includes(`${kind} ${name}`);
  const isBound = (name: string) => universe.programs[name]!.boundTo !== 'none';
  const all = Object.keys(universe.programs);
  // Where a bound program goes depends on what else is bound.
  const needsBound = all.some((name) => kept('program')(name) && isBound(name));
  const programs = Object.entries(universe.programs).filter(
    ([name]) => kept('program')(name) || (needsBound && isBound(name)),
  );
  const homes = programs.map(([, { boundTo }]) => boundTo);
  const devices = Object.entries(universe.devices);
  const wanted = devices.filter(([name]) => kept('device')(name) || homes.includes(name));
  return {
    programs: Object.fromEntries(programs),
    links: universe.links.filter(kept('link')),
    devices: Object.fromEntries(wanted.length > 0 ? wanted : devices.slice(0, 1)),
  };
}

/** Fields that do not have their default. */
const said = (object: object, unsaid: Readonly<Record<string, unknown>>) =>
  Object.fromEntries(Object.entries(object).filter(([field, value]) => unsaid[field] !== value));

/** A universe as a trace file has it. */
export function brief({ programs, links, devices }: Universe): object {
  const each = (objects: object, unsaid: Readonly<Record<string, unknown>>) =>
    Object.fromEntries(Object.entries(objects).map(([name, object]) => [name, said(object, unsaid)]));
  return {
    programs: each(programs, { type: 'xdp', expects: 'unset', boundTo: 'none', frags: false }),
    ...(links.length > 0 ? { links } : {}),
    devices: each(devices, { mtu: 'usual' }),
  };
}
