import type { Profile } from '../../spec/profile.ts';
import type { Only } from '../../spec/semantics.ts';

/** A semantics of which only those requests are made that a kernel can be asked, and what that leaves out, in one line each. */
export interface Askable {
  readonly semantics: Profile;
  readonly leftOut: readonly string[];
}

/** Leaves out the flags that have no bit in the interface of any kernel: states that only they lead to are not reached. */
export function askable(semantics: Profile): Askable {
  const { family, uapi } = semantics;
  const { settable } = family;
  if (settable === undefined) return { semantics, leftOut: [] };
  const used = Object.entries(uapi.flags).filter(([op]) => uapi.fields[op] !== undefined);
  const flags = [...new Set(used.flatMap(([, each]) => each))].filter((flag) => !settable.includes(flag));
  if (flags.length === 0) return { semantics, leftOut: [] };
  const only: Only = {
    field: 'flags',
    values: (value) => (value as readonly string[]).every((flag) => !flags.includes(flag)),
  };
  const leftOut = flags.map((flag) => {
    const ops = used.filter(([, each]) => each.includes(flag)).map(([op]) => op);
    return `requests with the flag ${flag} (${ops.join(', ')}) were not made: no kernel has a bit for it`;
  });
  const explore: typeof family.explore = (scope, of, given) => family.explore(scope, of, given ?? only);
  return { semantics: { ...semantics, family: { ...family, explore } }, leftOut };
}
