import type { Qdisc } from '../../spec/families/slots/vocabulary/index.ts';
import { Part, type Parts } from './parts.ts';

/** What changes of a device. */
interface DeviceNow {
  readonly present: boolean;
  readonly qdisc: Qdisc | 'none';
  readonly filtersGone: boolean;
}

/** A network device: there while it is not removed. */
export class Device extends Part<DeviceNow> {
  readonly name: string;
  private isPresent = true;
  private ownQdisc: Qdisc | 'none' = 'none';
  private lostFilters = false;

  constructor(parts: Parts, name: string) {
    super(parts);
    this.name = name;
  }

  get present(): boolean {
    return this.isPresent;
  }

  set present(present: boolean) {
    this.write();
    this.isPresent = present;
  }

  /** The qdisc that runs classic filters. */
  get qdisc(): Qdisc | 'none' {
    return this.ownQdisc;
  }

  set qdisc(qdisc: Qdisc | 'none') {
    this.write();
    this.ownQdisc = qdisc;
  }

  /** Whether the filters of the universe went with the qdisc that had them. */
  get filtersGone(): boolean {
    return this.lostFilters;
  }

  set filtersGone(filtersGone: boolean) {
    this.write();
    this.lostFilters = filtersGone;
  }

  save(): DeviceNow {
    const { present, qdisc, filtersGone } = this;
    return { present, qdisc, filtersGone };
  }

  restore({ present, qdisc, filtersGone }: DeviceNow): void {
    this.isPresent = present;
    this.ownQdisc = qdisc;
    this.lostFilters = filtersGone;
  }

  isSame({ present, qdisc, filtersGone }: DeviceNow): boolean {
    return this.isPresent === present && this.ownQdisc === qdisc && this.lostFilters === filtersGone;
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
