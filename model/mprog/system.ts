import type { Universe } from '../../spec/families/slots/vocabulary/index.ts';
import { DeviceSystem } from '../machine/device-system.ts';
import { Bundle } from './bundle.ts';
import type { FaultId } from './faults.ts';
import { Hook } from './hook.ts';
import { Tuple } from './tuple.ts';
import { DEFECTS, type Defects, type Variant } from './variants.ts';

/** Everything the machine has: objects, the fd table, the id tables, devices and hooks. Built anew by every reset. */
export class System extends DeviceSystem<Hook> {
  readonly fault: FaultId | 'none';
  /** What programs say of a packet, by their names. */
  readonly verdicts: Universe['verdicts'];
  /** The hooks that programs ask for by bpf_redirect, by their names. */
  readonly redirects: Universe['redirects'];
  readonly universe: Universe;
  /** The classic filters behind hooks, as they were added. */
  readonly filters: Universe['filters'];
  /** What the code of the variant does wrong. */
  readonly defects: Defects;
  /** Where the relative of the request at hand is resolved to: scratch, empty between requests. */
  readonly relative = new Tuple();
  /** The revision that a query of the hook at hand would show: scratch. */
  shown = 0;
  /** The index that the directives of the request at hand designate: scratch. */
  designated = 0;

  constructor(universe: Universe, fault: FaultId | 'none', variant: Variant) {
    const { capacity, revision } = universe;
    super(universe, (name, device, keepsEntry, place, parts) => {
      const kind = { capacity, fault, firstRevision: revision, isKept: place.kind === 'netkit' };
      return new Hook(name, device, keepsEntry, new Bundle(parts, kind), place);
    });
    this.fault = fault;
    this.verdicts = universe.verdicts;
    this.redirects = universe.redirects;
    this.universe = universe;
    this.filters = universe.filters;
    this.defects = DEFECTS[variant];
    for (const [name, progs] of Object.entries(universe.prefill)) this.prefill(this.hookNames.get(name)!, progs);
  }

  private prefill(hook: Hook, progs: readonly string[]): void {
    if (progs.length === 0) return;
    const bundle = hook.entry ?? hook.createEntry();
    for (const name of progs) {
      const prog = this.progNames.get(name)!;
      prog.refs++;
      bundle.insert(bundle.count, prog, null);
      bundle.revision++;
    }
  }
}
