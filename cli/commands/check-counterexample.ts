import { traceOf } from '../../checker/decide/counterexample.ts';
import type { Failure } from '../../checker/decide/failure.ts';
import type { Profile } from '../../spec/profile.ts';
import type { Request, Scope } from '../../spec/semantics.ts';
import { recordAnomaly } from '../anomalies.ts';
import { saveTrace } from '../save-trace.ts';
import { plural } from '../text/output.ts';

/** Where and how a counterexample is written. */
export interface SavingOptions {
  readonly traces: string;
  readonly force?: boolean;
  readonly fault?: string;
  readonly accept?: string;
}

/** Writes a counterexample under a name made from its content, or as a known anomaly, and returns the name, if it could be written. */
export function saveCounterexample(
  semantics: Profile,
  scope: Scope,
  { path, failure }: { readonly path: readonly Request[]; readonly failure: Failure },
  { traces, force, fault, accept }: SavingOptions,
): string | undefined {
  if (accept !== undefined) return recordAnomaly(semantics, scope, path, failure, accept);
  const note = fault === undefined ? `scope ${scope.name}` : `scope ${scope.name}, fault ${fault} in the model`;
  const trace = traceOf(
    semantics,
    semantics.family.trimmed(semantics.family.explore(scope, semantics).universe, path),
    path,
    {
      title:
        failure.is === 'property'
          ? `${failure.property} is violated after ${plural(path.length, 'step')}`
          : `spec and model differ after ${plural(path.length, 'step')}`,
      origin: { kind: 'counterexample', note },
    },
  );
  return saveTrace(traces, semantics.name, trace, { force: force === true });
}
