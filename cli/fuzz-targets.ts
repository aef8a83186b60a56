import type { DriverTarget, MachineTarget, Target } from '../checker/fuzz/difference.ts';
import { KernelLog } from '../kernel/kernel-log.ts';
import { modelNamed } from '../model/index.ts';
import type { Profile } from '../spec/profile.ts';
import { DriverProcess } from './driver-process.ts';
import { UsageError } from './exit.ts';
import { interrupted } from './interruption.ts';
import { planted } from './planted.ts';
import { EXEC, openTarget } from './targets.ts';

/** The machines of a run, and what gives them back. */
export interface FuzzTargets {
  readonly targets: readonly Target[];
  /** Of a kernel: whether its log was read whole by now. */
  log(): boolean;
  close(): void | Promise<void>;
}

/** A driver to start. */
export interface FuzzDriver {
  readonly command: string;
  /** How long an answer may take, in seconds. */
  readonly timeout: number | undefined;
}

/** How a report calls a driver. */
export const DRIVER = 'exec';

/** The command of a driver; nothing where machines of this package are named. */
export function commandIn(target: string): string | undefined {
  if (!target.startsWith(EXEC)) return undefined;
  const command = target.slice(EXEC.length).trim();
  if (command === '') throw new UsageError('--target: expected a command behind exec:, found nothing');
  return command;
}

/** Starts a driver. A wait that is ended by a signal is no answer of it. */
async function openDriver({ command, timeout }: FuzzDriver): Promise<FuzzTargets> {
  const process = await DriverProcess.start(command, timeout);
  const unlessEnded = async <T>(ask: () => Promise<T>) => {
    try {
      return await ask();
    } catch (error) {
      if (interrupted()) return { skip: 'interrupted before it answered' };
      throw error;
    }
  };
  const target: DriverTarget = {
    name: DRIVER,
    driver: {
      reset: (universe, about) => unlessEnded(() => process.reset(universe, about)),
      apply: (request) => unlessEnded(() => process.apply(request)),
      observe: (hook) => unlessEnded(() => process.observe(hook)),
    },
  };
  return { targets: [target], log: () => false, close: () => process.close() };
}

/** Opens machines by name, or a driver; a UsageError on a name, or a fault, that there is not, and KernelUnavailable. */
export async function openFuzzTargets(
  semantics: Profile,
  names: readonly string[],
  fault: string | undefined,
  driver: FuzzDriver | undefined,
): Promise<FuzzTargets> {
  const odd = names.find((name, index) => !['model', 'kernel'].includes(name) || names.indexOf(name) !== index);
  if (odd !== undefined && driver === undefined)
    throw new UsageError(`--target: expected model, kernel, model,kernel or exec:COMMAND, found "${names.join(',')}"`);
  if (fault !== undefined && !names.includes('model'))
    throw new UsageError('--fault: a fault is planted in a model, and --target names none');
  if (driver !== undefined) return openDriver(driver);
  const closes: (() => void)[] = [];
  const targets: Target[] = [];
  let log: KernelLog | undefined;
  // Nothing is opened where there is no such model or fault.
  const model = names.includes('model') ? modelOf(semantics, fault) : undefined;
  for (const name of names) {
    if (name === 'model') {
      targets.push({ name, machine: model!, whole: true });
      continue;
    }
    const opened = await openTarget('kernel', semantics);
    closes.push(opened.close);
    log = KernelLog.open();
    closes.push(() => log?.close());
    targets.push({ name, machine: opened.machine, whole: false, alarms: () => log?.alarms() ?? [] });
  }
  return { targets, log: () => log?.isWhole === true, close: () => closes.forEach((each) => void each()) };
}

function modelOf({ name, model }: Profile, fault: string | undefined): MachineTarget['machine'] {
  if (model === undefined) throw new UsageError(`--target: there is no model of ${name}; name the kernel`);
  return planted(modelNamed(model), fault);
}
