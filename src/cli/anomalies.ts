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
}

/** The register that comes with the package: one folder for each profile, one file for each property it breaks. */
export const REGISTER = fileURLToPath(new URL('../../traces/anomalies', import.meta.url));

/** The anomalies on record of a profile, or of the one it was derived from. */
export function knownAnomalies({ name, base }: Pick<Profile, 'name' | 'base'>): readonly Anomaly[] {
  const own = registered(name);
  const inherited = base === undefined ? [] : knownAnomalies(base);
  return [...own, ...inherited.filter(({ property }) => own.every((anomaly) => anomaly.property !== property))];
}

function registered(profile: string): readonly Anomaly[] {
  const folder = join(REGISTER, profile);
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .toSorted()
    .map((name) => {
      const path = join(folder, name);
      return { profile, property: name.replace(/\.json$/, ''), file: relative('', path), trace: readTrace(path) };
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
  const file = join(REGISTER, semantics.name, `${failure.property}.json`);
  writeTrace(file, trace);
  return relative('', file);
}
