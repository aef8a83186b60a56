import type { Profile } from '../spec/profile.ts';
import { unsaid } from '../spec/said.ts';
import type { Request } from '../spec/semantics.ts';
import { TraceError } from '../traces/trace-error.ts';

/** A TraceError where a request has an operation, field or flag that a semantics does not have; `where` is the place. */
export function requireSaid(where: string, { uapi, family, name }: Profile, request: Request): void {
  const settable = (family.settable ?? []).map((flag) => `flag ${flag}`);
  const [first] = unsaid(uapi, request).filter((what) => !settable.includes(what));
  if (first !== undefined) throw new TraceError(`${where}: expected what ${name} has, found ${first}`);
}
