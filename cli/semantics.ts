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

/** A digest of the files among the names of semantics, and of what they load; nothing where none is a file. */
export async function sourceOf(names: readonly (string | undefined)[]): Promise<string | undefined> {
  const files = names.filter((name) => name !== undefined && MODULE.test(name));
  if (files.length === 0) return undefined;
  const { digestOf } = await import('./proposal-digest.ts');
  return digestOf(files as readonly string[]);
}

/** A part of a run, with a digest of the files among the names of its semantics. */
export async function withSource<S extends Share>(share: S, names: readonly (string | undefined)[]): Promise<S> {
  const source = await sourceOf(names);
  return source === undefined ? share : { ...share, source };
}

/** Refuses two semantics that have nothing to be compared by, with a UsageError. */
export function expectComparable(a: Profile, b: Profile): void {
  try {
    comparingOf(a, b);
  } catch (error) {
    throw error instanceof RangeError ? new UsageError(error.message) : error;
  }
}
