import { type Device, DeviceHook } from '../machine/device.ts';
import type * as objects from '../machine/objects.ts';
import type { Entry } from './entry.ts';

/** A link of this model. */
export type Link = objects.Link<Hook>;

/** A place on a device where programs run. */
export class Hook extends DeviceHook {
  /** The memory of its entry, which may be in place or not. */
  readonly entry: Entry;

  constructor(name: string, device: Device, keepsEntry: boolean, entry: Entry) {
    super(name, device, keepsEntry);
    this.entry = entry;
  }
}
