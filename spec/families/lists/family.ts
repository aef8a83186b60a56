import { slotsFamily } from '../slots/family.ts';

/** Lists of programs and links at the hooks of a network device. */
export const LISTS = slotsFamily('lists', ['tcx', 'xdp']);
