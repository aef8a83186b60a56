import type { Comparing, Comparison, Two } from '../../comparing.ts';
import { union } from '../../said.ts';
import type { ScopePair, Semantics } from '../../semantics.ts';
import type { Uapi } from '../../uapi.ts';
import { withFields } from '../../with-fields.ts';
import { differenceOf, isVisible, type Objects } from './compare.ts';
import { dialectOf, sameDialect } from './dialect.ts';
import { diffScopes, namedDiffScopes } from './scopes/diff-scopes.ts';
import { mainScopesOf } from './scopes/main-scopes.ts';
import { SlotRequests } from './scopes/requests.ts';
import { castOf, type Scope, universeOf } from './scopes/scope.ts';
import { keyOf, labelling } from './scopes/symmetry.ts';
import { type State, slotsOf } from './state.ts';
import { CAPACITY, type HookKind, type HookName, type Request } from './vocabulary/index.ts';

/** The slots of the shortest list that a kernel has. */
const KERNEL_SLOTS = Math.min(...Object.values(CAPACITY));

/** The requests that an example needs before its first; one in a list that no kernel has is the last choice. */
const setupOf = ({ prefill, capacity }: Scope) => prefill + (capacity < KERNEL_SLOTS ? 1000 : 0);

/** A request at the hook that one of two semantics has, in its words. */
function phrased(uapi: Uapi, hooks: ReadonlyMap<HookName, HookName>) {
  const { phrase } = dialectOf(uapi);
  const sameNames = [...hooks].every(([theirs, own]) => theirs === own);
  return (request: Request): Request | undefined =>
    phrase(sameNames || !('hook' in request) ? request : withFields(request, { hook: hooks.get(request.hook)! }));
}

interface SlotsScopePair extends ScopePair {
  readonly a: Scope;
  readonly b: Scope;
}

function compare(a: Semantics, b: Semantics, scope: SlotsScopePair): Comparison {
  const native = sameDialect(a.uapi, b.uapi);
  const requests = new SlotRequests(scope.a, union(a.uapi, b.uapi));
  const { cast } = requests;
  const { hooks, links, programs, foreign, fillers } = cast;
  const others = castOf(scope.b);
  const named = (own: readonly HookName[]) => new Map(hooks.map((hook, index) => [hook, own[index]!]));
  const names = { a: named(hooks), b: named(others.hooks) };
  const objects: Objects = {
    hooks: hooks.map((hook) => ({ a: names.a.get(hook)!, b: names.b.get(hook)! })),
    links,
    programs: [...programs, ...foreign, ...fillers],
    native,
  };
  const inWords = { a: phrased(a.uapi, names.a), b: phrased(b.uapi, names.b) };
  return {
    requests,
    universe: { a: universeOf(scope.a), b: universeOf(scope.b) },
    labels: (state) => labelling(cast, state as State),
    key: (states, labels) => `${keyOf(cast, states.a as State, labels)} § ${keyOf(others, states.b as State, labels)}`,
    ...(native ? {} : { phrase: (which, request) => inWords[which](request as Request) }),
    differs: (before, one, other) => differenceOf(before as Two<State>, one as never, other as never, objects),
    isVisible: (after) => isVisible(after as Two<State>, objects),
    follows: (state) => slotsOf(state as State, hooks[0]!).length >= scope.a.floor,
    setup: setupOf(scope.a),
    // An attach of the second RFC says the program to replace in the field of the relative.
    together: (op) => (native || op !== 'prog_attach' ? [] : ['relative', 'replace']),
  };
}

/** The scopes of the main job of the first, with the flags of both, and with one hook where theirs are of two kinds. */
function main(a: Semantics, b: Semantics): readonly Scope[] {
  const { flags } = namedDiffScopes(a, b).default!.a as Scope;
  const several = a.uapi.hook === b.uapi.hook;
  return mainScopesOf(a).map((scope) => ({ ...scope, flags, hooks: several ? scope.hooks : 1 }));
}

/** How semantics of hooks with slots are compared with one another, at whichever kind of hook they are. */
export const COMPARING: Comparing = {
  scopes: namedDiffScopes,
  usual: diffScopes,
  pair: (_a, b, scope: Scope) => ({ a: scope, b: { ...scope, kind: b.uapi.hook as HookKind } }),
  main,
  isNative: sameDialect,
  note: (uapi) => dialectOf(uapi).note,
  compare,
};
