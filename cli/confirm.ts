import type { Confirmation } from '../checker/decide/finding.ts';
import { KernelUnavailable, kernelRelease, NotForKernel } from '../kernel/kernel-machine.ts';
import { isForKernel, notForKernel as notForRelease } from '../spec/families/kernels.ts';
import type { Profile } from '../spec/profile.ts';
import type { Trace } from '../traces/format.ts';
import { notForKernel } from '../traces/not-for-kernel.ts';
import { isRevisionAlone, type ReplayedStep, replaying } from '../traces/replay.ts';
import { follow } from './follow.ts';
import { type OpenTarget, openTarget } from './targets.ts';

/** The running kernel, asked whether it does what traces say. */
export class KernelConfirmation {
  readonly #target: OpenTarget | undefined;
  readonly #reason: string | undefined;

  private constructor(target: OpenTarget | undefined, reason: string | undefined) {
    this.#target = target;
    this.#reason = reason;
  }

  /** Opens the kernel for the hooks of a semantics; where that cannot be, every answer says why. */
  static async open(semantics: Profile): Promise<KernelConfirmation> {
    try {
      return new KernelConfirmation(await openTarget('kernel', semantics), undefined);
    } catch (error) {
      if (!(error instanceof KernelUnavailable)) throw error;
      return new KernelConfirmation(undefined, error.reason);
    }
  }

  /** Replays traces; all of them must come out as they say. */
  async of(traces: readonly Trace[]): Promise<Confirmation> {
    if (this.#target === undefined) return { result: 'skipped', reason: this.#reason! };
    const { machine } = this.#target;
    const on = kernelRelease();
    for (const trace of traces) {
      const odd = notForKernel(trace);
      if (odd !== undefined) return { result: 'skipped', on, reason: odd };
      try {
        const { result } = await follow(replaying(trace, machine), (step) => `kernel: ${trace.title}, step ${step}`);
        if (result === undefined) return { result: 'inconclusive', on, reason: 'interrupted' };
        const { ok, steps } = result;
        const last = steps.at(-1)!;
        if (!ok) return this.#otherwise(trace, last, on);
      } catch (error) {
        if (error instanceof NotForKernel) return { result: 'skipped', on, reason: error.message };
        if (!(error instanceof KernelUnavailable)) throw error;
        return { result: 'skipped', on, reason: error.reason };
      }
    }
    return { result: 'held', on };
  }

  /** That a step came out otherwise; a revision alone tells nothing where the kernel is none that the semantics is for. */
  #otherwise({ profile }: Trace, step: ReplayedStep, on: string): Confirmation {
    const reason = `step ${step.number}: ${step.differences[0]}`;
    if (!isRevisionAlone(step) || isForKernel(profile, on)) return { result: 'violated', on, reason };
    return { result: 'inconclusive', on, reason: `${reason}, a revision alone; ${notForRelease(profile, on)}` };
  }

  close(): void {
    this.#target?.close();
  }
}
