import type { Comparing } from '../../comparing.ts';
import { XDP_LISTS } from './xdp-lists.ts';

/** Pairs of families of which a user may go from one to the other. */
const HAND_OVERS: readonly { readonly families: readonly [string, string]; readonly comparing: Comparing }[] = [
  { families: ['xdp', 'lists'], comparing: XDP_LISTS },
];

/** How semantics of two families are compared by what corresponds; none where nothing is written down of them. */
export function handOver(a: string, b: string): Comparing | undefined {
  return HAND_OVERS.find(({ families }) => a !== b && families.includes(a) && families.includes(b))?.comparing;
}
