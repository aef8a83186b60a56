import { profileNamed } from '../spec/families/profiles.ts';
import { type Profile, withOutcome } from '../spec/profile.ts';
import type { Assignment } from './kernel-orders.ts';

/** The rules that a kernel is held to: those of a profile, or with one of them deliberately changed. */
export function semanticsOf({ profile, change }: Pick<Assignment, 'profile' | 'change'>): Profile {
  const semantics = profileNamed(profile);
  return change === undefined ? semantics : withOutcome(semantics, change.rule, change.errno);
}
