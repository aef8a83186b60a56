import { FLAG_BITS, type Outcome, type RequestOf } from '../spec/vocabulary/index.ts';
import type { Detacher } from './detach.ts';
import type { FaultId } from './faults.ts';
import type { Link, Prog } from './objects.ts';
import { flagBits, type Tables } from './tables.ts';

const { REPLACE } = FLAG_BITS;

/** What can be done to a link that exists. */
export class LinkOperations {
  readonly #tables: Tables;
  readonly #detacher: Detacher;
  readonly #fault: FaultId | undefined;

  constructor(tables: Tables, detacher: Detacher, fault: FaultId | undefined) {
    this.#tables = tables;
    this.#detacher = detacher;
    this.#fault = fault;
  }

  update(request: RequestOf<'link_update'>): Outcome {
    const flags = flagBits(request.flags);
    if ((flags & ~REPLACE) !== 0) return 'EINVAL';
    const link = this.#tables.linkByFd(this.#tables.linkFdNumber(request.link));
    if (typeof link === 'string') return link;
    const prog = this.#tables.progByFd(this.#tables.progFdNumber(request.prog));
    if (typeof prog === 'string') return prog;
    const oldFd = this.#tables.progFdNumber(request.old);
    let old: Prog | null = null;
    if ((flags & REPLACE) !== 0) {
      const found = this.#tables.progByFd(oldFd);
      if (typeof found === 'string') return found;
      old = found;
    } else if (oldFd !== 0) return 'EINVAL';
    return this.#swap(link, prog, old);
  }

  #swap(link: Link, prog: Prog, old: Prog | null): Outcome {
    if (link.hook === null) return 'ENOLINK';
    if (old !== null && old !== link.prog && this.#fault !== 'link-update/old-ignored') return 'EPERM';
    const bundle = link.hook.bundle!;
    if (prog === link.prog) {
      if (this.#fault === 'link-update/same-bumps-revision') bundle.revision += 1;
      return 'ok';
    }
    if (bundle.find(prog) !== -1 && this.#fault !== 'link-update/duplicate-unchecked') return 'EEXIST';
    if (prog.type !== link.prog!.type) return 'EINVAL';
    bundle.active.progs[bundle.find(link.prog!)] = prog.get();
    link.prog!.put();
    link.prog = prog;
    bundle.commit();
    return 'ok';
  }

  detach(request: RequestOf<'link_detach'>): Outcome {
    const link = this.#tables.linkByFd(this.#tables.linkFdNumber(request.link));
    if (typeof link === 'string') return link;
    if (link.hook === null && this.#fault === 'link-detach/slot-by-program') this.#detachByProgram(link);
    this.#leaveSlot(link);
    return 'ok';
  }

  close(request: RequestOf<'link_close'>): Outcome {
    const link = this.#tables.ownLink(request.link);
    const fd = this.#tables.fdOfLink(link);
    if (this.#tables.files[fd] === null) return 'EBADF';
    this.#tables.files[fd] = null;
    link.refs -= 1;
    if (this.#fault !== 'link-close/leaves-slot') this.#leaveSlot(link);
    link.hook = null;
    link.prog!.put();
    link.prog = null;
    return 'ok';
  }

  #leaveSlot(link: Link): void {
    const { hook } = link;
    if (hook === null) return;
    this.#detacher.remove(hook, hook.bundle!.active.links.indexOf(link));
    link.hook = null;
  }

  /** The fault itself: the slot is looked for by the program alone. */
  #detachByProgram(link: Link): void {
    for (const hook of this.#tables.hooks) {
      const at = hook.bundle === null ? -1 : hook.bundle.find(link.prog!);
      if (at !== -1) this.#detacher.remove(hook, at);
    }
  }
}
