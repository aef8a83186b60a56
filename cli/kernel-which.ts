import { type Candidate, type FitProgress, fitting, type Group, grouped } from '../checker/live/fit.ts';
import { type FamilyFit, type FitReport, resultOf } from '../checker/live/fit-report.ts';
import { CallFailed, KernelUnavailable, NotForKernel } from '../kernel/failure.ts';
import { configurationFile, kernelConfiguration } from '../kernel/kernel-configuration.ts';
import { kernelRelease, kindFor, notDriven, openKernel } from '../kernel/kernel-machine.ts';
import { PROFILES, profileNamed } from '../spec/families/profiles.ts';
import type { Profile } from '../spec/profile.ts';
import type { TraceFile } from '../traces/files.ts';
import { EXIT } from './exit.ts';
import { follow } from './follow.ts';
import { interrupted } from './interruption.ts';
import { saveDifference } from './kernel-differences.ts';
import { Progress } from './progress.ts';
import { shippedSuite } from './siblings.ts';
import { sayJson } from './text/output.ts';
import { renderFit } from './text/render-fit.ts';

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
    result: 'not-asked',
    reason,
    fits: [],
    profiles: [],
  });
  if (interrupted()) return { ...unasked('interrupted'), result: 'inconclusive' };
  const reason = notDriven(candidates[0]!.semantics);
  if (reason !== undefined) return unasked(reason);
  const line = ({ profile, done, of }: FitProgress) => `${kernelRelease()}: ${profile}, trace ${done} of ${of}`;
  try {
    const machine = openKernel({ kind: kindFor(hook), ordering: false });
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

/** `mprog kernel --which`: the profiles that the running kernel fits, family by family; differences are written to a directory, if any. */
export async function which({ directory, json }: { directory: string | undefined; json: boolean }): Promise<number> {
  const started = performance.now();
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
    format: 'mprog-kernel-fit',
    version: 1,
    result: resultOf(families),
    kernel: {
      release: kernelRelease(),
      configuration,
      configurationFrom: (isKnown ? configurationFile() : undefined) ?? 'unknown',
    },
    families,
    seconds: Math.round(performance.now() - started) / 1000,
  };
  if (json) sayJson(report);
  else renderFit(report);
  const codes = { fits: EXIT.HELD, none: EXIT.VIOLATION, inconclusive: EXIT.INCONCLUSIVE, 'not-asked': EXIT.SKIPPED };
  return codes[report.result];
}
