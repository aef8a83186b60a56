import { resolve } from 'node:path';
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

/** What a name or a file stands for: a file is the same however it is reached from the present directory. */
const meant = (name: string): string => (MODULE.test(name) ? resolve(name) : name);

/** Names and files, each once. */
export const eachOnce = (names: readonly string[]): readonly string[] =>
  names.filter((name, place) => names.findIndex((each) => meant(each) === meant(name)) === place);

/** Refuses semantics of different files by one name, with a UsageError: nothing that is said of them could be told apart. */
export function expectOwnNames(all: readonly { readonly name: string; readonly semantics: Profile }[]): void {
  for (const [place, { name, semantics }] of all.entries()) {
    const other = all
      .slice(0, place)
      .find((each) => each.semantics.name === semantics.name && meant(each.name) !== meant(name));
    if (other !== undefined)
      throw new UsageError(
        `${other.name} and ${name} are both called "${semantics.name}": expected a name of its own for each, because reports name semantics by it`,
      );
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
