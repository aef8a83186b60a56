import { comparingOf } from '../checker/diff/comparing.ts';
import { profileNamed } from '../spec/families/profiles.ts';
import type { Profile } from '../spec/profile.ts';
import { UsageError } from './exit.ts';

/** Files that a proposal may be in. */
export const MODULE = /\.[cm]?[jt]s$/;

/** The semantics of a name, or of a file that derives one; a UsageError that says what is wrong. */
export async function semanticsArgument(name: string): Promise<Profile> {
  if (MODULE.test(name)) {
    const { loadProposal } = await import('./proposal-file.ts');
    return loadProposal(name);
  }
  try {
    return profileNamed(name);
  } catch (error) {
    throw new UsageError(`${(error as Error).message}; or give a file that ends in .ts, .js or .mjs`);
  }
}

/** Refuses two semantics that have nothing to be compared by, with a UsageError. */
export function expectComparable(a: Profile, b: Profile): void {
  try {
    comparingOf(a, b);
  } catch (error) {
    throw error instanceof RangeError ? new UsageError(error.message) : error;
  }
}
