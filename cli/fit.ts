import { PROFILES } from '../spec/families/profiles.ts';
import type { Trace } from '../traces/format.ts';
import { UsageError } from './exit.ts';

/** What to do about a trace of a semantics that this package does not have. */
export function unknownProfile(path: string, { profile }: Trace): UsageError {
  return new UsageError(
    `${path}: profile: expected ${PROFILES.map(({ name }) => name).join(', ')}, found "${profile}"; give the file of that proposal with --profile FILE`,
  );
}
