import { expect } from 'vitest';
import {
  type ExplorableMachine,
  type Observation,
  type RequestInput,
  request,
  Universe,
  type UniverseInput,
} from '../../spec/families/slots/vocabulary/index.ts';

type Rest = Record<string, unknown>;

const prog = (name: string) => ({ is: 'prog', name }) as const;

/** A list as text: `A^ B/L1 C$ @4`, where `^` is FIRST and `$` is LAST; `nothing` where there is none. */
export function text(seen: Observation): string {
  if (seen.is === 'nothing') return 'nothing';
  const slots = seen.slots.map((slot) => {
    const flags = (slot.flags ?? []).map((flag) => (flag === 'FIRST' ? '^' : '$')).join('');
    return `${slot.prog}${slot.link === 'none' ? '' : `/${slot.link}`}${flags}`;
  });
  expect(seen.count).toBe(seen.slots.length);
  return [...slots, `@${seen.revision}`].join(' ');
}

/** A machine that is taken through a script step by step; each step tells its outcome and what the first hook shows then. */
export class Steps {
  readonly machine: ExplorableMachine;
  private readonly universe: Universe;
  private readonly hook: string;

  constructor(machine: ExplorableMachine, universe: UniverseInput) {
    this.machine = machine;
    this.universe = Universe.parse(universe);
    this.hook = Object.keys(this.universe.hooks)[0]!;
    machine.reset(this.universe);
  }

  /** `ok | A B @3`. Anything but ok must change nothing at all. */
  take(input: Rest): string {
    const before = this.machine.save();
    const seen = this.sight();
    const { outcome } = this.machine.apply(request(input as RequestInput));
    const looked = this.machine.look(this.hook);
    // A query stops where the array should end.
    if (looked.is === 'list' && looked.count < 64) expect(looked).toEqual(this.machine.observe(this.hook));
    if (outcome !== 'ok') {
      expect(this.machine.same(before)).toBe(true);
      expect(this.sight()).toEqual(seen);
    }
    return `${outcome} | ${this.list()}`;
  }

  attach(name: string, rest: Rest = {}): string {
    return this.take({ op: 'prog_attach', hook: this.hook, prog: prog(name), ...rest });
  }

  detach(name: string | undefined, rest: Rest = {}): string {
    const subject = name === undefined ? {} : { prog: prog(name) };
    return this.take({ op: 'prog_detach', hook: this.hook, ...subject, ...rest });
  }

  create(link: string, name: string, rest: Rest = {}): string {
    return this.take({ op: 'link_create', hook: this.hook, link, prog: prog(name), ...rest });
  }

  update(link: string, name: string): string {
    return this.take({ op: 'link_update', link: { is: 'link', name: link }, prog: prog(name) });
  }

  detachLink(link: string): string {
    return this.take({ op: 'link_detach', link: { is: 'link', name: link } });
  }

  closeLink(link: string): string {
    return this.take({ op: 'link_close', link });
  }

  close(name: string): string {
    return this.take({ op: 'prog_close', prog: name });
  }

  removeDevice(): string {
    return this.take({ op: 'device_remove', device: 'dev' });
  }

  query(rest: Rest = {}) {
    return this.machine.apply(request({ op: 'prog_query', hook: this.hook, buffer: 64, ...rest } as RequestInput));
  }

  list(): string {
    return text(this.machine.look(this.hook));
  }

  references(...names: string[]): number[] {
    return names.map((name) => this.machine.references(name));
  }

  /** Everything that can be seen. */
  sight() {
    const { machine, universe } = this;
    return {
      hooks: Object.keys(universe.hooks).map((hook) => machine.observe(hook)),
      references: [...Object.keys(universe.programs), ...universe.links].map((name) => machine.references(name)),
      links: universe.links.map((name) => machine.linkState(name)),
      key: machine.key((name) => name),
    };
  }
}
