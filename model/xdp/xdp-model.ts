import type {
  ExplorableMachine,
  Observation,
  Reply,
  Request,
  RequestOf,
  Universe,
} from '../../spec/families/xdp/vocabulary/index.ts';
import { knownFault } from '../machine/fault.ts';
import type { Rename } from '../machine/objects-key.ts';
import { progClose } from '../machine/references.ts';
import { deviceCreate, deviceMove, deviceRemove } from './device-life.ts';
import { type FaultId, XDP_FAULTS } from './faults.ts';
import { keyOf } from './key.ts';
import { linkClose, linkDetach, linkUpdate } from './link.ts';
import { linkCreate } from './link-create.ts';
import { linkInfo, linkSeen, lives, look, observe, progById, references } from './look.ts';
import { xdpSet } from './set.ts';
import { isSame, restore, type Snapshot, save } from './snapshot.ts';
import { System } from './system.ts';
import { upperAdd, upperRemove } from './upper.ts';

const commands: { readonly [Op in Request['op']]: (system: System, request: RequestOf<Op>) => Reply } = {
  xdp_set: xdpSet,
  link_create: linkCreate,
  link_update: linkUpdate,
  link_detach: linkDetach,
  link_close: linkClose,
  prog_close: progClose,
  device_remove: deviceRemove,
  device_create: deviceCreate,
  device_move: deviceMove,
  upper_add: upperAdd,
  upper_remove: upperRemove,
  look,
  link_info: linkInfo,
  prog_by_id: progById,
};

/** The imperative machine of the profile `xdp`, sound, or with one planted fault. Throws on a malformed script. */
export class XdpModel implements ExplorableMachine<Snapshot> {
  readonly #fault: FaultId | 'none';
  #system: System | null = null;

  /** Throws an Error on a fault that there is not. */
  constructor({ fault }: { fault?: string | undefined } = {}) {
    this.#fault = knownFault(XDP_FAULTS, fault);
  }

  reset(universe: Universe): void {
    this.#system = new System(universe, this.#fault);
  }

  apply(request: Request): Reply {
    const command: (system: System, request: never) => Reply = commands[request.op];
    return command(this.#now, request as never);
  }

  observe(device: string): Observation {
    return observe(this.#now, device);
  }

  linkSeen(link: string): Observation {
    return linkSeen(this.#now, link);
  }

  lives(prog: string): boolean {
    return lives(this.#now, prog);
  }

  references(prog: string): number {
    return references(this.#now, prog);
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
