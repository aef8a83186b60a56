import { type Hook as Place, type ProgType, TAKES, type Universe } from '../../spec/families/slots/vocabulary/index.ts';
import { BaseSystem } from './base-system.ts';
import { Device, type DeviceHook } from './device.ts';
import { named } from './lookup.ts';

/** Makes a hook of the model's own kind. */
type MakeHook<Hook> = (name: string, device: Device, keepsEntry: boolean, place: Place) => Hook;

/** What models of hooks on devices have besides: the devices. */
export class DeviceSystem<Hook extends DeviceHook> extends BaseSystem<Hook> {
  /** The type of program that the hooks take; they are all of one kind. */
  readonly takes: ProgType;
  readonly devices: Device[] = [];
  readonly deviceNames = new Map<string, Device>();

  constructor(universe: Universe, makeHook: MakeHook<Hook>) {
    super(universe);
    const places = Object.entries(universe.hooks);
    this.takes = TAKES[places[0]?.[1].kind ?? 'tcx'];
    for (const [name, place] of places) {
      if (place.kind === 'cgroup') throw new RangeError(`hook ${name}: expected a hook of a device, found a cgroup`);
      const keepsEntry = place.kind === 'tcx' && place.clsact;
      this.addHook(makeHook(name, this.addDevice(place.device), keepsEntry, place));
    }
  }

  private addDevice(name: string): Device {
    const known = this.deviceNames.get(name);
    if (known !== undefined) return known;
    const device = new Device(name);
    this.devices.push(device);
    this.deviceNames.set(name, device);
    return device;
  }
}

/** The device of this name; throws where no hook of the universe is on one. */
export function deviceNamed(system: DeviceSystem<DeviceHook>, name: string): Device {
  return named('device', name, system.deviceNames);
}

/** Which devices are there, to be saved. */
export function savePresence({ devices }: DeviceSystem<DeviceHook>): readonly boolean[] {
  return devices.map((device) => device.present);
}

/** Makes devices present or not, as they were. */
export function restorePresence({ devices }: DeviceSystem<DeviceHook>, saved: readonly boolean[]): void {
  for (let index = 0; index < devices.length; index++) devices[index]!.present = saved[index]!;
}

/** Whether the same devices are there as when `saved` was written. */
export function isSamePresence({ devices }: DeviceSystem<DeviceHook>, saved: readonly boolean[]): boolean {
  for (let index = 0; index < devices.length; index++) if (devices[index]!.present !== saved[index]) return false;
  return true;
}

/** The state of the devices as text. */
export function devicesKey({ devices }: DeviceSystem<DeviceHook>): string {
  return devices.map((device) => `${device.name}${device.present ? '+' : '-'}`).join(' ');
}
