import { modelNamed } from '../model/index.ts';
import { PROFILES } from '../spec/families/profiles.ts';
import type { Profile } from '../spec/profile.ts';
import { ProposalError } from '../spec/proposal-error.ts';
import { shown } from '../spec/shown.ts';
import { ArgumentError, namedIn } from './argument-error.ts';
import { whole } from './whole.ts';

function checkModel(name: string): void {
  try {
    modelNamed(name);
  } catch (error) {
    throw new ProposalError(`model: ${(error as Error).message}`);
  }
}

/** A semantics that did not come with this package, whole and watched; a ProposalError on what is wrong with it. `where` is what errors call it. */
export const prepare = (value: object, where: string): Profile => whole(value, where, checkModel);

const PREPARED = new WeakMap<object, Profile>();

/** The semantics of a name, or one that was derived, as it is; an ArgumentError where it is neither. */
export function semanticsGiven(given: string | Profile): Profile {
  if (typeof given === 'string') return namedIn('profile', PROFILES, given);
  if (typeof given !== 'object' || given === null || !('tables' in given))
    throw new ArgumentError(`profile: expected the name of a profile, or a profile, found ${shown(given)}`);
  return given;
}

/** The semantics of a name, or one that was derived: prepared once, and taken as it is where it was. */
export function semanticsOf(named: string | Profile): Profile {
  const given = semanticsGiven(named);
  if (PROFILES.includes(given)) return given;
  const found = PREPARED.get(given) ?? prepare(given, shown(given.name));
  PREPARED.set(given, found).set(found, found);
  return found;
}
