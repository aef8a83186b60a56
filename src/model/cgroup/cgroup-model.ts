import type {
  ExplorableMachine,
  LinkState,
  Observation,
  Reply,
  Request,
  Universe,
} from '../../spec/vocabulary/index.ts';
import { progAttach } from './attach.ts';
import { progDetach } from './detach.ts';
import { type CgroupFaultId, faultsOf } from './faults.ts';
import { keyOf } from './key.ts';
import { linkClose, linkDetach, linkUpdate, progClose } from './link.ts';
import { linkCreate } from './link-create.ts';
import { cgroupNamed } from './lookup.ts';
import { lookAtCgroup, observeCgroup, progQuery } from './query.ts';
import { isSame, restore, type Snapshot, save } from './snapshot.ts';
import { DIFFERENCES, type Differences, type Variant } from './variants.ts';
import { World } from './world.ts';

/** The imperative machine of the cgroup profiles, sound, or with one planted fault. Throws on a malformed script. */
export class CgroupModel implements ExplorableMachine<Snapshot> {
  private readonly differences: Differences;
  private readonly fault: CgroupFaultId | 'none';
  private current: World | null = null;

  /** Throws an Error on a fault that the variant does not have. */
  constructor({ variant = '6.18', fault }: { variant?: Variant; fault?: CgroupFaultId } = {}) {
    this.differences = DIFFERENCES[variant];
    this.fault = fault === undefined ? 'none' : knownFault(variant, fault);
  }

  reset(universe: Universe): void {
    this.current = new World(universe, this.differences, this.fault);
  }

  apply(request: Request): Reply {
    const { world } = this;
    switch (request.op) {
      case 'prog_attach':
        return progAttach(world, request);
      case 'prog_detach':
        return progDetach(world, request);
      case 'prog_query':
        return progQuery(world, request);
      case 'prog_close':
        return progClose(world, request);
    }
    if (!world.differences.ordered) throw new Error(`${request.op}: this variant has no links`);
    switch (request.op) {
      case 'link_create':
        return linkCreate(world, request);
      case 'link_update':
        return linkUpdate(world, request);
      case 'link_detach':
        return linkDetach(world, request);
      case 'link_close':
        return linkClose(world, request);
      case 'device_remove':
        throw new Error('device_remove: a cgroup is not on a device');
    }
  }

  observe(hook: string): Observation {
    return observeCgroup(this.world, cgroupNamed(this.world, hook));
  }

  look(hook: string): Observation {
    return lookAtCgroup(this.world, cgroupNamed(this.world, hook));
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
    return link.cgroup === null ? 'defunct' : 'attached';
  }

  private get world(): World {
    if (this.current === null) throw new Error('expected reset(universe) before anything else');
    return this.current;
  }
}

// The table's own string, so that comparing with the faults in the code compares pointers.
function knownFault(variant: Variant, fault: string): CgroupFaultId {
  const known = Object.keys(faultsOf(variant));
  const found = known.find((id) => id === fault);
  if (found !== undefined) return found as CgroupFaultId;
  throw new Error(`expected a fault of ${variant} (${known.join(', ')}), found "${fault}"`);
}
