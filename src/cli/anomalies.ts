import { existsSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { traceOf, trimmed } from '../checker/counterexample.ts';
import type { Failure } from '../checker/failure.ts';
import { type Scope, universeOf } from '../checker/scope.ts';
import type { Profile } from '../spec/profile.ts';
import type { Request } from '../spec/vocabulary/index.ts';
import type { Trace } from '../traces/format.ts';
import { readTrace } from '../traces/read.ts';
import { writeTrace } from '../traces/write.ts';
import { UsageError } from './exit.ts';

/** A reviewed anomaly: a property that a semantics itself breaks, with a trace that shows it and says why. */
export interface Anomaly {
  readonly profile: string;
  readonly property: string;
  /** The file, as seen from the present directory. */
  readonly file: string;
  readonly trace: Trace;
  /** The second run, where two are to be compared. */
  readonly beside?: Trace;
}

/** The register that comes with the package: one folder for each profile, one file for each property it breaks. */
export const REGISTER = fileURLToPath(new URL('../../traces/anomalies', import.meta.url));

/** The second of two runs that are to be compared is in a file beside that of the first. */
const BESIDE = '.beside.json';

/** The anomalies on record of a profile, or of the one it was derived from. */
export function knownAnomalies({ name, base }: { readonly name: string; readonly base?: Profile }): readonly Anomaly[] {
  const own = registered(name);
  const inherited = base === undefined ? [] : knownAnomalies(base);
  return [...own, ...inherited.filter(({ property }) => own.every((anomaly) => anomaly.property !== property))];
}

function registered(profile: string): readonly Anomaly[] {
  const folder = join(REGISTER, profile);
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json') && !name.endsWith(BESIDE))
    .toSorted()
    .map((name) => {
      const path = join(folder, name);
      const property = name.replace(/\.json$/, '');
      const second = join(folder, `${property}${BESIDE}`);
      return {
        profile,
        property,
        file: relative('', path),
        trace: readTrace(path),
        ...(existsSync(second) ? { beside: readTrace(second) } : {}),
      };
    });
}

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
  const trace = traceOf(semantics, trimmed(universeOf(scope), path), path, {
    title: `${semantics.name} breaks ${failure.property}: ${failure.sentence}`,
    origin: { kind: 'anomaly', note: explanation },
  });
  return recordViolation(semantics, failure.property, [trace], false);
}

/** Writes the trace, or the two traces, that show a violation; returns the name of the first file. */
export function recordViolation({ name }: Profile, property: string, traces: readonly Trace[], force: boolean): string {
  const files = [join(REGISTER, name, `${property}.json`), join(REGISTER, name, `${property}${BESIDE}`)] as const;
  for (const [index, trace] of traces.entries()) writeTrace(files[index]!, trace, { force });
  return relative('', files[0]);
}
