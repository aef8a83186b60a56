import { slotsFamily } from '../slots/family.ts';
import { kindsAt } from '../slots/vocabulary/index.ts';

/** Lists of programs and links at the hooks of a network device. */
export const LISTS = slotsFamily('lists', kindsAt('device'));
