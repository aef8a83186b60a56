import {
  type ExplorableMachine,
  type LinkState,
  NOTHING,
  type Observation,
  Outcome,
  type Reply,
  type Request,
  type RequestOf,
  type Universe,
} from '../spec/vocabulary/index.ts';
import { Attacher } from './attach.ts';
import { Detacher } from './detach.ts';
import { removeDevice } from './device.ts';
import type { FaultId } from './faults.ts';
import { LinkOperations } from './link.ts';
import { Memory, type Saved } from './memory.ts';
import { Placement } from './placement.ts';
import { observe, query } from './query.ts';
import { Tables } from './tables.ts';

/** One reply for each outcome: a refusal must not cost an allocation. */
const REPLIES = Object.fromEntries(
  Outcome.options.map((outcome) => [outcome, Object.freeze({ outcome, view: NOTHING })]),
) as Record<Outcome, Reply>;

export interface ModelOptions {
  /** A fault to plant (see faults.ts). */
  readonly fault?: FaultId;
}

/** What a machine consists of once it knows its universe. */
interface Parts {
  readonly tables: Tables;
  readonly memory: Memory;
  readonly attacher: Attacher;
  readonly detacher: Detacher;
  readonly links: LinkOperations;
}

/**
 * tcx as a machine of objects that are changed in place: programs and links with reference counts, fd and id tables,
 * and for each hook a bundle of two arrays. It knows nothing of the specification's rules.
 */
export class TcxModel implements ExplorableMachine<Saved> {
  readonly #fault: FaultId | undefined;
  #parts: Parts | undefined;

  constructor(options: ModelOptions = {}) {
    this.#fault = options.fault;
  }

  get #now(): Parts {
    if (this.#parts === undefined) throw new Error('the model was not reset to a universe yet');
    return this.#parts;
  }

  reset(universe: Universe): void {
    const tables = new Tables(universe);
    const placement = new Placement(this.#fault);
    const attacher = new Attacher(tables, placement, this.#fault);
    const detacher = new Detacher(tables, placement, this.#fault);
    const links = new LinkOperations(tables, detacher, this.#fault);
    this.#parts = { tables, memory: new Memory(tables), attacher, detacher, links };
    for (const [name, progs] of Object.entries(universe.prefill)) {
      const bundle = tables.hook(name).fetchOrCreate();
      for (const prog of progs) {
        bundle.copy();
        bundle.insert(bundle.count, tables.prog(prog).get(), null);
        bundle.swap();
        bundle.commit();
      }
    }
  }

  apply(request: Request): Reply {
    const { tables, attacher, detacher, links } = this.#now;
    switch (request.op) {
      case 'prog_attach':
        return REPLIES[attacher.attach(request)];
      case 'link_create':
        return REPLIES[attacher.create(request)];
      case 'prog_detach':
        return REPLIES[detacher.detach(request)];
      case 'link_update':
        return REPLIES[links.update(request)];
      case 'link_detach':
        return REPLIES[links.detach(request)];
      case 'link_close':
        return REPLIES[links.close(request)];
      case 'prog_close':
        return REPLIES[this.#closeProg(request)];
      case 'prog_query':
        return query(tables, request, this.#fault);
      case 'device_remove':
        return REPLIES[removeDevice(tables, request, this.#fault)];
    }
  }

  #closeProg(request: RequestOf<'prog_close'>): Outcome {
    const { tables } = this.#now;
    const prog = tables.prog(request.prog);
    const fd = tables.fdOfProg(prog);
    if (tables.files[fd] === null) return 'EBADF';
    tables.files[fd] = null;
    prog.put();
    return 'ok';
  }

  observe(hook: string): Observation {
    return observe(this.#now.tables.hook(hook));
  }

  save(): Saved {
    return this.#now.memory.save();
  }

  restore(saved: Saved): void {
    this.#now.memory.restore(saved);
  }

  same(saved: Saved): boolean {
    return this.#now.memory.same(saved);
  }

  references(name: string): number {
    return this.#now.tables.object(name).refs;
  }

  linkState(name: string): LinkState {
    const { tables } = this.#now;
    const link = tables.link(name);
    if (link.refs === 0) return 'absent';
    if (link.index >= tables.ownLinks) return 'elsewhere';
    return link.hook === null ? 'defunct' : 'attached';
  }

  key(rename: (name: string) => string): string {
    const { progs, links, devices, hooks, files } = this.#now.tables;
    const parts: string[] = [];
    for (const prog of progs)
      parts.push(`${rename(prog.name)}${files[this.#now.tables.fdOfProg(prog)] === null ? '-' : '+'}${prog.refs}`);
    for (const link of links) {
      const prog = link.prog === null ? '' : rename(link.prog.name);
      parts.push(`${rename(link.name)}=${prog}@${link.hook?.name ?? ''}${link.refs}`);
    }
    parts.sort();
    for (const device of devices) parts.push(device.present ? '.' : '!');
    for (const { bundle } of hooks) {
      parts.push(bundle === null ? '/' : `/${bundle.count}`);
      if (bundle === null) continue;
      const { progs: listed, links: through } = bundle.active;
      for (let at = 0; listed[at] != null; at += 1)
        parts.push(`${rename(listed[at]!.name)}~${through[at] == null ? '' : rename(through[at]!.name)}`);
    }
    return parts.join(' ');
  }
}
