import type { Qdisc } from '../../spec/families/slots/vocabulary/index.ts';

/** A network device: there while it is not removed. */
export class Device {
  readonly name: string;
  present = true;
  /** The qdisc that runs classic filters. */
  qdisc: Qdisc | 'none' = 'none';
  /** Whether the filters of the universe went with the qdisc that had them. */
  filtersGone = false;

  constructor(name: string) {
    this.name = name;
  }
}

/** A hook on a device: where it is. What is attached there is the model's. */
export class DeviceHook {
  readonly name: string;
  readonly device: Device;
  /** Whether its entry outlives its slots, as a clsact qdisc makes it do. */
  readonly keepsEntry: boolean;

  constructor(name: string, device: Device, keepsEntry: boolean) {
    this.name = name;
    this.device = device;
    this.keepsEntry = keepsEntry;
  }
}
