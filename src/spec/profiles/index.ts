import type { Profile } from '../profile.ts';
import { tcx } from './tcx/index.ts';

/** Every profile there is. */
export const PROFILES: readonly Profile[] = [tcx];

/** The profile of a name; throws a RangeError that lists the names there are. */
export function profileNamed(name: string): Profile {
  const found = PROFILES.find((candidate) => candidate.name === name);
  if (found !== undefined) return found;
  throw new RangeError(`no profile is called "${name}"; there is ${PROFILES.map((each) => each.name).join(', ')}`);
}
