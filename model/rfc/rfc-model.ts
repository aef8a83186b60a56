import { knownFault } from '../machine/fault.ts';
import { type Commands, ModelMachine } from '../machine/model-machine.ts';
import { progClose } from '../machine/references.ts';
import { progAttach } from './attach.ts';
import { progDetach } from './detach.ts';
import { deviceRemove } from './device.ts';
import { RFC_FAULTS } from './faults.ts';
import type { Hook } from './hook.ts';
import { keyOf } from './key.ts';
import { linkClose, linkCreate, linkDetach } from './link.ts';
import { observeHook, progQuery } from './query.ts';
import { System } from './system.ts';

/** The mail of the second RFC says nothing of an update of links. */
const commands: Commands<System> = {
  prog_attach: progAttach,
  prog_detach: progDetach,
  link_create: linkCreate,
  link_detach: linkDetach,
  link_close: linkClose,
  prog_close: progClose,
  prog_query: progQuery,
  device_remove: deviceRemove,
};

/** The imperative machine of the second RFC, sound, or with one planted fault. Throws on a malformed script. */
export class RfcModel extends ModelMachine<System, Hook> {
  /** Throws an Error on a fault that there is not. */
  constructor({ fault }: { fault?: string | undefined } = {}) {
    const planted = knownFault(RFC_FAULTS, fault);
    super({
      commands,
      build: (universe) => new System(universe, planted),
      observe: observeHook,
      look: observeHook,
      keyOf,
    });
  }
}
