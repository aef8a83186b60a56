import { existsSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Profile } from '../spec/profile.ts';
import type { Trace } from '../traces/format.ts';
import { readTrace } from '../traces/read.ts';

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
