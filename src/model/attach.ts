import { type Errno, FLAG_BITS, type Outcome, type RequestOf } from '../spec/vocabulary/index.ts';
import type { Bundle } from './bundle.ts';
import type { FaultId } from './faults.ts';
import type { Hook } from './hook.ts';
import type { Link, Prog } from './objects.ts';
import { type Placement, UNSET } from './placement.ts';
import { flagBits, type Tables } from './tables.ts';

const { REPLACE, BEFORE, AFTER, UNKNOWN } = FLAG_BITS;
const DIRECTIVES = REPLACE | BEFORE | AFTER;

/** A request that puts a program, alone or in a link, into a hook. */
type Placing = RequestOf<'prog_attach'> | RequestOf<'link_create'>;

/** Attaching, directly and through a link. */
export class Attacher {
  readonly #tables: Tables;
  readonly #placement: Placement;
  readonly #fault: FaultId | undefined;

  constructor(tables: Tables, placement: Placement, fault: FaultId | undefined) {
    this.#tables = tables;
    this.#placement = placement;
    this.#fault = fault;
  }

  /** The program that is to be attached, if the hook takes it. */
  #subject(request: Placing): Prog | Errno {
    const prog = this.#tables.progByFd(this.#tables.progFdNumber(request.prog));
    if (typeof prog !== 'string' && prog.type !== 'sched_cls') return 'EINVAL';
    return prog;
  }

  attach(request: RequestOf<'prog_attach'>): Outcome {
    const flags = flagBits(request.flags);
    if ((flags & UNKNOWN) !== 0) return 'EINVAL';
    const prog = this.#subject(request);
    if (typeof prog === 'string') return prog;
    const hook = this.#tables.hook(request.hook);
    if (!hook.device.present) return 'ENODEV';
    let target: Prog | null = null;
    if ((flags & REPLACE) !== 0) {
      const found = this.#tables.progByFd(this.#tables.progFdNumber(request.replace));
      if (typeof found === 'string') return found;
      if (found.type !== prog.type) return 'EINVAL';
      target = found;
    }
    prog.get(); // the slot's reference, dropped again where the request fails
    const outcome = this.#place(request, hook, prog, null, target, flags);
    if (outcome !== 'ok') {
      if (outcome !== 'EEXIST' || this.#fault !== 'attach/leak-on-duplicate') prog.put();
      if (outcome === 'ESTALE' && this.#fault === 'attach/double-put-on-stale') prog.put();
    }
    return outcome;
  }

  create(request: RequestOf<'link_create'>): Outcome {
    const link = this.#tables.ownLink(request.link);
    if (link.refs > 0) throw new Error(`link_create: there is a link called ${link.name} already`);
    const prog = this.#subject(request);
    if (typeof prog === 'string') return prog;
    const hook = this.#tables.hook(request.hook);
    if (!hook.device.present) return 'ENODEV';
    if (this.#fault === 'link-create/flags-masked' && (flagBits(request.flags) & UNKNOWN) !== 0) return 'EINVAL';
    link.prog = prog.get();
    const outcome = this.#place(request, hook, prog, link, null, UNREAD);
    if (outcome !== 'ok') {
      if (this.#fault !== 'link-create/leak-on-failure') prog.put();
      link.prog = null;
      return outcome;
    }
    link.refs = 1;
    link.hook = hook;
    this.#tables.openLink(link);
    return 'ok';
  }

  /** Makes sure that the hook has a bundle, and that a failure leaves none behind that was not there. */
  #place(request: Placing, hook: Hook, prog: Prog, link: Link | null, target: Prog | null, flags: number): Outcome {
    const bundle = hook.fetchOrCreate();
    const outcome = this.#into(bundle, request, prog, link, target, flags);
    if (bundle.count === 0 && this.#fault !== 'attach/entry-survives-failure') hook.free();
    return outcome;
  }

  #into(bundle: Bundle, request: Placing, prog: Prog, link: Link | null, target: Prog | null, known: number): Outcome {
    if (this.#fault === 'attach/duplicate-before-revision' && bundle.find(prog) !== -1) return 'EEXIST';
    if (request.revision === 'stale') return 'ESTALE';
    const duplicate = bundle.find(prog);
    if (duplicate !== -1) {
      const missed = this.#fault === 'attach/duplicate-ignores-links' && bundle.active.links[duplicate] !== null;
      if (!missed) return 'EEXIST';
    }
    const flags = known === UNREAD ? flagBits(request.flags) : known;
    const unused = this.#fault === 'attach/relative-unused-unresolved' && (flags & (BEFORE | AFTER)) === 0;
    if (!unused) {
      const failed = this.#placement.resolve(this.#tables, request.relative, prog.type);
      if (failed !== null) return failed;
    }
    const place = this.#placement;
    if (unused) place.index = UNSET;
    let replaced = UNSET;
    if ((flags & REPLACE) !== 0) {
      replaced = target === null ? -1 : bundle.find(target);
      if (replaced === -1) return 'ENOENT';
      if (bundle.active.links[replaced] !== link && this.#fault !== 'attach/replace-ignores-link') return 'EBUSY';
      place.index = replaced;
    } else if (bundle.count === bundle.capacity && this.#fault !== 'attach/capacity-against-index') return 'ERANGE';
    const failed = place.settle(bundle, flags);
    if (failed !== null) return failed;
    if ((flags & DIRECTIVES) === 0) {
      if (!unused && (place.prog !== null || place.bits !== 0 || flags !== 0)) return 'EINVAL';
      place.index = bundle.count;
    }
    if (place.index >= bundle.capacity) return 'ERANGE';
    if (replaced !== UNSET) this.#replace(bundle, replaced, prog);
    else this.#insert(bundle, this.#target(bundle, flags), prog, link);
    return 'ok';
  }

  /** Where the new entry goes: BEFORE has settled on the index in front of it. */
  #target(bundle: Bundle, flags: number): number {
    const { index } = this.#placement;
    if ((flags & BEFORE) !== 0) return Math.max(this.#fault === 'attach/before-off-by-one' ? index : index + 1, 0);
    if ((flags & AFTER) !== 0 && this.#fault === 'attach/after-off-by-one') return Math.min(index + 1, bundle.count);
    return index;
  }

  #insert(bundle: Bundle, at: number, prog: Prog, link: Link | null): void {
    if (bundle.count === bundle.capacity) return; // only a fault gets here: there is nowhere to write
    if (this.#fault !== 'attach/no-copy-to-peer') bundle.copy();
    bundle.insert(at, prog, link);
    bundle.swap();
    bundle.commit();
  }

  /** The one update in place: a single pointer is exchanged, and no array is swapped. */
  #replace(bundle: Bundle, at: number, prog: Prog): void {
    const old = bundle.active.progs[at]!;
    bundle.active.progs[at] = prog;
    bundle.removed = this.#fault === 'attach/replace-drops-new' ? prog : old;
    bundle.commit();
    if (this.#fault === 'attach/replace-keeps-revision') bundle.revision -= 1;
  }
}

/** The flags were not looked at yet. */
const UNREAD = -1;
