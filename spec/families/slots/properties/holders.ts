import { ENDS_TARGET } from '../vocabulary/index.ts';
import type { Invariant, Law } from './property.ts';

/** Properties of every state in which links are held. */
export const HOLDER_INVARIANTS = [
  {
    kind: 'always',
    id: 'nobody-holds-what-is-gone',
    sentence: 'A link exists while an fd or a pin holds it, and no longer.',
    source: 'commit 70ed506c3bbc (pinnable bpf_link): a link is attached until its last fd or pin is gone',
    sometimes: (world) => Object.values(world.links).includes('attached'),
    holds: (world) =>
      Object.entries(world.links).every(([link, is]) => (is === 'absent') === ((world.references[link] ?? 0) === 0)),
  },
] as const satisfies readonly Invariant[];

/** Properties of every step where links may have several holders. */
export const HOLDER_LAWS = [
  {
    kind: 'step',
    of: 'effect',
    id: 'held-link-stays',
    sentence: 'A link that somebody holds stays attached, unless it is detached or its device or cgroup is removed.',
    why: 'who has pinned its link, or has an fd of it, does not depend on what others close',
    sometimes: ({ before, request, outcome }) =>
      outcome === 'ok' &&
      (request.op === 'link_close' || request.op === 'link_unpin') &&
      (before.references[request.link] ?? 0) > 1,
    holds: ({ before, request, after }) =>
      request.op === 'link_detach' ||
      ENDS_TARGET.has(request.op) ||
      Object.entries(before.links).every(
        ([link, was]) => was !== 'attached' || after.links[link] === 'attached' || (before.references[link] ?? 0) <= 1,
      ),
  },
] as const satisfies readonly Law[];
