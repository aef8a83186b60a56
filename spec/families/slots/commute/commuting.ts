import type { Commuting } from '../../../commuting.ts';
import type { Exploration, Semantics } from '../../../semantics.ts';
import { fieldsOf } from '../../../uapi.ts';
import { withFields } from '../../../with-fields.ts';
import type { World } from '../properties/property.ts';
import { freeLinks } from '../properties/trial-requests.ts';
import { commuteScopes } from '../scopes/commute-scopes.ts';
import type { State } from '../state.ts';
import type { Request } from '../vocabulary/index.ts';
import { worldOfSpec } from '../world.ts';
import { CIRCUMSTANCES, hookIn, situationOf } from './circumstances.ts';
import { KINDS, requestsIn } from './kinds.ts';

const WORLDS = new WeakMap<State, World>();

/** What can be seen of a state; worked out once. */
function worldOf(state: State): World {
  const known = WORLDS.get(state) ?? worldOfSpec(state);
  WORLDS.set(state, known);
  return known;
}

/** Everything that can be seen of a state but its revisions. */
function look(state: State): string {
  const { hooks, links } = worldOf(state);
  const lists = Object.values(hooks).map((seen) => (seen.is === 'list' ? withFields(seen, { revision: 0 }) : seen));
  return JSON.stringify([lists, links]);
}

/** The second request as another agent makes it: a link that both would create gets a name of its own. */
function asSecond(state: State, one: Request, other: Request): Request | undefined {
  if (one.op !== 'link_create' || other.op !== 'link_create') return other;
  const [, link] = freeLinks(worldOf(state));
  return link === undefined ? undefined : { ...other, link };
}

function expecting({ uapi }: Semantics, before: State, after: State, request: Request): Request | undefined {
  if (!fieldsOf(uapi, request.op).includes('revision')) return undefined;
  const hook = hookIn(worldOf(before), request);
  const same = before.hooks[hook]!.revision === after.hooks[hook]!.revision;
  return { ...request, revision: same ? 'current' : 'stale' } as Request;
}

/** How the order of two requests to hooks with slots is looked at. */
export const COMMUTING: Commuting = {
  kinds: KINDS,
  situations: CIRCUMSTANCES,
  plain: ['one subject', 'room for one', 'other hook'],
  scopes: commuteScopes,
  requests: (state: State, { requests }: Exploration) => requestsIn(worldOf(state), requests.uapi),
  situation: (state: State, one: Request, other: Request) => situationOf(worldOf(state), one, other),
  asSecond,
  look,
  revisions: ({ hooks }: State) => String(Object.values(hooks).map(({ revision }) => revision)),
  expecting,
};
