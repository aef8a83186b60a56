import { type Sighting, sameWorld, takenIn } from './property.ts';

/** What is to be seen somewhere. */
export const SIGHTINGS = [
  {
    kind: 'sometimes',
    id: 'swap-decides',
    sentence: 'A set with REPLACE succeeds and changes the program, and another is refused with EEXIST.',
    source: 'commit 92234c8f15c8 (expected program): one of two that are made for the same program is refused',
    seen: ({ request, outcome }) =>
      request.op === 'xdp_set' && request.flags.includes('REPLACE') && outcome === 'EEXIST',
  },
  {
    kind: 'sometimes',
    id: 'link-updates-below-upper',
    sentence: 'The link of a port is updated while its upper device has a program.',
    source: 'commit 026a4c28e1db (update of XDP links): an update replaces a program that is in its place already',
    seen: ({ before, request, outcome, after }) => {
      if (request.op !== 'link_update' || outcome !== 'ok' || sameWorld(before, after)) return false;
      const busy = new Set(takenIn(after).map(({ device }) => device));
      return takenIn(after).some(({ upper }) => busy.has(upper));
    },
  },
] as const satisfies readonly Sighting[];
