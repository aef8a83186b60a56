import {
  type DeviceState,
  type Hook as Place,
  type ProgType,
  takenBy,
  type Universe,
} from '../../spec/families/slots/vocabulary/index.ts';
import { BaseSystem } from './base-system.ts';
import { Device, type DeviceHook } from './device.ts';
import { named } from './lookup.ts';
import type { Parts } from './parts.ts';

/** Makes a hook of the model's own kind. */
type MakeHook<Hook> = (name: string, device: Device, keepsEntry: boolean, place: Place, parts: Parts) => Hook;

/** What models of hooks on devices have besides: the devices. */
export class DeviceSystem<Hook extends DeviceHook> extends BaseSystem<Hook> {
  /** The type of program that the hooks take; they are all of one kind. */
  readonly takes: ProgType;
  readonly devices: Device[] = [];
  /** Whether there are classic filters. */
  readonly hasFilters: boolean;
  readonly deviceNames = new Map<string, Device>();

  constructor(universe: Universe, makeHook: MakeHook<Hook>) {
    super(universe);
    this.hasFilters = Object.keys(universe.filters).length > 0;
    const places = Object.entries(universe.hooks);
    this.takes = places[0] === undefined ? 'sched_cls' : takenBy(places[0][1]);
    for (const [name, place] of places) {
      if (place.kind === 'cgroup') throw new RangeError(`hook ${name}: expected a hook of a device, found a cgroup`);
      const keepsEntry = place.kind === 'tcx' && place.clsact;
      const device = this.addDevice(place.device);
      if (keepsEntry) device.qdisc = 'clsact';
      this.addHook(makeHook(name, device, keepsEntry, place, this.parts));
    }
  }

  private addDevice(name: string): Device {
    const known = this.deviceNames.get(name);
    if (known !== undefined) return known;
    const device = new Device(this.parts, name);
    this.devices.push(device);
    this.deviceNames.set(name, device);
    return device;
  }
}

/** The device of this name; throws where no hook of the universe is on one. */
export function deviceNamed(system: DeviceSystem<DeviceHook>, name: string): Device {
  return named('device', name, system.deviceNames);
}

/** What there is of a device; throws where no hook of the universe is on one of this name. */
export function deviceState(system: DeviceSystem<DeviceHook>, name: string): DeviceState {
  const { present, qdisc } = deviceNamed(system, name);
  if (!present) return 'gone';
  return qdisc === 'none' ? 'plain' : qdisc;
}

/** The state of the devices as text; filters that are gone are told where there were any. */
export function devicesKey({ devices, hasFilters }: DeviceSystem<DeviceHook>): string {
  return devices
    .map(({ name, present, qdisc, filtersGone }) => {
      const bare = hasFilters && filtersGone ? '!' : '';
      return `${name}${present ? '+' : '-'}${qdisc === 'none' ? '' : qdisc}${bare}`;
    })
    .join(' ');
}
