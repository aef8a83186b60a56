import type { ExplorableMachine, LinkState, Observation, Reply, Request, Universe } from '../spec/vocabulary/index.ts';
import { progAttach } from './attach.ts';
import { progDetach } from './detach.ts';
import { deviceRemove } from './device.ts';
import { FAULTS, type FaultId } from './faults.ts';
import { keyOf } from './key.ts';
import { linkClose, linkDetach, linkUpdate, progClose } from './link.ts';
import { linkCreate } from './link-create.ts';
import { hookNamed } from './lookup.ts';
import { lookAtHook, observeHook, progQuery } from './query.ts';
import { isSame, restore, type Snapshot, save } from './snapshot.ts';
import { type Variant, World } from './world.ts';

/** The imperative machine of the profile `tcx`, or of its first merge, sound, or with one planted fault. Throws on a malformed script. */
export class TcxModel implements ExplorableMachine<Snapshot> {
  private readonly fault: FaultId | 'none';
  private readonly variant: Variant;
  private current: World | null = null;

  constructor(options: { fault?: FaultId; variant?: Variant } = {}) {
    this.variant = options.variant ?? 'fixed';
    this.fault = options.fault === undefined ? 'none' : knownFault(options.fault);
  }

  reset(universe: Universe): void {
    this.current = new World(universe, this.fault, this.variant);
  }

  apply(request: Request): Reply {
    const { world } = this;
    switch (request.op) {
      case 'prog_attach':
        return progAttach(world, request);
      case 'prog_detach':
        return progDetach(world, request);
      case 'link_create':
        return linkCreate(world, request);
      case 'link_update':
        return linkUpdate(world, request);
      case 'link_detach':
        return linkDetach(world, request);
      case 'link_close':
        return linkClose(world, request);
      case 'prog_close':
        return progClose(world, request);
      case 'prog_query':
        return progQuery(world, request);
      case 'device_remove':
        return deviceRemove(world, request);
    }
  }

  observe(hook: string): Observation {
    return observeHook(hookNamed(this.world, hook));
  }

  look(hook: string): Observation {
    return lookAtHook(hookNamed(this.world, hook));
  }

  save(): Snapshot {
    return save(this.world);
  }

  restore(saved: Snapshot): void {
    restore(this.world, saved);
  }

  same(saved: Snapshot): boolean {
    return isSame(this.world, saved);
  }

  key(rename: (name: string) => string): string {
    return keyOf(this.world, rename);
  }

  references(name: string): number {
    const { world } = this;
    const object = world.progNames.get(name) ?? world.linkNames.get(name);
    if (object === undefined) throw new Error(`expected a program or link of the universe, found "${name}"`);
    return object.refs;
  }

  linkState(name: string): LinkState {
    const link = this.world.linkNames.get(name);
    if (link === undefined) throw new Error(`expected a link of the universe, found "${name}"`);
    if (link.refs === 0) return 'absent';
    if (link.foreign) return 'elsewhere';
    return link.hook === null ? 'defunct' : 'attached';
  }

  private get world(): World {
    if (this.current === null) throw new Error('expected reset(universe) before anything else');
    return this.current;
  }
}

// The table's own string, so that comparing with the faults in the code compares pointers.
function knownFault(fault: string): FaultId {
  for (const id of Object.keys(FAULTS)) if (id === fault) return id as FaultId;
  throw new Error(`expected a fault (${Object.keys(FAULTS).join(', ')}), found "${fault}"`);
}
