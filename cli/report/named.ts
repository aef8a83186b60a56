import { isOfPackage, profileNamed } from '../../spec/families/profiles.ts';
import type { Profile } from '../../spec/profile.ts';
import { UsageError } from '../exit.ts';
import { expectOwnNames, semanticsArgument } from '../semantics.ts';

/** The semantics of a name that is in a report. */
export type Named = (name: string) => Promise<Profile>;

async function loadAll(files: readonly string[]): Promise<readonly Profile[]> {
  const all = await Promise.all(files.map(async (name) => ({ name, semantics: await semanticsArgument(name) })));
  expectOwnNames(all);
  return all.map(({ semantics }) => semantics);
}

/** Finds semantics by the name that they have in a report: those that come with the package, and those of some files. */
export function namedFrom(path: string, files: readonly string[]): Named {
  let loaded: Promise<readonly Profile[]> | undefined;
  return async (name) => {
    if (isOfPackage({ name })) return profileNamed(name);
    loaded ??= loadAll(files);
    const found = (await loaded).find((profile) => profile.name === name);
    if (found !== undefined) return found;
    throw new UsageError(
      `${path}: profile: "${name}" does not come with mprog; --semantics FILE names the file that derives it`,
    );
  };
}
