import { z } from 'zod';
import type { Family } from '../family.ts';
import type { Observation, Request, Scope, Universe } from '../semantics.ts';
import { CGROUPS } from './cgroups/family.ts';
import { FREPLACE } from './freplace/family.ts';
import { LISTS } from './lists/family.ts';
import { XDP } from './xdp/family.ts';

/** The families there are, by name; the first is that of a trace or report that names none. */
const FAMILIES = new Map<string, Family>([LISTS, CGROUPS, XDP, FREPLACE].map((family) => [family.name, family]));

/** The family of what names none. */
export const USUAL: Family = LISTS;

/** Makes a family known, so that its traces can be read. Throws a RangeError where another one has its name. */
export function addFamily(family: Family): void {
  const known = FAMILIES.get(family.name);
  if (known !== undefined && known !== family) throw new RangeError(`there is another family called "${family.name}"`);
  FAMILIES.set(family.name, family);
}

/** The family of a name; that of what names none without one. Throws a RangeError that lists the names there are. */
export function familyNamed(name: string = USUAL.name): Family {
  const found = FAMILIES.get(name);
  if (found !== undefined) return found;
  throw new RangeError(`no family is called "${name}"; there is ${[...FAMILIES.keys()].join(', ')}`);
}

/** The name that a trace gives of its family; none where it can be read as one of the usual family. */
export function nameInTraces({ name, schemas }: Family): string | undefined {
  return schemas.request === USUAL.schemas.request && schemas.universe === USUAL.schemas.universe ? undefined : name;
}

/** One schema for what every family has of its own: those of the families that come with the package, each once. */
function anyOf<T>(part: (schemas: Family['schemas']) => z.ZodType): z.ZodType<T, T> {
  const [first, ...others] = new Set([...FAMILIES.values()].map(({ schemas }) => part(schemas)));
  return (others.length === 0 ? first! : z.union([first!, ...others])) as z.ZodType<T, T>;
}

/**
 * What reports are made of that is of a family, as the published schemas have it. A report of a family that was made known later
 * has the fields of its own.
 */
export const AnyScope = anyOf<Scope>(({ scope }) => scope);
export const AnyRequest = anyOf<Request>(({ request }) => request);
export const AnyUniverse = anyOf<Universe>(({ universe }) => universe);
export const AnyObservation = anyOf<Observation>(({ observation }) => observation);
export const AnyTold = anyOf<object>(({ told }) => told);
