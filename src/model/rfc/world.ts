import type { Universe } from '../../spec/vocabulary/index.ts';
import type { Hook } from '../hook.ts';
import { World } from '../world.ts';
import { Entry } from './entry.ts';
import type { RfcFaultId } from './faults.ts';
import { nextRevision } from './flags.ts';

/** The objects, fds, ids, devices and hooks of a world, and the entries of the hooks, which are of another make here. */
export class RfcWorld extends World {
  readonly planted: RfcFaultId | 'none';
  /** By the position of the hook. */
  readonly entries: Entry[];
  /** The revision of a new entry. */
  readonly firstRevision: number;

  constructor(universe: Universe, planted: RfcFaultId | 'none') {
    super({ ...universe, prefill: {} }, 'none');
    this.planted = planted;
    this.firstRevision = universe.revision;
    this.entries = this.hooks.map((hook) => new Entry(universe.capacity, hook.keepsEntry));
    for (const hook of this.hooks) if (hook.keepsEntry) this.entryOf(hook).create(this.firstRevision);
    for (const [name, progs] of Object.entries(universe.prefill)) this.attachAll(this.hookNames.get(name)!, progs);
  }

  /** The memory of a hook's entry, which may be in place or not. */
  entryOf(hook: Hook): Entry {
    return this.entries[hook.index]!;
  }

  /** Counts a change of the entry. */
  commit(entry: Entry): void {
    const { revision } = entry;
    entry.revision = this.planted === 'revision/wraps-to-zero' ? (revision + 1) >>> 0 : nextRevision(revision);
  }

  private attachAll(hook: Hook, names: readonly string[]): void {
    if (names.length === 0) return;
    const entry = this.entryOf(hook);
    entry.create(this.firstRevision);
    for (const name of names) {
      const prog = this.progNames.get(name)!;
      prog.refs++;
      entry.slots.push(prog, null, 0);
      this.commit(entry);
    }
  }
}
