import type { Hook, ProgType } from '../spec/families/slots/vocabulary/index.ts';
import type { Profile } from '../spec/profile.ts';
import type { Observation, Request, Universe } from '../spec/semantics.ts';
import { SpecMachine, type Step } from '../spec/spec-machine.ts';

/** A hook and where it is: `lo ingress`, or the path of a cgroup. */
export interface Placed {
  readonly hook: Hook;
  readonly at: string;
}

/** Cgroups from the root down, each below the nearest one of them that is above it. */
function inOrder(hooks: ReadonlyMap<string, Placed>): Readonly<Record<string, Hook>> {
  const sorted = [...hooks].sort(([, a], [, b]) => a.at.length - b.at.length);
  const entries = sorted.map(([name, { hook, at }], index) => {
    if (hook.kind !== 'cgroup') return [name, hook] as const;
    const above = sorted.slice(0, index).findLast(([, other]) => at.startsWith(`${other.at}/`));
    return [name, { ...hook, parent: above?.[0] ?? 'none' }] as const;
  });
  return Object.fromEntries(entries);
}

/**
 * The specification beside a log. What there is becomes known bit by bit: where an object is added, the machine begins again
 * with a larger universe and takes the same requests, to which a program, link or hook that they do not name makes no difference.
 */
export class SpecSide {
  readonly profile: Profile;
  readonly #machine: SpecMachine;
  readonly #programs = new Map<string, ProgType>();
  readonly #links = new Set<string>();
  readonly #hooks = new Map<string, Placed>();
  readonly #taken: Request[] = [];
  #stale = true;

  constructor(profile: Profile) {
    this.profile = profile;
    this.#machine = new SpecMachine(profile);
  }

  addProg(name: string, type: ProgType): void {
    this.#stale ||= !this.#programs.has(name);
    this.#programs.set(name, type);
  }

  addLink(name: string): void {
    this.#stale ||= !this.#links.has(name);
    this.#links.add(name);
  }

  addHook(name: string, placed: Placed): void {
    this.#stale ||= !this.#hooks.has(name);
    this.#hooks.set(name, placed);
  }

  get universe(): Universe {
    const { universe } = this.profile.family.schemas;
    return universe.parse({
      programs: Object.fromEntries(this.#programs),
      links: [...this.#links],
      hooks: inOrder(this.#hooks),
    }) as Universe;
  }

  /** A request with every field, from what is said of it. */
  request(fields: Readonly<Record<string, unknown>>): Request {
    return this.profile.family.schemas.request.parse(fields) as unknown as Request;
  }

  #ready(): SpecMachine {
    if (this.#stale) {
      this.#machine.reset(this.universe);
      for (const request of this.#taken) this.#machine.explain(request);
      this.#stale = false;
    }
    return this.#machine;
  }

  /** What would come of a request. */
  preview(request: Request): Step {
    return this.#ready().preview(request);
  }

  /** Takes a request. */
  take(request: Request): void {
    this.#ready().explain(request);
    this.#taken.push(request);
  }

  observe(hook: string): Observation {
    return this.#ready().observe(hook);
  }
}
