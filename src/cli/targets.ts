import type { Machine } from '../spec/vocabulary/index.ts';

/** The machines that a trace can be replayed on. */
export const TARGETS = ['spec', 'model', 'kernel'] as const;
export type Target = (typeof TARGETS)[number];

/** A machine to replay on, and what to do with it when that is over. */
export interface OpenTarget {
  readonly machine: Machine;
  /** How a summary calls it. */
  readonly title: string;
  close(): void;
}

/** Opens a target; KernelUnavailable where that is the kernel and it cannot be used. Each is loaded only when asked for. */
export async function openTarget(target: Target, profile: string): Promise<OpenTarget> {
  switch (target) {
    case 'spec': {
      const { SpecMachine } = await import('../spec/spec-machine.ts');
      return { machine: new SpecMachine(profile), title: `the spec of ${profile}`, close: () => {} };
    }
    case 'model': {
      const { TcxModel } = await import('../model/model-machine.ts');
      return { machine: new TcxModel(), title: `the model of ${profile}`, close: () => {} };
    }
    case 'kernel': {
      const { kernelRelease, openKernel } = await import('../kernel/kernel-machine.ts');
      const machine = openKernel();
      return { machine, title: `kernel ${kernelRelease()}`, close: () => machine.close() };
    }
  }
}
