import { isDeepEqual } from '../../../same.ts';
import type { Law, Sighting } from './property.ts';
import { extensionsIn } from './sight.ts';

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

/** What must be possible. */
export const SIGHTINGS: readonly Sighting[] = [
  {
    kind: 'sometimes',
    id: 'attached-when-its-targets-are-gone',
    sentence: 'A program can be attached to a function when every target it had before is gone.',
    source: 'mail of A. Nakryiko, 19 July 2020: re-attach to a new program Z',
    seen: ({ before, request, outcome, after }) =>
      outcome === 'ok' &&
      isAttach(request.op) &&
      extensionsIn(before).length === 0 &&
      extensionsIn(after).length === 1 &&
      Object.values(before.hooks).every(
        (seen) => !('held' in seen) || !seen.held?.some((by) => by.startsWith('saved-')),
      ),
  },
];

type Facts = Parameters<Law['sometimes']>[0];

const isAttach = (op: string) => op === 'link_create' || op === 'raw_open';

/** Whether nothing but a closed fd in place of a target could be the reason of a refusal. */
function isBadOnly(request: Facts['request']): boolean {
  if (request.op === 'prog_load')
    return request.target === 'closed-fd' && request.expected === 'none' && !request.sleepable;
  return request.op === 'link_create' && request.target === 'closed-fd' && !request.prog.includes('-');
}
