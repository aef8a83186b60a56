import type { ExplorableMachine, LinkState, Observation, Reply, Request, Universe } from '../spec/vocabulary/index.ts';
import { progAttach } from './attach.ts';
import { progDetach } from './detach.ts';
import { deviceRemove } from './device.ts';
import { FAULTS, type FaultId, FIRST_MERGE_FAULTS, knownFault } from './faults.ts';
import { keyOf } from './key.ts';
import { linkClose, linkDetach, linkUpdate, progClose } from './link.ts';
import { linkCreate } from './link-create.ts';
import { hookNamed } from './lookup.ts';
import { referencesTo, stateOfLink } from './object-state.ts';
import { lookAtHook, observeHook, progQuery } from './query.ts';
import { isSame, restore, type Snapshot, save } from './snapshot.ts';
import { type Variant, World } from './world.ts';

/** The imperative machine of the profile `tcx`, or of the first merge (its variant `first-merge`), sound, or with one planted fault. Throws on a malformed script. */
export class TcxModel implements ExplorableMachine<Snapshot> {
  private readonly variant: Variant;
  private readonly fault: FaultId | 'none';
  private current: World | null = null;

  constructor(options: { variant?: Variant; fault?: FaultId } = {}) {
    this.variant = options.variant ?? 'merged';
    const faults = this.variant === 'merged' ? FAULTS : FIRST_MERGE_FAULTS;
    this.fault = options.fault === undefined ? 'none' : knownFault<FaultId>(faults as typeof FAULTS, options.fault);
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
    return referencesTo(this.world, name);
  }

  linkState(name: string): LinkState {
    return stateOfLink(this.world, name);
  }

  private get world(): World {
    if (this.current === null) throw new Error('expected reset(universe) before anything else');
    return this.current;
  }
}
