import { relative } from 'node:path';
import { traceOf } from '../checker/decide/counterexample.ts';
import type { Failure } from '../checker/decide/failure.ts';
import { filesOf } from '../checker/promises/register.ts';
import type { Profile } from '../spec/profile.ts';
import type { Request, Scope } from '../spec/semantics.ts';
import type { Trace } from '../traces/format.ts';
import { writeTrace } from '../traces/write.ts';
import { UsageError } from './exit.ts';

export {
  type Anomaly,
  decidedBy,
  knownAnomalies,
  knownOf,
  profilesBreaking,
  recordOf,
} from '../checker/promises/register.ts';

/** Puts a broken property on record, with a trace and an explanation; returns the name of the file. */
export function recordAnomaly(
  semantics: Profile,
  scope: Scope,
  path: readonly Request[],
  failure: Failure,
  explanation: string,
): string {
  if (failure.is !== 'property')
    throw new UsageError(`--accept: only a broken property can be accepted, and this is a difference (${failure.is})`);
  const trace = traceOf(
    semantics,
    semantics.family.trimmed(semantics.family.explore(scope, semantics).universe, path),
    path,
    {
      title: `${semantics.name} breaks ${failure.property}: ${failure.sentence}`,
      origin: { kind: 'anomaly', note: explanation },
    },
  );
  return recordViolation(semantics, failure.property, [trace], false);
}

/** Writes the trace, or the two traces, that show a violation; returns the name of the first file. */
export function recordViolation(
  semantics: Profile,
  property: string,
  traces: readonly Trace[],
  force: boolean,
): string {
  const files = filesOf(semantics, property);
  for (const [index, trace] of traces.entries()) writeTrace(files[index]!, trace, { force });
  return relative('', files[0]);
}
