import { Rehearsal } from '../checker/promises/rehearsal.ts';
import { isOfPackage, PROFILES } from '../spec/families/profiles.ts';
import { addFamily } from '../spec/families/register.ts';
import { guarded } from '../spec/guard/index.ts';
import type { Profile } from '../spec/profile.ts';
import { ProposalError } from '../spec/proposal-error.ts';
import { checkProfile } from '../spec/shape.ts';
import { shown } from '../spec/shown.ts';
import { reachable, validate } from '../spec/validate.ts';

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

/** The shipped profile that a series of proposals begins with; none where they are of a family of their own. Throws a ProposalError where one of them has the name of a shipped profile. */
function shippedIn(semantics: Profile | undefined): Profile | undefined {
  if (semantics === undefined || PROFILES.includes(semantics)) return semantics;
  requireOwnName(semantics);
  return shippedIn(semantics.base);
}

function requireOwnName(semantics: Profile): void {
  if (isOfPackage(semantics))
    throw new ProposalError(`the name "${semantics.name}" is taken by a profile of this package`);
}

/** The shipped profile of which a semantics is a copy, rules and all. */
const originalOf = ({ base, keeping, tables }: Profile): Profile | undefined =>
  base !== undefined
    ? undefined
    : PROFILES.find(
        (profile) => profile.keeping === keeping && profile.tables.every((table, index) => table === tables[index]),
      );

/**
 * A semantics that did not come with this package, whole and with its functions watched; `where` is what errors call it, and `checkModel` is
 * asked about the name of its model, if it has one. Throws a ProposalError on what is wrong with it.
 */
export function whole(value: object, where: string, checkModel: (name: string) => void): Profile {
  checkProfile(value);
  const semantics = value as Profile;
  const { name, model, uapi, tables } = semantics;
  const base = baseOf(semantics);
  validate(semantics, base);
  reachable(semantics, base, false);
  for (const op of Object.keys(uapi.fields))
    if (!tables.some((table) => table.op === op))
      throw new ProposalError(`${name}: expected a table for ${op}, found none`);
  requireOwnName(semantics);
  const original = originalOf(semantics);
  if (original !== undefined)
    throw new ProposalError(
      `${name}: this is ${original.name} by another name: expected derive(${original.name}, { … }), which keeps what is on record of it`,
    );
  if (model !== undefined) checkModel(model);
  const ground = shippedIn(semantics.base);
  const watched = guarded(ground === undefined ? semantics : { ...semantics, ground }, where, PROFILES);
  new Rehearsal(watched).run();
  return watched;
}
