import { type Candidate, type FitProgress, fitting, type Group, grouped } from '../checker/live/fit.ts';
import type { FamilyFit, FitReport } from '../checker/live/fit-report.ts';
import { stopwatch } from '../checker/search/stopwatch.ts';
import { CallFailed, KernelUnavailable, NotForKernel } from '../kernel/failure.ts';
import { configurationFile, kernelConfiguration } from '../kernel/kernel-configuration.ts';
import { kernelRelease } from '../kernel/release.ts';
import { notDriven, openKernelFor } from '../kernel/targets.ts';
import { PROFILES, profileNamed } from '../spec/families/profiles.ts';
import type { Profile } from '../spec/profile.ts';
import { worstOf } from '../spec/vocabulary/report.ts';
import type { TraceFile } from '../traces/files.ts';
import { headOf } from '../traces/report-head.ts';
import { show } from './document/show.ts';
import { exitCodeOf } from './exit.ts';
import { follow } from './follow.ts';
import { interrupted } from './interruption.ts';
import { saveDifference } from './kernel-differences.ts';
import { Progress } from './progress.ts';
import { shippedSuite } from './siblings.ts';
import { sayJson } from './text/output.ts';
import { fitDocument } from './text/render-fit.ts';

/** Why the kernel cannot be taken through a trace, where an error says that. */
function skips(error: unknown): string | undefined {
  if (error instanceof KernelUnavailable) return error.reason;
  return error instanceof NotForKernel || error instanceof CallFailed ? error.message : undefined;
}

/** A profile with the suite that comes with the package, which is read when it is asked for. */
class Shipped implements Candidate {
  readonly semantics: Profile;

  constructor(semantics: Profile) {
    this.semantics = semantics;
  }

  get suite(): readonly TraceFile[] {
    return shippedSuite(this.semantics).map(({ file, trace }) => ({ path: file, trace }));
  }
}

/** Asks the kernel about the semantics of one family; says why where it cannot be asked. */
async function asked(group: Group, progress: Progress): Promise<FamilyFit> {
  const { family, hook, candidates } = group;
  const unasked = (reason: string): FamilyFit => ({
    family,
    hook,
    result: 'skipped',
    reason,
    fits: [],
    profiles: [],
  });
  if (interrupted()) return { ...unasked('interrupted'), result: 'inconclusive' };
  const { semantics } = candidates[0]!;
  const reason = notDriven(semantics);
  if (reason !== undefined) return unasked(reason);
  const line = ({ profile, done, of }: FitProgress) => `${kernelRelease()}: ${profile}, trace ${done} of ${of}`;
  try {
    const machine = openKernelFor(semantics, { hook, ordering: false });
    try {
      return (await follow(fitting(group, machine, skips), line, progress)).result;
    } finally {
      machine.close();
    }
  } catch (error) {
    if (error instanceof KernelUnavailable) return unasked(error.reason);
    throw error;
  }
}

/** The same with the difference from the nearest profile written as a trace. */
function written(fit: FamilyFit, directory: string): FamilyFit {
  const { nearest } = fit;
  if (nearest?.difference === undefined) return fit;
  const { universe, rule, steps } = nearest.difference;
  const note = `expectations are those of ${nearest.profile}, the nearest profile`;
  const file = saveDifference(profileNamed(nearest.profile), universe, { rule, steps, note }, directory);
  return { ...fit, nearest: { ...nearest, difference: { ...nearest.difference, file } } };
}

/** Where differences are written, and how the report is printed. */
interface Asking {
  readonly directory: string | undefined;
  readonly json: boolean;
  readonly markdown: boolean;
}

/** `mprog kernel --which`: the profiles that the running kernel fits, family by family; differences are written to a directory, if any. */
export async function which({ directory, json, markdown }: Asking): Promise<number> {
  const seconds = stopwatch();
  const groups = grouped(PROFILES.map((semantics) => new Shipped(semantics)));
  const progress = new Progress();
  const families: FamilyFit[] = [];
  for (const group of groups) {
    const fit = await asked(group, progress);
    families.push(directory === undefined ? fit : written(fit, directory));
  }
  const configuration = kernelConfiguration();
  const isKnown = configuration.CONFIG_BPF_SYSCALL !== 'unknown';
  const report: FitReport = {
    ...headOf('mprog-kernel-fit', 1),
    profiles: PROFILES.map(({ name }) => name),
    result: worstOf(families.map(({ result }) => result)),
    seconds: seconds(),
    kernel: {
      release: kernelRelease(),
      configuration,
      configurationFrom: (isKnown ? configurationFile() : undefined) ?? 'unknown',
    },
    families,
  };
  if (json) sayJson(report);
  else await show(fitDocument(report), markdown);
  return exitCodeOf(report);
}
