import { isDeepEqual } from '../../../same.ts';
import type { Law } from './property.ts';

/** What holds of every step. */
export const LAWS: readonly Law[] = [
  {
    kind: 'step',
    of: 'effect',
    id: 'refused-changes-nothing',
    sentence: 'A request that is refused changes nothing.',
    why: 'whoever is refused can go on from what was there',
    sometimes: ({ outcome }) => outcome !== 'ok',
    holds: ({ before, outcome, after }) => outcome === 'ok' || isDeepEqual(before.hooks, after.hooks),
  },
  {
    kind: 'step',
    of: 'request',
    id: 'bad-fd-is-ebadf',
    sentence: 'A request that is refused only because an fd is not open gets EBADF.',
    why: 'a caller tells a mistake of its own from a refusal by the errno',
    sometimes: ({ request }) => isBadOnly(request),
    holds: ({ request, outcome }) => !isBadOnly(request) || outcome === 'EBADF' || outcome === 'EPERM',
  },
];

type Facts = Parameters<Law['sometimes']>[0];

/** Whether nothing but a closed fd in place of a target could be the reason of a refusal. */
function isBadOnly(request: Facts['request']): boolean {
  if (request.op === 'prog_load')
    return request.target === 'closed-fd' && request.expected === 'none' && !request.sleepable;
  return request.op === 'link_create' && request.target === 'closed-fd' && !request.prog.includes('-');
}
