import type { Confirmation } from '../checker/property-report.ts';
import { KernelUnavailable, kernelRelease } from '../kernel/kernel-machine.ts';
import type { Profile } from '../spec/profile.ts';
import type { Trace } from '../traces/format.ts';
import { replayTrace } from '../traces/replay.ts';
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
  of(traces: readonly Trace[]): Confirmation {
    if (this.#target === undefined) return { result: 'skipped', detail: this.#reason! };
    const { machine } = this.#target;
    const on = kernelRelease();
    for (const trace of traces) {
      const odd = sayings(trace);
      if (odd !== undefined) return { result: 'skipped', on, detail: odd };
      try {
        const { ok, steps } = replayTrace(trace, machine);
        const last = steps.at(-1)!;
        if (!ok) return { result: 'differs', on, detail: `step ${last.number}: ${last.differences[0]}` };
      } catch (error) {
        if (!(error instanceof KernelUnavailable)) throw error;
        return { result: 'skipped', on, detail: error.reason };
      }
    }
    return { result: 'reproduced', on };
  }

  close(): void {
    this.#target?.close();
  }
}

/** Flags that no released interface has. */
const NEVER_RELEASED = ['FIRST', 'LAST'] as const;

/** Why a trace cannot be put to a kernel at all, if so. */
function sayings({ steps }: Trace): string | undefined {
  for (const { request } of steps) {
    const flag = 'flags' in request ? NEVER_RELEASED.find((each) => request.flags.includes(each)) : undefined;
    if (flag !== undefined) return `no kernel knows the flag ${flag}`;
  }
  return undefined;
}
