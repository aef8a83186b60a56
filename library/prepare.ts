import { Rehearsal } from '../checker/promises/rehearsal.ts';
import { modelNamed } from '../model/index.ts';
import { PROFILES } from '../spec/families/profiles.ts';
import { addFamily } from '../spec/families/register.ts';
import { guarded } from '../spec/guard/index.ts';
import type { Profile } from '../spec/profile.ts';
import { ProposalError } from '../spec/proposal-error.ts';
import { checkProfile } from '../spec/shape.ts';
import { shown } from '../spec/shown.ts';
import { reachable, validate } from '../spec/validate.ts';
import { ArgumentError, namedIn } from './argument-error.ts';

/** The shipped profile that has the uapi of a semantics which was put together by hand; of a family of its own, one without rules. */
function baseOf(semantics: Profile): Profile {
  const { base, family, uapi, tables } = semantics;
  if (PROFILES.every((profile) => profile.family !== family)) {
    addFamily(family);
    return base ?? { ...semantics, tables: tables.map((table) => ({ ...table, rules: [] })), properties: [] };
  }
  const found = base ?? PROFILES.find((profile) => profile.uapi.name === uapi.name);
  if (found !== undefined) return found;
  const names = [...new Set(PROFILES.map((profile) => shown(profile.uapi.name)))].join(', ');
  throw new ProposalError(`uapi.name: expected one of ${names}, found ${shown(uapi.name)}`);
}

function checkModel(name: string): void {
  try {
    modelNamed(name);
  } catch (error) {
    throw new ProposalError(`model: ${(error as Error).message}`);
  }
}

/**
 * A semantics that did not come with this package, whole and with its functions watched; `where` is what errors call it. Throws a
 * ProposalError on what is wrong with it.
 */
export function prepare(value: object, where: string): Profile {
  checkProfile(value);
  const semantics = value as Profile;
  const { name, model, uapi, tables } = semantics;
  const base = baseOf(semantics);
  validate(semantics, base);
  reachable(semantics, base, false);
  for (const op of Object.keys(uapi.fields))
    if (!tables.some((table) => table.op === op))
      throw new ProposalError(`${name}: expected a table for ${op}, found none`);
  if (PROFILES.some((profile) => profile.name === name))
    throw new ProposalError(`the name "${name}" is taken by a profile of this package`);
  if (model !== undefined) checkModel(model);
  const watched = guarded(semantics, where, PROFILES);
  new Rehearsal(watched).run();
  return watched;
}

const PREPARED = new WeakMap<object, Profile>();

/** The semantics of a name, or one that was derived: prepared once. */
export function semanticsOf(given: string | Profile): Profile {
  if (typeof given === 'string') return namedIn('profile', PROFILES, given);
  if (typeof given !== 'object' || given === null || !('tables' in given))
    throw new ArgumentError(`expected the name of a profile, or a profile, found ${shown(given)}`);
  if (PROFILES.includes(given)) return given;
  const found = PREPARED.get(given) ?? prepare(given, shown(given.name));
  PREPARED.set(given, found);
  return found;
}
