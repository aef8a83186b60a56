/** A network device: there until it is removed. */
export class Device {
  readonly name: string;
  present = true;

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
