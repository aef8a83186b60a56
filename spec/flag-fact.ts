import { made } from './made-facts.ts';
import type { Fact } from './rule.ts';
import type { Request } from './semantics.ts';

/** The flags of a request; none where it has no such field. */
export function flagsOf(request: Request): readonly string[] {
  return (request as { readonly flags?: readonly string[] }).flags ?? [];
}

/** Whether a flag of a request is set: a fact with the name of the flag. */
export function flagFact<const F extends string>(flag: F): Fact<Request, F, boolean> {
  return made({
    field: flag,
    values: [false, true],
    reads: ['flags'],
    stateless: true,
    tell: (_: unknown, request: Request) => flagsOf(request).includes(flag),
  });
}
