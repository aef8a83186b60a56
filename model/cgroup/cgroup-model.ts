import type { Reply } from '../../spec/families/slots/vocabulary/index.ts';
import { knownFault } from '../machine/fault.ts';
import { type Commands, ModelMachine } from '../machine/model-machine.ts';
import { progClose } from '../machine/references.ts';
import { progAttach } from './attach.ts';
import type { Cgroup } from './cgroup.ts';
import { progDetach } from './detach.ts';
import { type CgroupFaultId, faultsOf } from './faults.ts';
import { linkOpen, linkPin, linkUnpin, progOpen } from './holders.ts';
import { keyOf } from './key.ts';
import { cgroupCreate, cgroupRemove } from './lifetime.ts';
import { linkClose, linkDetach, linkUpdate } from './link.ts';
import { linkCreate } from './link-create.ts';
import { lookAtCgroup, observeCgroup, progQuery } from './query.ts';
import { run } from './run.ts';
import { isSame, restore, type Snapshot, save } from './snapshot.ts';
import { socketClose, socketCreate } from './sockets.ts';
import { System } from './system.ts';
import { DIFFERENCES, type Variant } from './variants.ts';

/** A command that may take something away while memory is short. */
function mayBeShort<R extends { readonly short: boolean }>(
  command: (system: System, request: R) => Reply,
): (system: System, request: R) => Reply {
  return (system, request) => {
    system.isShort = system.differences.standIns !== 'unsaid' && request.short;
    const reply = command(system, request);
    system.isShort = false;
    return reply;
  };
}

const commandsWithoutLinks: Commands<System> = {
  prog_attach: progAttach,
  prog_detach: mayBeShort(progDetach),
  prog_close: progClose,
  prog_query: progQuery,
  cgroup_remove: cgroupRemove,
  cgroup_create: cgroupCreate,
  socket_create: socketCreate,
  socket_close: socketClose,
  run,
};

const commands: Commands<System> = {
  ...commandsWithoutLinks,
  link_create: linkCreate,
  link_update: linkUpdate,
  link_detach: mayBeShort(linkDetach),
  link_close: mayBeShort(linkClose),
  link_open: linkOpen,
  link_pin: linkPin,
  link_unpin: linkUnpin,
  prog_open: progOpen,
};

/** The imperative machine of the cgroup profiles, sound, or with one planted fault. Throws on a malformed script. */
export class CgroupModel extends ModelMachine<System, Cgroup, Snapshot> {
  /** Throws an Error on a fault that the variant does not have. */
  constructor({ variant = '6.18', fault }: { variant?: Variant; fault?: string | undefined } = {}) {
    const differences = DIFFERENCES[variant];
    const planted: CgroupFaultId | 'none' = knownFault(faultsOf(variant), fault, `fault of ${variant}`);
    super({
      commands: differences.links ? commands : commandsWithoutLinks,
      build: (universe) => new System(universe, differences, planted),
      observe: observeCgroup,
      look: lookAtCgroup,
      aside: { save, restore, isSame },
      keyOf,
      isDying: ({ present, users }) => !present && users > 0,
    });
  }
}
