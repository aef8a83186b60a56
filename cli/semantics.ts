import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { comparingOf } from '../checker/diff/comparing.ts';
import type { Share } from '../checker/search/share.ts';
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

/** A part of a run, with a digest of the files among the names of its semantics. */
export function withSource<S extends Share>(share: S, names: readonly (string | undefined)[]): S {
  const files = names.filter((name) => name !== undefined && MODULE.test(name));
  if (files.length === 0) return share;
  const hash = createHash('sha256');
  for (const file of files) hash.update(readFileSync(file!)).update('\0');
  return { ...share, source: hash.digest('hex').slice(0, 16) };
}

/** Refuses two semantics that have nothing to be compared by, with a UsageError. */
export function expectComparable(a: Profile, b: Profile): void {
  try {
    comparingOf(a, b);
  } catch (error) {
    throw error instanceof RangeError ? new UsageError(error.message) : error;
  }
}
