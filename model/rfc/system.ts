import type { Universe } from '../../spec/families/slots/vocabulary/index.ts';
import { DeviceSystem } from '../machine/device-system.ts';
import { Entry } from './entry.ts';
import type { RfcFaultId } from './faults.ts';
import { nextRevision } from './flags.ts';
import { Hook } from './hook.ts';
import { NamedObject } from './named-object.ts';

/** Everything the machine has: objects, fds, ids, devices, and hooks with their entries. */
export class System extends DeviceSystem<Hook> {
  readonly fault: RfcFaultId | 'none';
  /** The revision of a new entry. */
  readonly firstRevision: number;
  /** Where the object that the request at hand names is resolved to: scratch, empty between requests. */
  readonly relative = new NamedObject();
  /** The slot that the request at hand takes away: scratch. */
  designated = 0;

  constructor(universe: Universe, fault: RfcFaultId | 'none') {
    super(universe, (name, device, keepsEntry, _, parts) => {
      return new Hook(name, device, keepsEntry, new Entry(parts, universe.capacity, keepsEntry));
    });
    this.fault = fault;
    this.firstRevision = universe.revision;
    for (const hook of this.hooks) if (hook.keepsEntry) hook.entry.create(this.firstRevision);
    for (const [name, progs] of Object.entries(universe.prefill)) this.attachAll(this.hookNames.get(name)!, progs);
  }

  /** Counts a change of the entry. */
  commit(entry: Entry): void {
    const { revision } = entry;
    entry.revision = this.fault === 'revision/wraps-to-zero' ? (revision + 1) >>> 0 : nextRevision(revision);
  }

  private attachAll({ entry }: Hook, names: readonly string[]): void {
    if (names.length === 0) return;
    entry.create(this.firstRevision);
    for (const name of names) {
      const prog = this.progNames.get(name)!;
      prog.refs++;
      entry.overwrite(entry.slots.count, prog, null, 0);
      this.commit(entry);
    }
  }
}
