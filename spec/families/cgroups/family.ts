import { slotsFamily } from '../slots/family.ts';

/** Lists of programs and links at cgroups, which hand them down. */
export const CGROUPS = slotsFamily('cgroups', ['cgroup']);
