import type {
  ExplorableMachine,
  LinkState,
  Observation,
  Reply,
  Request,
  Universe,
} from '../../spec/vocabulary/index.ts';
import { knownFault } from '../faults.ts';
import { hookNamed } from '../lookup.ts';
import { referencesTo, stateOfLink } from '../object-state.ts';
import { progAttach } from './attach.ts';
import { progDetach } from './detach.ts';
import { deviceRemove } from './device.ts';
import { RFC_FAULTS, type RfcFaultId } from './faults.ts';
import { keyOfRfc } from './key.ts';
import { linkClose, linkCreate, linkDetach, progClose } from './link.ts';
import { observeHook, progQuery } from './query.ts';
import { isSameRfc, type RfcSnapshot, restoreRfc, saveRfc } from './snapshot.ts';
import { RfcWorld } from './world.ts';

/** The imperative machine of the second RFC, sound, or with one planted fault. Throws on a malformed script. */
export class RfcModel implements ExplorableMachine<RfcSnapshot> {
  private readonly planted: RfcFaultId | 'none';
  private current: RfcWorld | null = null;

  constructor(options: { fault?: string } = {}) {
    this.planted = options.fault === undefined ? 'none' : knownFault(RFC_FAULTS, options.fault);
  }

  reset(universe: Universe): void {
    this.current = new RfcWorld(universe, this.planted);
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
        throw new Error('link_update: expected a request that the second RFC has; its mail says nothing of this one');
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
    return observeHook(this.world, hookNamed(this.world, hook));
  }

  look(hook: string): Observation {
    return this.observe(hook);
  }

  save(): RfcSnapshot {
    return saveRfc(this.world);
  }

  restore(saved: RfcSnapshot): void {
    restoreRfc(this.world, saved);
  }

  same(saved: RfcSnapshot): boolean {
    return isSameRfc(this.world, saved);
  }

  key(rename: (name: string) => string): string {
    return keyOfRfc(this.world, rename);
  }

  references(name: string): number {
    return referencesTo(this.world, name);
  }

  linkState(name: string): LinkState {
    return stateOfLink(this.world, name);
  }

  private get world(): RfcWorld {
    if (this.current === null) throw new Error('expected reset(universe) before anything else');
    return this.current;
  }
}
