import type { Others } from '../checker/mutate/suite.ts';
import { modelNamed } from '../model/index.ts';
import type { Profile } from '../spec/profile.ts';
import { PROFILES } from '../spec/profiles/index.ts';

/** The profiles that take the same requests. */
export function siblingsOf({ name, uapi }: Profile): readonly Profile[] {
  return PROFILES.filter((each) => each.name !== name && each.uapi.name === uapi.name);
}

/** What a suite has to tell from a semantics besides its mutants. */
export function othersOf(semantics: Profile): Others {
  const model = semantics.model === undefined ? undefined : modelNamed(semantics.model);
  const faults = Object.keys(model?.faults ?? {});
  return {
    siblings: siblingsOf(semantics),
    faults: faults.map((id) => ({ id, create: () => model!.create(id) })),
  };
}
