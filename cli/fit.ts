import { PROFILES } from '../spec/families/profiles.ts';
import { unsaid } from '../spec/families/slots/dialect.ts';
import { FLAG_BITS } from '../spec/families/slots/vocabulary/index.ts';
import type { Profile } from '../spec/profile.ts';
import type { Trace } from '../traces/format.ts';
import { TraceError } from '../traces/trace-error.ts';
import { UsageError } from './exit.ts';

/** A TraceError where the hooks of a trace are not of the kind that a semantics is about. */
export function requireHooksOf({ name, uapi }: Profile, path: string, { universe }: Trace): void {
  for (const [hook, { kind }] of Object.entries(universe.hooks))
    if (kind !== uapi.hook)
      throw new TraceError(
        `${path}: universe.hooks.${hook}.kind: expected "${uapi.hook}", which is what ${name} is about, found "${kind}"`,
      );
}

/**
 * A TraceError where a trace asks for something that a semantics does not have: another kind of hook, an operation, a
 * field, a flag. A flag that has a bit in the merged interface can be set whether an operation knows it or not.
 */
export function requireFit(semantics: Profile, path: string, trace: Trace): void {
  requireHooksOf(semantics, path, trace);
  for (const [index, { request }] of trace.steps.entries()) {
    const [first] = unsaid(semantics.uapi, request).filter((what) => !SETTABLE.has(what));
    if (first !== undefined)
      throw new TraceError(
        `${path}: step ${index + 1}, request: the profile ${semantics.name} has no ${first}${first.startsWith('operation') ? '' : ` of ${request.op}`}`,
      );
  }
}

const SETTABLE = new Set(Object.keys(FLAG_BITS).map((flag) => `flag ${flag}`));

/** What to do about a trace of a semantics that this package does not have. */
export function unknownProfile(path: string, { profile }: Trace): UsageError {
  return new UsageError(
    `${path}: profile: expected ${PROFILES.map(({ name }) => name).join(', ')}, found "${profile}"; give the file of that proposal with --profile FILE`,
  );
}
