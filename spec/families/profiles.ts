import type { Profile } from '../profile.ts';
import { meant } from '../suggest.ts';
import { cgroup } from './cgroups/cgroup/index.ts';
import { cgroup56 } from './cgroups/cgroup-5.6/index.ts';
import { cgroup61 } from './cgroups/cgroup-6.1/index.ts';
import { cgroup617 } from './cgroups/cgroup-6.17.ts';
import { cgroupPreorderOnly } from './cgroups/cgroup-preorder-only.ts';
import { cgroupV3 } from './cgroups/cgroup-v3-posted.ts';
import { freplace } from './freplace/freplace/index.ts';
import { freplaceId, freplaceList, freplacePosted } from './freplace/freplace-2020.ts';
import { mprogFirstMerge } from './lists/mprog-first-merge.ts';
import { netkit } from './lists/netkit.ts';
import { rfcV2 } from './lists/rfc-v2/index.ts';
import { tcx } from './lists/tcx/index.ts';
import { tcx617 } from './lists/tcx-6.17.ts';
import { xdp } from './xdp/xdp/index.ts';

export {
  cgroup,
  cgroup56,
  cgroup61,
  cgroup617,
  cgroupPreorderOnly,
  cgroupV3,
  freplace,
  freplaceId,
  freplaceList,
  freplacePosted,
  mprogFirstMerge,
  netkit,
  rfcV2,
  tcx,
  tcx617,
  xdp,
};

/** Every profile there is. */
export const PROFILES: readonly Profile[] = [
  tcx,
  tcx617,
  netkit,
  mprogFirstMerge,
  rfcV2,
  cgroup,
  cgroup617,
  cgroupV3,
  cgroup56,
  cgroup61,
  cgroupPreorderOnly,
  xdp,
  freplace,
  freplacePosted,
  freplaceList,
  freplaceId,
];

/** The profile of a name; throws a RangeError that lists the names there are. */
export function profileNamed(name: string): Profile {
  const found = PROFILES.find((candidate) => candidate.name === name);
  if (found !== undefined) return found;
  const names = PROFILES.map((each) => each.name);
  throw new RangeError(`no profile is called "${name}"${meant(name, names)}; there is ${names.join(', ')}`);
}

/** Whether it is a profile of this package, by its name, which no proposal has: perhaps one of which something is left out. */
export const isOfPackage = ({ name }: Pick<Profile, 'name'>): boolean => PROFILES.some((each) => each.name === name);

/** Whether a semantics did not come with this package: then everything that it brought is to be put to the test. */
export const isProposal = (semantics: Profile): boolean => !PROFILES.includes(semantics);
