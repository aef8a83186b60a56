import type { Outcome, RequestOf } from '../spec/vocabulary/index.ts';
import type { FaultId } from './faults.ts';
import type { Hook } from './hook.ts';
import type { Tables } from './tables.ts';

/** Removes a device with everything that is on its hooks. Links live on with their programs. */
export function removeDevice(tables: Tables, request: RequestOf<'device_remove'>, fault: FaultId | undefined): Outcome {
  const device = tables.device(request.device);
  if (!device.present) return 'ENODEV';
  device.present = false;
  for (const hook of tables.hooks) if (hook.device === device) empty(hook, fault);
  return 'ok';
}

function empty(hook: Hook, fault: FaultId | undefined): void {
  const { bundle } = hook;
  if (bundle === null) return;
  for (let at = 0; at < bundle.count; at += 1) {
    const link = bundle.active.links[at] ?? null;
    if (link === null) {
      if (fault !== 'device/direct-programs-kept') bundle.active.progs[at]!.put();
    } else if (fault !== 'device/links-left-attached') link.hook = null;
  }
  hook.free();
}
