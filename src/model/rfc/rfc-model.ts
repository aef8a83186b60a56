import type {
  ExplorableMachine,
  LinkState,
  Observation,
  Reply,
  Request,
  Universe,
} from '../../spec/vocabulary/index.ts';
import { EBADF, EINVAL, OK } from '../replies.ts';
import { deviceRemove, linkClose, linkCreate, list, progAttach, progDetach, progQuery, release } from './commands.ts';
import { RFC_FAULTS, type RfcFaultId } from './faults.ts';
import type { Hook, Item, Prog } from './objects.ts';
import { State } from './state.ts';

/** Everything a request can change. Arrays of items are never written to once they are published, so they are kept as they are. */
interface Saved {
  readonly refs: readonly number[];
  readonly open: readonly boolean[];
  readonly links: readonly { readonly alive: boolean; readonly prog: Prog | null; readonly hook: Hook | null }[];
  readonly hooks: readonly { readonly items: Item[]; readonly revision: number; readonly gone: boolean }[];
  readonly goneDevices: readonly string[];
}

/** The imperative machine of the second RFC, sound, or with one planted fault. Throws on a malformed script. */
export class RfcModel implements ExplorableMachine<Saved> {
  readonly #fault: RfcFaultId | 'none';
  #current: State | null = null;

  constructor(options: { fault?: string } = {}) {
    const { fault = 'none' } = options;
    if (fault !== 'none' && !Object.hasOwn(RFC_FAULTS, fault))
      throw new Error(`expected a fault (${Object.keys(RFC_FAULTS).join(', ')}), found "${fault}"`);
    this.#fault = fault as RfcFaultId | 'none';
  }

  get #state(): State {
    if (this.#current === null) throw new Error('expected reset(universe) before anything else');
    return this.#current;
  }

  reset(universe: Universe): void {
    this.#current = new State(universe, this.#fault);
  }

  apply(request: Request): Reply {
    const state = this.#state;
    switch (request.op) {
      case 'prog_attach':
        return progAttach(state, request);
      case 'prog_detach':
        return progDetach(state, request);
      case 'link_create':
        return linkCreate(state, request);
      case 'link_detach': {
        const { link: ref } = request;
        if (ref.is !== 'link') return ref.is === 'closed-fd' ? EBADF : EINVAL;
        const link = state.link(ref.name);
        if (!link.alive) return EBADF;
        release(state, link);
        return OK;
      }
      case 'link_close':
        return linkClose(state, request.link);
      case 'prog_close': {
        const prog = state.prog(request.prog);
        if (!prog.fdOpen) return EBADF;
        prog.fdOpen = false;
        prog.refs -= 1;
        return OK;
      }
      case 'prog_query':
        return progQuery(state, request);
      case 'device_remove':
        return deviceRemove(state, request.device);
      case 'link_update':
        throw new RangeError('link_update: the second RFC has none');
    }
  }

  observe(hook: string): Observation {
    return list(this.#state.hook(hook), Number.POSITIVE_INFINITY, true);
  }

  look(hook: string): Observation {
    return this.observe(hook);
  }

  save(): Saved {
    const { progs, links, hooks, goneDevices } = this.#state;
    return {
      refs: progs.map(({ refs }) => refs),
      open: progs.map(({ fdOpen }) => fdOpen),
      links: links.map(({ alive, prog, hook }) => ({ alive, prog, hook })),
      hooks: hooks.map(({ items, revision, gone }) => ({ items, revision, gone })),
      goneDevices: [...goneDevices],
    };
  }

  restore(saved: Saved): void {
    const { progs, links, hooks, goneDevices } = this.#state;
    progs.forEach((prog, index) => {
      prog.refs = saved.refs[index]!;
      prog.fdOpen = saved.open[index]!;
    });
    for (const [index, link] of links.entries()) Object.assign(link, saved.links[index]);
    for (const [index, hook] of hooks.entries()) Object.assign(hook, saved.hooks[index]);
    goneDevices.clear();
    for (const device of saved.goneDevices) goneDevices.add(device);
  }

  same(saved: Saved): boolean {
    const { progs, links, hooks, goneDevices } = this.#state;
    if (goneDevices.size !== saved.goneDevices.length) return false;
    for (let index = 0; index < progs.length; index += 1) {
      const prog = progs[index]!;
      if (prog.refs !== saved.refs[index] || prog.fdOpen !== saved.open[index]) return false;
    }
    for (let index = 0; index < links.length; index += 1) {
      const link = links[index]!;
      const then = saved.links[index]!;
      if (link.alive !== then.alive || link.prog !== then.prog || link.hook !== then.hook) return false;
    }
    for (let index = 0; index < hooks.length; index += 1) {
      const hook = hooks[index]!;
      const then = saved.hooks[index]!;
      if (hook.revision !== then.revision || hook.gone !== then.gone || !sameItems(hook.items, then.items))
        return false;
    }
    return true;
  }

  key(rename: (name: string) => string): string {
    const { progs, links, hooks } = this.#state;
    const items = (hook: Hook) =>
      hook.items.map(
        ({ prog, link, pins }) => `${rename(prog.name)}/${link === null ? '' : rename(link.name)}!${pins}`,
      );
    return [
      ...progs.map(({ name, refs, fdOpen }) => `${rename(name)}:${refs}${fdOpen ? 'f' : ''}`).sort(),
      ...links
        .map(({ name, alive, prog, hook }) => `${rename(name)}${alive}${rename(prog?.name ?? '')}@${hook?.name ?? ''}`)
        .sort(),
      ...hooks.map((hook) => `${hook.name}${hook.gone}${items(hook)}`),
    ].join(' ');
  }

  references(name: string): number {
    const prog = this.#state.progs.find((each) => each.name === name);
    return prog === undefined ? Number(this.#state.link(name).alive) : prog.refs;
  }

  linkState(name: string): LinkState {
    const link = this.#state.link(name);
    if (!link.alive) return 'absent';
    if (link.foreign) return 'elsewhere';
    return link.hook === null ? 'defunct' : 'attached';
  }
}

function sameItems(now: readonly Item[], then: readonly Item[]): boolean {
  if (now === then) return true;
  if (now.length !== then.length) return false;
  for (let index = 0; index < now.length; index += 1) {
    const one = now[index]!;
    const other = then[index]!;
    if (one.prog !== other.prog || one.link !== other.link || one.pins !== other.pins) return false;
  }
  return true;
}
