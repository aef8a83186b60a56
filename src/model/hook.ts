import { Bundle } from './bundle.ts';

/** A network device. */
export class Device {
  readonly name: string;
  present = true;

  constructor(name: string) {
    this.name = name;
  }
}

/** One direction of a device. It has a bundle only while there is something in it. */
export class Hook {
  readonly name: string;
  readonly index: number;
  readonly device: Device;
  readonly capacity: number;
  bundle: Bundle | null = null;
  /** A bundle that went out of use, to be used again: where it comes from is nothing that can be seen. */
  #spare: Bundle | null = null;

  constructor(name: string, index: number, device: Device, capacity: number) {
    this.name = name;
    this.index = index;
    this.device = device;
    this.capacity = capacity;
  }

  get count(): number {
    return this.bundle === null ? 0 : this.bundle.count;
  }

  get revision(): number {
    return this.bundle === null ? 1 : this.bundle.revision;
  }

  /** The bundle, made if there is none. */
  fetchOrCreate(): Bundle {
    if (this.bundle !== null) return this.bundle;
    const bundle = this.#spare ?? new Bundle(this.capacity);
    this.#spare = null;
    bundle.count = 0;
    bundle.revision = 1;
    bundle.side = 0;
    bundle.removed = null;
    bundle.active.set(0, null, null);
    this.bundle = bundle;
    return bundle;
  }

  /** Frees the bundle. */
  free(): void {
    this.#spare = this.bundle;
    this.bundle = null;
  }
}
