import type { Program, Universe } from '../../spec/families/xdp/vocabulary/index.ts';
import { BaseSystem } from '../machine/base-system.ts';
import { hookNamed } from '../machine/lookup.ts';
import type { Prog } from '../machine/objects.ts';
import { Device } from './device.ts';
import type { FaultId } from './faults.ts';

/** Everything the machine has: objects, the fd table, the id tables and devices. Built anew by every reset. */
export class System extends BaseSystem<Device> {
  readonly fault: FaultId | 'none';
  readonly #programs: Universe['programs'];

  constructor({ programs, links, devices }: Universe, fault: FaultId | 'none') {
    const types = Object.fromEntries(Object.entries(programs).map(([name, { type }]) => [name, type]));
    super({ programs: types, links, foreignLinks: {}, traits: {} });
    this.fault = fault;
    this.#programs = programs;
    for (const [name, { kind, mtu }] of Object.entries(devices)) this.addHook(new Device(name, kind, mtu === 'large'));
  }

  /** What a program was loaded as. */
  loadedAs(prog: Prog): Program {
    return this.#programs[prog.name]!;
  }

  /** Whether a program that is alive is bound to a device. */
  hasLiveBoundTo({ name }: Device): boolean {
    return this.progs.some((prog) => this.loadedAs(prog).boundTo === name && this.progIds.at(prog.id) !== null);
  }

  /** Whether a program of the universe is bound to a device. */
  hasBoundTo({ name }: Device): boolean {
    return Object.values(this.#programs).some(({ boundTo }) => boundTo === name);
  }
}

/** The device of this name where the callers see it; null where it is gone or elsewhere. Throws on a name that the universe has not. */
export function deviceHere(system: System, name: string): Device | null {
  const device = hookNamed(system, name);
  return device.where === 'here' ? device : null;
}
