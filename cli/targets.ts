import { InvalidArgumentError } from 'commander';
import type { Profile } from '../spec/profile.ts';
import type { Machine } from '../spec/vocabulary/machine.ts';
import type { TraceFile } from '../traces/files.ts';
import type { Replayed, Skipped } from '../traces/replay.ts';

/** The machines that a trace can be replayed on. */
export const TARGETS = ['spec', 'model', 'kernel'] as const;
export type Target = (typeof TARGETS)[number];

/** What a replay can be on besides: a process that speaks the driver protocol (docs/driver-protocol.md). */
export const EXEC = 'exec:';
export type ReplayTarget = Target | `${typeof EXEC}${string}`;

/** Takes a target from the command line. */
export function replayTarget(text: string): ReplayTarget {
  const isKnown = (TARGETS as readonly string[]).includes(text);
  if (!isKnown && !(text.startsWith(EXEC) && text.slice(EXEC.length).trim() !== ''))
    throw new InvalidArgumentError(`Allowed choices are ${TARGETS.join(', ')}, ${EXEC}COMMAND.`);
  return text as ReplayTarget;
}

/** A machine to replay on, and what to do with it when that is over. */
export interface OpenTarget {
  readonly machine: Machine;
  /** How a summary calls it. */
  readonly title: string;
  close(): void;
}

/** A replay that is under way, on a machine of this process or on a driver that answers later. */
type Taking =
  | Generator<number, Replayed | Skipped | undefined, boolean | undefined>
  | AsyncGenerator<number, Replayed | Skipped | undefined, boolean | undefined>;

/** The machines of one run, one for each semantics, or the kernel or a driver for all of them. */
export interface Machines {
  /** How a summary calls them. */
  readonly title: string;
  /** Takes a trace, as `replaying`, or says why this machine cannot. */
  take(file: TraceFile): Taking;
  close(): void | Promise<void>;
}

/** Opens a target; KernelUnavailable where that is the kernel and it cannot be used. Each is loaded only when asked for. */
export async function openTarget(target: Target, semantics: Profile): Promise<OpenTarget> {
  switch (target) {
    case 'spec': {
      const { SpecMachine } = await import('../spec/spec-machine.ts');
      return { machine: new SpecMachine(semantics), title: `the spec of ${semantics.name}`, close: () => {} };
    }
    case 'model': {
      const { modelNamed } = await import('../model/index.ts');
      if (semantics.model === undefined) throw new RangeError(`there is no model of ${semantics.name}`);
      return {
        machine: modelNamed(semantics.model).create(),
        title: `the model of ${semantics.name}`,
        close: () => {},
      };
    }
    case 'kernel': {
      const { kernelRelease } = await import('../kernel/release.ts');
      const { openKernelFor } = await import('../kernel/targets.ts');
      const machine = openKernelFor(semantics);
      return { machine, title: `kernel ${kernelRelease()}`, close: () => machine.close() };
    }
  }
}
