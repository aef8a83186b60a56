import { FLAG_BITS, type Outcome, type RequestOf } from '../spec/vocabulary/index.ts';
import type { FaultId } from './faults.ts';
import type { Hook } from './hook.ts';
import type { Prog } from './objects.ts';
import { type Placement, UNSET } from './placement.ts';
import { flagBits, type Tables } from './tables.ts';

const { REPLACE, BEFORE, AFTER, UNKNOWN } = FLAG_BITS;

/** Detaching, by name and by place; and the removal of an entry, which links use as well. */
export class Detacher {
  readonly #tables: Tables;
  readonly #placement: Placement;
  readonly #fault: FaultId | undefined;

  constructor(tables: Tables, placement: Placement, fault: FaultId | undefined) {
    this.#tables = tables;
    this.#placement = placement;
    this.#fault = fault;
  }

  detach(request: RequestOf<'prog_detach'>): Outcome {
    const flags = flagBits(request.flags);
    if ((flags & UNKNOWN) !== 0) return 'EINVAL';
    let prog: Prog | null = null;
    const named = request.prog;
    if (named.is !== 'none') {
      const found = this.#tables.progByFd(this.#tables.progFdNumber(named));
      if (typeof found === 'string') return found;
      if (found.type !== 'sched_cls') return 'EINVAL';
      prog = found;
    }
    const hook = this.#tables.hook(request.hook);
    if (!hook.device.present) return 'ENODEV';
    const { bundle } = hook;
    if (bundle === null || bundle.count === 0) return 'ENOENT';
    if ((flags & REPLACE) !== 0) return 'EINVAL';
    if (request.revision === 'stale' && this.#fault !== 'detach/stale-ignored') return 'ESTALE';
    const place = this.#placement;
    const unresolved = place.resolve(this.#tables, request.relative, prog === null ? null : prog.type);
    if (unresolved !== null) return unresolved;
    if (prog !== null) {
      const at = bundle.find(prog);
      if (at === -1) return 'ENOENT';
      if (bundle.active.links[at] !== null) return 'EBUSY';
      place.index = at;
    }
    const unsettled = place.settle(bundle, flags);
    if (unsettled !== null) return unsettled;
    if (prog === null && (flags & (BEFORE | AFTER)) === 0) {
      if (place.prog !== null || place.bits !== 0) return 'EINVAL';
      place.index = UNSET;
    }
    let index = place.index === UNSET ? bundle.count : place.index;
    if (this.#fault === 'detach/full-hook-shrinks') index = Math.min(index, bundle.count - 1);
    if (index >= bundle.capacity) return 'ERANGE';
    if (index < 0) index = 0;
    if (index > bundle.count - 1) index = bundle.count - 1;
    if (bundle.active.links[index] !== null && this.#fault !== 'detach/unnamed-ignores-link') return 'EBUSY';
    this.remove(hook, index);
    return 'ok';
  }

  /** Takes an entry out of a hook. The bundle goes with the last one. */
  remove(hook: Hook, at: number): void {
    const bundle = hook.bundle!;
    bundle.copy();
    const direct = bundle.peer.links[at] === null;
    bundle.removed = direct && this.#fault !== 'detach/put-missing' ? bundle.peer.progs[at]! : null;
    const behind = bundle.count - at;
    bundle.remove(at, this.#fault === 'detach/terminator-lost' ? behind - 1 : behind);
    bundle.swap();
    bundle.commit();
    if (bundle.count === 0 && this.#fault !== 'detach/entry-kept') hook.free();
  }
}
