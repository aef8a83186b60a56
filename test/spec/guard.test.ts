import { describe, expect, test } from 'vitest';
import { checkAll } from '../../checker/check/check.ts';
import { Rehearsal } from '../../checker/promises/rehearsal.ts';
import { derive, fail, rule, tcx } from '../../index.ts';
import { PROFILES } from '../../spec/families/profiles.ts';
import type { Scope } from '../../spec/families/slots/scopes/scope.ts';
import { SCOPES } from '../../spec/families/slots/scopes/scopes.ts';
import { guarded } from '../../spec/guard/index.ts';
import type { Profile } from '../../spec/profile.ts';
import { ProposalError } from '../../spec/proposal-error.ts';

/** A shipped semantics as if a file had brought every function of it. */
function asIfNew(semantics: Profile): Profile {
  const { base: _, ...parts } = semantics;
  const copy = <T extends object>(each: T): T => ({ ...each });
  return {
    ...parts,
    properties: semantics.properties.filter(({ kind }) => kind !== 'trial').map(copy),
    tables: semantics.tables.map((table) => ({
      ...table,
      facts: table.facts.map(copy),
      ...(table.designation === undefined
        ? {}
        : { designation: { ...table.designation, places: table.designation.places.map(copy) } }),
    })),
  };
}

describe('what is shipped, watched as a proposal is,', () => {
  test.each(PROFILES.map((profile) => [profile.name, profile] as const))(
    'looks at nothing undeclared and depends on no name: %s',
    (_, profile) => {
      expect(() => new Rehearsal(guarded(asIfNew(profile), 'file', PROFILES)).run()).not.toThrow();
    },
  );
});

describe('a watch', () => {
  const late = derive(tcx, {
    name: 'late',
    title: 'a fact that looks at another field when the list is long',
    facts: [
      {
        of: ['prog_attach'],
        field: 'x',
        values: ['a', 'b'],
        reads: ['prog'],
        tell: (state, { hook, prog, revision }) =>
          state.hooks[hook]!.slots.length > 2 && prog.is === 'prog' && revision === 'stale' ? 'a' : 'b',
      },
    ],
    insert: [
      { before: 'attach/append', rules: [rule('attach/x', 'X.', { x: 'a', directives: 'none' }, fail('EPERM'))] },
    ],
  });
  const quiet = derive(tcx, {
    name: 'quiet',
    title: 'the same, where the field is looked at only there',
    facts: [
      {
        of: ['prog_attach'],
        field: 'x',
        values: ['a', 'b'],
        reads: ['prog'],
        tell: (state, request) =>
          state.hooks[request.hook]!.slots.length > 2 && request.revision === 'stale' ? 'a' : 'b',
      },
    ],
    insert: [
      { before: 'attach/append', rules: [rule('attach/x', 'X.', { x: 'a', directives: 'none' }, fail('EPERM'))] },
    ],
  });
  test('finds at once what is looked at in every state', () => {
    expect(() => new Rehearsal(guarded(late, 'late.mjs', PROFILES)).run()).toThrow(
      'fact "x" of BPF_PROG_ATTACH reads "revision" of the request and does not declare it',
    );
  });
  test('goes on while a check runs, so that nothing slips through where the rehearsal did not get to', () => {
    const watched = guarded(quiet, 'quiet.mjs', PROFILES);
    expect(() => new Rehearsal(watched).run()).not.toThrow();
    const scope: Scope = { ...SCOPES.default, badInput: [] };
    const known = tcx.properties.map(({ id }) => id);
    expect(() => checkAll(watched, undefined, scope, { known })).toThrow(ProposalError);
  });
  test('leaves what is shipped alone', () => {
    const watched = guarded(late, 'late.mjs', PROFILES);
    const before = new Set(tcx.tables.flatMap(({ facts }) => facts));
    const kept = watched.tables.flatMap(({ facts }) => facts).filter((fact) => before.has(fact));
    expect(new Set(kept)).toEqual(before);
    expect(watched.properties).toEqual(tcx.properties);
  });
});
