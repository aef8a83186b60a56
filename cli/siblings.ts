import { existsSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { NamedTrace } from '../checker/mutate/fates.ts';
import type { Others } from '../checker/mutate/suite.ts';
import { modelNamed } from '../model/index.ts';
import { PROFILES } from '../spec/families/profiles.ts';
import type { Profile } from '../spec/profile.ts';
import { readTraceFiles } from '../traces/files.ts';
import { PACKAGE } from '../traces/package-folder.ts';

/** The profiles that take the same requests, at the same kind of hook. */
export function siblingsOf({ name, uapi }: Profile): readonly Profile[] {
  return PROFILES.filter((each) => each.name !== name && each.uapi.name === uapi.name && each.uapi.hook === uapi.hook);
}

/** What a suite has to tell from a semantics besides its mutants. */
export function othersOf(semantics: Profile): Others {
  const { base, uapi } = semantics;
  const model = semantics.model === undefined ? undefined : modelNamed(semantics.model);
  const faults = Object.keys(model?.faults ?? {});
  return {
    siblings: siblingsOf(semantics),
    ofBase: shippedSuite(base?.uapi.hook === uapi.hook ? base : undefined).map(({ trace }) => trace),
    faults: faults.map((id) => ({ id, create: () => model!.create(id) })),
  };
}

/** The suites that come with the package, a folder for each profile. */
const SHIPPED = join(PACKAGE, 'traces/conformance');

/** The suite of a profile that comes with the package; no traces where there is none. */
export function shippedSuite(semantics: Profile | undefined): readonly NamedTrace[] {
  const folder = semantics === undefined ? undefined : join(SHIPPED, semantics.name);
  if (folder === undefined || !existsSync(folder)) return [];
  return readTraceFiles([folder]).traces.map(({ path, trace }) => ({ file: relative('', path), trace }));
}
