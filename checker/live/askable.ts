import type { Unmakeable } from '../../spec/family.ts';
import type { Profile } from '../../spec/profile.ts';
import type { Only, Scope } from '../../spec/semantics.ts';

/** A semantics of which only those requests are made that a kernel can be asked. */
export interface Askable {
  readonly semantics: Profile;
  /** What that leaves out in some scopes, in one line each. */
  leftOut(scopes: readonly Scope[]): readonly string[];
}

/**
 * Leaves out the flags that have no bit in the interface of any kernel, and the requests that none can be made to take: states that
 * only they lead to are not reached.
 */
export function askable(semantics: Profile): Askable {
  const { family } = semantics;
  const flags = flagsWithoutBit(semantics);
  const unmakeable = family.live?.unmakeable ?? [];
  const only: readonly Only[] = [
    ...(flags.size === 0 ? [] : [withoutFlags(flags)]),
    ...unmakeable.map(({ value, why: _, ...where }): Only => ({ ...where, values: (each) => each !== value })),
  ];
  const explore: typeof family.explore = (scope, of, given = []) => family.explore(scope, of, [...only, ...given]);
  return {
    semantics: { ...semantics, family: { ...family, explore } },
    leftOut: (scopes) => [
      ...[...flags].map(
        ([flag, ops]) => `requests with the flag ${flag} (${ops.join(', ')}) were not made: no kernel has a bit for it`,
      ),
      ...unmakeable.flatMap((each) => {
        const ops = [...new Set(scopes.flatMap((scope) => opsWith(semantics, scope, each)))];
        if (ops.length === 0) return [];
        return [`requests with ${each.field} ${String(each.value)} (${ops.join(', ')}) were not made: ${each.why}`];
      }),
    ],
  };
}

const withoutFlags = (flags: ReadonlyMap<string, unknown>): Only => ({
  field: 'flags',
  values: (value) => (value as readonly string[]).every((flag) => !flags.has(flag)),
});

/** The flags of a semantics that no kernel has a bit for, each with the operations that take it. */
function flagsWithoutBit({ family: { settable }, uapi }: Profile): ReadonlyMap<string, readonly string[]> {
  if (settable === undefined) return new Map();
  const used = Object.entries(uapi.flags).filter(([op]) => uapi.fields[op] !== undefined);
  const flags = [...new Set(used.flatMap(([, each]) => each))].filter((flag) => !settable.includes(flag));
  return new Map(
    flags.map((flag) => [flag, used.filter(([, each]) => each.includes(flag)).map(([op]) => op)] as const),
  );
}

/** The operations of which requests with a value are made in a scope. */
function opsWith(semantics: Profile, scope: Scope, { ops, field, value }: Unmakeable): readonly string[] {
  const { family, keeping } = semantics;
  const { universe, requests } = family.explore(scope, semantics);
  const state = family.initial(universe, keeping);
  return requests.ops.filter(
    (op) =>
      ops?.includes(op) !== false &&
      requests.fields(op).includes(field) &&
      requests.options(op, field, state, requests.hooks(op)[0]!, true).some((option) => option.value === value),
  );
}
