import type {
  ExplorableMachine,
  Observation,
  Request,
  RequestOf,
  Universe,
} from '../../spec/families/freplace/vocabulary/index.ts';
import { knownFault } from '../machine/fault.ts';
import type { Rename } from '../machine/objects-key.ts';
import type { Plain } from '../machine/replies.ts';
import { linkCreate, rawOpen } from './attach.ts';
import { type FaultId, faultsOf } from './faults.ts';
import { keyOf } from './key.ts';
import { linkClose, linkDetach, linkPin, linkUnpin, linkUpdate, linkUpdateHook } from './link.ts';
import { progLoad, targetLoad } from './load.ts';
import { look, observe } from './look.ts';
import { arrayDelete, arrayPut, deviceSet, gracePeriod, progClose, progOpen } from './prog.ts';
import { isSame, restore, type Snapshot, save } from './snapshot.ts';
import { System } from './system.ts';
import { DESIGNS, type Design, type Variant } from './variants.ts';

const commands: { readonly [Op in Request['op']]: (system: System, request: RequestOf<Op>) => Plain } = {
  prog_load: progLoad,
  target_load: targetLoad,
  link_create: linkCreate,
  raw_open: rawOpen,
  link_update: linkUpdate,
  link_detach: linkDetach,
  link_update_hook: linkUpdateHook,
  link_close: linkClose,
  link_pin: linkPin,
  link_unpin: linkUnpin,
  prog_close: progClose,
  prog_open: progOpen,
  array_put: arrayPut,
  array_delete: arrayDelete,
  device_set: deviceSet,
  grace_period: gracePeriod,
};

/** The imperative machine of extension programs, in one of the designs, sound, or with one planted fault. Throws on a malformed script. */
export class FreplaceModel implements ExplorableMachine<Snapshot> {
  readonly #design: Design;
  readonly #fault: FaultId | 'none';
  #system: System | null = null;

  /** Throws an Error on a fault that there is not. */
  constructor({ variant, fault }: { variant: Variant; fault?: string | undefined }) {
    this.#design = DESIGNS[variant];
    this.#fault = knownFault(faultsOf(variant), fault);
  }

  reset(universe: Universe): void {
    this.#system = new System(universe, this.#design, this.#fault);
  }

  apply(request: Request): Plain {
    const command: (system: System, request: never) => Plain = commands[request.op];
    return command(this.#now, request as never);
  }

  observe(name: string): Observation {
    return observe(this.#now, name);
  }

  look(name: string): Observation {
    return look(this.#now, name);
  }

  save(): Snapshot {
    return save(this.#now);
  }

  restore(saved: Snapshot): void {
    restore(this.#now, saved);
  }

  same(saved: Snapshot): boolean {
    return isSame(this.#now, saved);
  }

  key(rename: Rename): string {
    return keyOf(this.#now, rename);
  }

  get #now(): System {
    if (this.#system === null) throw new Error('expected reset(universe) before anything else');
    return this.#system;
  }
}
