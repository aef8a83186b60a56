import { deviceState } from '../machine/device-system.ts';
import { knownFault } from '../machine/fault.ts';
import { type Commands, ModelMachine } from '../machine/model-machine.ts';
import { progClose } from '../machine/references.ts';
import { progAttach } from './attach.ts';
import { progDetach } from './detach.ts';
import { deviceCreate, deviceRemove } from './device.ts';
import { FAULTS, FAULTS_617, type FaultId, FIRST_MERGE_FAULTS, NETKIT_FAULTS } from './faults.ts';
import { linkOpen, linkPin, linkUnpin, progOpen } from './holders.ts';
import type { Hook } from './hook.ts';
import { keyOf } from './key.ts';
import { linkClose, linkDetach, linkUpdate } from './link.ts';
import { linkCreate } from './link-create.ts';
import { qdiscAdd, qdiscRemove, qdiscReplace } from './qdisc.ts';
import { lookAtHook, observeHook, progQuery } from './query.ts';
import { runPacket } from './run.ts';
import { System } from './system.ts';
import { DEFECTS, type Variant } from './variants.ts';

const commands: Commands<System> = {
  prog_attach: progAttach,
  prog_detach: progDetach,
  link_create: linkCreate,
  link_update: linkUpdate,
  link_detach: linkDetach,
  link_close: linkClose,
  link_open: linkOpen,
  link_pin: linkPin,
  link_unpin: linkUnpin,
  prog_open: progOpen,
  prog_close: progClose,
  prog_query: progQuery,
  device_remove: deviceRemove,
  device_create: deviceCreate,
  qdisc_add: qdiscAdd,
  qdisc_remove: qdiscRemove,
  qdisc_replace: qdiscReplace,
  run: runPacket,
};

function faultsOf(variant: Variant) {
  if (variant === 'netkit') return NETKIT_FAULTS;
  if (variant === '6.17') return FAULTS_617;
  return DEFECTS[variant].limitsByIndex ? FIRST_MERGE_FAULTS : FAULTS;
}

/**
 * The imperative machine of the profile `tcx`, of netkit, or of the code before some of its fixes (its variants), sound, or
 * with one planted fault. Throws on a malformed script.
 */
export class TcxModel extends ModelMachine<System, Hook> {
  /** Throws an Error on a fault that the variant does not have. */
  constructor({ variant = 'merged', fault }: { variant?: Variant; fault?: string | undefined } = {}) {
    const planted = knownFault(faultsOf(variant), fault) as FaultId | 'none';
    super({
      commands,
      build: (universe) => new System(universe, planted, variant),
      observe: observeHook,
      look: lookAtHook,
      keyOf,
      deviceState,
    });
  }
}
