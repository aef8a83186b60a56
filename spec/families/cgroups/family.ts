import { slotsFamily } from '../slots/family.ts';
import { kindsAt } from '../slots/vocabulary/index.ts';

/** Lists of programs and links at cgroups, which hand them down. */
export const CGROUPS = slotsFamily('cgroups', kindsAt('cgroup'));
