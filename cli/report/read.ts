import type { z } from 'zod';
import { Verdict, Verdicts } from '../../checker/check/verdict.ts';
import { CommuteReport } from '../../checker/commute/report.ts';
import { DiffReport } from '../../checker/diff/diff-report.ts';
import { FastPathReport } from '../../checker/fast-path/report.ts';
import { KernelVerdict } from '../../checker/live/kernel-verdict.ts';
import { PropertyReport, PropertyReports } from '../../checker/promises/property-report.ts';
import { RediscoveryReport } from '../../checker/promises/rediscovery-report.ts';
import { RaceReport } from '../../checker/races/verdict.ts';
import { MatrixReport } from '../../matrix/result.ts';
import { invalidAt, shown } from '../../traces/issues.ts';
import { TraceError } from '../../traces/trace-error.ts';
import { toldVerdict, toldVerdicts } from './check.ts';
import { toldCommute } from './commute.ts';
import { Contradiction } from './contradiction.ts';
import { toldDiff } from './diff.ts';
import { toldFastPath } from './fast-path.ts';
import { toldKernel } from './kernel.ts';
import { toldMatrix } from './matrix.ts';
import type { Named } from './named.ts';
import { toldProperties, toldPropertyReports } from './properties.ts';
import { toldRaces } from './race.ts';
import { toldRediscovery } from './rediscovery.ts';
import type { Head, Told } from './told.ts';

interface Kind {
  readonly version: number;
  /** Checks a document; gives what it comes to, or throws a TraceError. */
  told(path: string, document: object, named: Named): Promise<Told>;
}

type ReportSchema = z.ZodType & { readonly shape: { readonly version: { readonly value: number } } };

function kind<S extends ReportSchema>(schema: S, tell: (report: z.output<S>, named: Named) => Promise<Told>): Kind {
  return {
    version: schema.shape.version.value,
    told: (path, document, named) => {
      const { success, error } = schema.safeParse(document);
      // As it was written: a schema would put the fields in another order.
      if (success) return tell(document as z.output<S>, named);
      throw invalidAt(path, error.issues, document);
    },
  };
}

/** The reports that a page can be made of, by their format. */
const KINDS: Readonly<Record<string, Kind>> = {
  'mprog-verdict': kind(Verdict, toldVerdict),
  'mprog-verdicts': kind(Verdicts, toldVerdicts),
  'mprog-properties': kind(PropertyReport, toldProperties),
  'mprog-property-reports': kind(PropertyReports, toldPropertyReports),
  'mprog-fast-path': kind(FastPathReport, toldFastPath),
  'mprog-kernel-verdict': kind(KernelVerdict, toldKernel),
  'mprog-diff': kind(DiffReport, toldDiff),
  'mprog-race-report': kind(RaceReport, toldRaces),
  'mprog-commute': kind(CommuteReport, toldCommute),
  'mprog-matrix-report': kind(MatrixReport, toldMatrix),
  'mprog-rediscovery': kind(RediscoveryReport, toldRediscovery),
};

/** What a document of --json comes to; a TraceError with `path` in front where it is none that a page can be made of. */
export async function toldBy(
  path: string,
  document: unknown,
  named: Named,
): Promise<{ readonly told: Told; readonly head: Head }> {
  const { format, version } = (document ?? {}) as { readonly format?: unknown; readonly version?: unknown };
  const known = typeof format === 'string' && Object.hasOwn(KINDS, format) ? KINDS[format] : undefined;
  if (known === undefined) {
    const names = Object.keys(KINDS).map((name) => `"${name}"`);
    throw new TraceError(`${path}: format: expected ${names.join(', ')}, found ${shown(format)}`);
  }
  if (version !== known.version)
    throw new TraceError(`${path}: version: expected ${known.version}, found ${shown(version)}; made by another mprog`);
  try {
    return { told: await known.told(path, document as object, named), head: document as Head };
  } catch (error) {
    if (error instanceof Contradiction) throw new TraceError(`${path}: ${error.message}`);
    throw error;
  }
}
