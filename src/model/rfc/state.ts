import { type ProgType, TAKES, type Universe } from '../../spec/vocabulary/index.ts';
import type { RfcFaultId } from './faults.ts';
import { Hook, type Item, Link, Prog } from './objects.ts';

/** The greatest revision before it wraps. */
const REVISION_MAX = 0xffffffff;

/** Everything the machine has. */
export class State {
  readonly fault: RfcFaultId | 'none';
  readonly capacity: number;
  readonly firstRevision: number;
  readonly takes: ProgType;
  readonly progs: readonly Prog[];
  readonly links: readonly Link[];
  readonly hooks: readonly Hook[];
  readonly goneDevices = new Set<string>();
  readonly #progs: ReadonlyMap<string, Prog>;
  readonly #links: ReadonlyMap<string, Link>;
  readonly #hooks: ReadonlyMap<string, Hook>;

  constructor(universe: Universe, fault: RfcFaultId | 'none') {
    this.fault = fault;
    this.capacity = universe.capacity;
    this.firstRevision = universe.revision;
    this.progs = Object.entries(universe.programs).map(([name, type]) => new Prog(name, type));
    this.#progs = new Map(this.progs.map((prog) => [prog.name, prog]));
    this.links = [
      ...universe.links.map((name) => new Link(name, false)),
      ...Object.entries(universe.foreignLinks).map(([name, prog]) => {
        const link = new Link(name, true);
        link.alive = true;
        link.prog = this.prog(prog);
        link.prog.refs += 1;
        return link;
      }),
    ];
    this.#links = new Map(this.links.map((link) => [link.name, link]));
    this.hooks = Object.entries(universe.hooks).map(([name, place]) => {
      if (place.kind === 'cgroup') throw new RangeError(`hook ${name}: expected a hook of a device, found a cgroup`);
      return new Hook(name, place.device, universe.revision);
    });
    this.#hooks = new Map(this.hooks.map((hook) => [hook.name, hook]));
    this.takes = TAKES[Object.values(universe.hooks)[0]!.kind];
    for (const [name, progs] of Object.entries(universe.prefill)) {
      const hook = this.hook(name);
      hook.items = progs.map((prog): Item => ({ prog: this.prog(prog), link: null, pins: 0 }));
      for (const { prog } of hook.items) {
        prog.refs += 1;
        this.commit(hook);
      }
    }
  }

  prog(name: string): Prog {
    return known('program', name, this.#progs);
  }

  link(name: string): Link {
    return known('link', name, this.#links);
  }

  hook(name: string): Hook {
    return known('hook', name, this.#hooks);
  }

  /** Counts a change; 0 is skipped, because it stands for a revision that is not compared. An empty hook starts over. */
  commit(hook: Hook): void {
    if (hook.items.length === 0) {
      hook.revision = this.firstRevision;
      return;
    }
    do hook.revision = hook.revision === REVISION_MAX ? 0 : hook.revision + 1;
    while (hook.revision === 0 && this.fault !== 'rfc/revision-wraps-to-zero');
  }
}

function known<T>(what: string, name: string, table: ReadonlyMap<string, T>): T {
  const found = table.get(name);
  if (found === undefined)
    throw new Error(`expected a ${what} of the universe (${[...table.keys()].join(', ')}), found "${name}"`);
  return found;
}
