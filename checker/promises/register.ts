import { existsSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { Profile } from '../../spec/profile.ts';
import type { Trace } from '../../traces/format.ts';
import { PACKAGE } from '../../traces/package-folder.ts';
import { readTrace } from '../../traces/read.ts';

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
export const REGISTER = join(PACKAGE, 'traces/anomalies');

/** The second of two runs that are to be compared is in a file beside that of the first. */
export const BESIDE = '.beside.json';

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
