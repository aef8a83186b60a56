import type { Target } from '../checker/fuzz/difference.ts';
import { KernelLog } from '../kernel/kernel-log.ts';
import { modelNamed } from '../model/index.ts';
import type { Profile } from '../spec/profile.ts';
import { UsageError } from './exit.ts';
import { planted } from './planted.ts';
import { openTarget } from './targets.ts';

/** The machines of a run, and what gives them back. */
export interface FuzzTargets {
  readonly targets: readonly Target[];
  /** Of a kernel: whether its log was read whole by now. */
  log(): boolean;
  close(): void;
}

/** Opens machines by name; a UsageError on a name, or a fault, that there is not, and KernelUnavailable. */
export async function openFuzzTargets(
  semantics: Profile,
  names: readonly string[],
  fault: string | undefined,
): Promise<FuzzTargets> {
  const odd = names.find((name, index) => !['model', 'kernel'].includes(name) || names.indexOf(name) !== index);
  if (odd !== undefined)
    throw new UsageError(`--target: expected model, kernel or model,kernel, found "${names.join(',')}"`);
  if (fault !== undefined && !names.includes('model'))
    throw new UsageError('--fault: a fault is planted in a model, and --target names none');
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

function modelOf({ name, model }: Profile, fault: string | undefined): Target['machine'] {
  if (model === undefined) throw new UsageError(`--target: there is no model of ${name}; name the kernel`);
  return planted(modelNamed(model), fault);
}
