import type { Came, Comparing, Comparison, Two } from '../../comparing.ts';
import { isDeepEqual } from '../../same.ts';
import type { State as AnyState, Labelling, Option, Scope, ScopePair, Semantics } from '../../semantics.ts';
import type { Uapi } from '../../uapi.ts';
import { vocabularyOf } from '../../vocabulary/vocabulary.ts';
import { scopesOf } from '../slots/scopes/scopes.ts';
import { type State as Lists, slotsOf, statusOf } from '../slots/state.ts';
import { Request as ListRequest, Universe as ListUniverse } from '../slots/vocabulary/index.ts';
import { Scope as XdpScope } from '../xdp/scopes/scope.ts';
import { linkSeen, type State as Xdp } from '../xdp/state.ts';
import { Request as XdpRequest, Universe as XdpUniverse } from '../xdp/vocabulary/index.ts';
import { CORRESPONDENCES, Common } from './common.ts';

const VOCABULARY = vocabularyOf(Common);

const FIELDS = Object.fromEntries(
  Object.entries(VOCABULARY.fieldsOf).map(([op, fields]) => [op, fields.filter((field) => field !== 'op')]),
);
const UAPI: Uapi = { name: 'what XDP and a list both have', hook: 'device', fields: FIELDS, flags: {} };

const PROGRAMS = ['A', 'B'] as const;
/** A program of a type that the hook does not take. */
const OTHER = 'W';
const LINKS = ['L1', 'L2'] as const;
const DEVICE = 'dev';
const HOOK = 'ingress';
const BAD_FDS = ['closed-fd', 'wrong-kind-fd'] as const;

const prog = (name: string) => (name.endsWith('-fd') || name === 'none' ? { is: name } : { is: 'prog', name });
const link = (name: string) => (name.endsWith('-fd') ? { is: name } : { is: 'link', name });

/** A request as XDP is asked it. */
function atXdp(request: Common): object {
  switch (request.op) {
    case 'attach':
      return { op: 'xdp_set', hook: DEVICE, prog: prog(request.prog), flags: ['UPDATE_IF_NOEXIST'] };
    case 'replace':
      return { op: 'xdp_set', hook: DEVICE, prog: prog(request.prog), flags: ['REPLACE'], expected: prog(request.old) };
    case 'detach':
      return { op: 'xdp_set', hook: DEVICE, prog: { is: 'none' }, flags: ['REPLACE'], expected: prog(request.old) };
    case 'clear':
      return { op: 'xdp_set', hook: DEVICE, prog: { is: 'none' } };
    case 'link_create': {
      const { unknown, ...rest } = request;
      return { ...rest, hook: DEVICE, prog: prog(request.prog), flags: unknown ? ['UNKNOWN'] : [] };
    }
    case 'device_remove':
      return { ...request, device: DEVICE };
    default:
      return onLink(request);
  }
}

/** The same as a list is asked it. */
function atList(request: Common): object {
  switch (request.op) {
    case 'attach':
      return { op: 'prog_attach', hook: HOOK, prog: prog(request.prog) };
    case 'replace':
      return {
        op: 'prog_attach',
        hook: HOOK,
        prog: prog(request.prog),
        flags: ['REPLACE'],
        replace: prog(request.old),
      };
    case 'detach':
      return { op: 'prog_detach', hook: HOOK, prog: prog(request.old) };
    case 'clear':
      return { op: 'prog_detach', hook: HOOK };
    case 'link_create': {
      const { unknown, ...rest } = request;
      return { ...rest, hook: HOOK, prog: prog(request.prog), flags: unknown ? ['UNKNOWN'] : [] };
    }
    case 'device_remove':
      return { ...request, device: DEVICE };
    default:
      return onLink(request);
  }
}

/** A request about a link, which both are asked in the same words. */
function onLink(request: Extract<Common, { op: 'link_update' | 'link_detach' | 'link_close' }>): object {
  if (request.op === 'link_close') return request;
  if (request.op === 'link_detach') return { ...request, link: link(request.link) };
  const { unknown, old, ...rest } = request;
  const flags = [...(old === 'none' ? [] : ['REPLACE']), ...(unknown ? ['UNKNOWN'] : [])];
  return { ...rest, link: link(request.link), prog: prog(request.prog), old: prog(old), flags };
}

/** Which programs a device runs, in order, and the program and place of every link. */
interface Seen {
  readonly runs: readonly string[];
  readonly links: Readonly<Record<string, string>>;
}

function seenAtXdp(state: Xdp): Seen {
  const { is, drv } = state.devices[DEVICE]!;
  const links = LINKS.map((name) => {
    const seen = linkSeen(state, name);
    return [name, seen.is === 'link' ? (seen.device === 'none' ? 'defunct' : 'attached') : 'absent'] as const;
  });
  return { runs: is === 'here' && drv.prog !== 'none' ? [drv.prog] : [], links: Object.fromEntries(links) };
}

function seenAtList(state: Lists): Seen {
  return {
    runs: slotsOf(state, HOOK).map((slot) => slot.prog),
    links: Object.fromEntries(LINKS.map((name) => [name, statusOf(state, name).is])),
  };
}

const option = (value: unknown): Option => ({ value, names: undefined });
const refs = (...more: readonly string[]) => [...PROGRAMS, ...more, ...BAD_FDS].map(option);

/** The links that can be named, by a state of XDP: both have the same ones as long as nothing differs. */
function linksFor(state: Xdp, op: string): readonly Option[] {
  const absent = LINKS.filter((name) => state.links[name]!.is === 'absent');
  if (op === 'link_create') return absent.slice(0, 1).map(option);
  const there = LINKS.filter((name) => !absent.includes(name));
  return (op === 'link_close' ? there : [...there, ...BAD_FDS]).map(option);
}

function options(state: Xdp, op: string, field: string): readonly Option[] {
  if (field === 'link') return linksFor(state, op);
  if (field === 'unknown') return [false, true].map(option);
  if (field === 'prog') return refs(OTHER);
  return op === 'link_update' ? [option('none'), ...refs()] : refs();
}

const UNIVERSES = {
  xdp: () =>
    XdpUniverse.parse({
      programs: { A: {}, B: {}, [OTHER]: { type: 'sched_cls' } },
      links: [...LINKS],
      devices: { [DEVICE]: { kind: 'veth' } },
    }),
  list: () =>
    ListUniverse.parse({
      programs: { A: 'sched_cls', B: 'sched_cls', [OTHER]: 'sk_lookup' },
      links: [...LINKS],
      hooks: { [HOOK]: { kind: 'tcx', device: DEVICE, direction: 'ingress' } },
    }),
} as const;

const isXdp = ({ uapi }: Semantics) => uapi.fields.xdp_set !== undefined;

/** The state of XDP among two, and that of the list. */
function split({ a, b }: Two<AnyState>): { readonly xdp: Xdp; readonly list: Lists } {
  const first = 'progs' in a;
  return { xdp: (first ? a : b) as Xdp, list: (first ? b : a) as Lists };
}

function alike(states: Two<AnyState>): boolean {
  const { xdp, list } = split(states);
  return isDeepEqual(seenAtXdp(xdp), seenAtList(list));
}

const PLAIN: Labelling = { canonical: new Map(), classes: new Map() };

/** A state as text, without the revision, which no request here depends on. */
const text = ({ universe: _universe, ...rest }: AnyState): string =>
  JSON.stringify(rest, (key, value) => (key === 'revision' ? undefined : value));

function compare(a: Semantics): Comparison {
  const first = isXdp(a);
  const phrased = new Map<string, object>();
  return {
    requests: {
      uapi: UAPI,
      vocabulary: VOCABULARY,
      ops: Object.keys(FIELDS),
      fields: (op) => FIELDS[op] ?? [],
      hooks: () => [HOOK],
      options: (op, field, state) => options(state as Xdp, op, field),
    },
    universe: first ? { a: UNIVERSES.xdp(), b: UNIVERSES.list() } : { a: UNIVERSES.list(), b: UNIVERSES.xdp() },
    labels: () => PLAIN,
    key: ({ a: one, b: other }) => `${text(one)} § ${text(other)}`,
    phrase: (which, request) => {
      const common = Object.fromEntries(
        VOCABULARY.fieldsOf[request.op]!.map((field) => [field, request[field as 'op']]),
      );
      const xdp = (which === 'a') === first;
      const key = `${xdp} ${JSON.stringify(common)}`;
      const known = phrased.get(key);
      if (known !== undefined) return known as never;
      const made = xdp ? XdpRequest.parse(atXdp(common as Common)) : ListRequest.parse(atList(common as Common));
      phrased.set(key, made);
      return made;
    },
    differs: (before, one: Came, other: Came) => {
      if (one.outcome !== other.outcome) return one.outcome === 'ok' || other.outcome === 'ok' ? 'behaviour' : 'errno';
      if (one.after === before.a && other.after === before.b) return undefined;
      return alike({ a: one.after, b: other.after }) ? undefined : 'behaviour';
    },
    isVisible: (after) => !alike(after),
    follows: () => true,
    setup: 0,
    together: () => [],
  };
}

/** The one scope, in the words of each family. */
function scopes(a: Semantics, b: Semantics): ScopePair {
  const xdp = XdpScope.parse({
    name: 'hand-over',
    programs: 2,
    special: ['cls'],
    links: 2,
    veths: 1,
    plains: 0,
    bridges: 0,
    mtu: 'usual',
    ops: [],
    callers: ['privileged'],
    badInput: ['fds', 'flags'],
  });
  const usual = scopesOf(isXdp(a) ? b : a).default;
  const list = { ...usual, name: 'hand-over', programs: 2, foreign: 1, links: 2, hooks: 1 };
  return isXdp(a) ? { a: xdp, b: list } : { a: list, b: xdp };
}

/** From the one place of XDP to a list, and back. */
export const XDP_LISTS: Comparing = {
  scopes: (a, b) => ({ 'hand-over': scopes(a, b) }),
  usual: (a, b) => [scopes(a, b)],
  pair: (a, b, _scope: Scope) => scopes(a, b),
  main: (a, b) => [scopes(a, b).a],
  isNative: () => false,
  note: () => undefined,
  corresponding: (a) =>
    CORRESPONDENCES.map(({ what, xdp, list }) => (isXdp(a) ? { what, a: xdp, b: list } : { what, a: list, b: xdp })),
  compare: (a) => compare(a),
};
