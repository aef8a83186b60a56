import type { Profile } from '../spec/profile.ts';
import type { Request, Universe } from '../spec/semantics.ts';
import type { Outcome } from '../spec/vocabulary/outcome.ts';
import type { Result } from '../spec/vocabulary/report.ts';
import { replayed } from '../traces/replay.ts';
import type { TraceStep } from '../traces/step.ts';
import { type Came, mayHaveChanged, mayHaveWorked, UNJUDGED } from './came.ts';
import { requireSaid } from './fits.ts';
import type { Ids } from './ids.ts';
import type { Link, Prog } from './objects.ts';
import { type Placed, SpecSide } from './spec-side.ts';
import { type Seen, viewOf } from './view.ts';

/** One call of the log, as a request whose numbers are not looked up yet. */
export interface Asked {
  readonly line: number;
  /** The line of another call that went on at the same time, if any. */
  readonly overlap: number | undefined;
  /** The request, but for what the next fields say. */
  readonly request: Readonly<Record<string, unknown>> & { readonly op: string };
  readonly hook: string;
  readonly revision?: number;
  readonly relativeId?: { readonly as: 'prog' | 'link'; readonly id: number };
  readonly progs?: readonly Prog[];
  readonly links?: readonly Link[];
  readonly outcome: Came;
  readonly seen?: Seen;
  /** Why it cannot be judged, if so. */
  readonly unknown?: string;
  /** What the log leaves out that may be why it was refused. */
  readonly unshown?: string;
}

export interface Judged {
  readonly line: number;
  readonly step: TraceStep;
  readonly said: string;
  readonly found: Outcome;
  /** What a query showed, as far as the log tells. */
  readonly view?: object;
  readonly ok: boolean;
  readonly differences: readonly string[];
}

/** Steps that were not judged for one reason; `line` is that of the first. */
export interface Unjudged {
  readonly line: number;
  readonly what: string;
  readonly why: string;
  steps: number;
}

/** Refusals whose reason may be something that no log of bpf(2) shows. */
const ELSEWHERE: Readonly<Partial<Record<Outcome, string>>> = {
  EPERM: 'EPERM: the log does not show the capabilities of the caller, nor what is attached to cgroups above',
  EACCES: 'EACCES: the log does not show what the caller may do',
  ENODEV: 'ENODEV: the log does not show whether the device is there',
  ENOLINK: 'ENOLINK: the log does not show whether the device or cgroup of the link is there',
  ENOMEM: 'ENOMEM: the log does not show how much memory there is',
  EMFILE: 'EMFILE: the log does not show how many fds a process may have',
  ENFILE: 'ENFILE: the log does not show how many files may be open',
  EFAULT: 'EFAULT: the log does not show which addresses are good',
  EINTR: 'EINTR: the log does not show what a signal interrupted',
};

/** Requests that leave everything as it is. */
const READS: ReadonlySet<string> = new Set(['prog_query']);

interface HookState {
  readonly placed: Placed;
  /** Why nothing can be judged here, if so. */
  why?: string | undefined;
  /** Whether a query that shows nothing attached would mend that. */
  mendable: boolean;
}

const overlapping = ({ overlap }: Asked): string | undefined =>
  overlap === undefined ? undefined : `went on while the call of line ${overlap} did: their order is not known`;

/** All that a log does at hooks of one kind: each step beside what the rules give. */
export class Part {
  readonly name: string;
  readonly spec: SpecSide;
  readonly judged: Judged[] = [];
  readonly unjudged: Unjudged[] = [];
  readonly #path: string;
  readonly #ids: { readonly progs: Ids<Prog>; readonly links: Ids<Link> };
  readonly #hooks = new Map<string, HookState>();
  readonly #progs = new Map<string, Prog>();
  readonly #links = new Map<string, Link>();
  /** Links that the specification has made too. */
  readonly #made = new Set<string>();

  constructor(name: string, path: string, profile: Profile, ids: { progs: Ids<Prog>; links: Ids<Link> }) {
    this.name = name;
    this.#path = path;
    this.#ids = ids;
    this.spec = new SpecSide(profile);
  }

  has(hook: string): boolean {
    return this.#hooks.has(hook);
  }

  get hooks(): readonly (readonly [name: string, at: string])[] {
    return [...this.#hooks].map(([name, { placed }]) => [name, placed.at]);
  }

  /** Adds a hook; `why` says why it is not known what is attached there at first. */
  addHook(name: string, placed: Placed, why: string | undefined): void {
    this.#hooks.set(name, { placed, why, mendable: true });
    if (why === undefined) this.spec.addHook(name, placed);
  }

  /** Why it is not known what all hooks have attached, if so. */
  get untold(): string | undefined {
    return [...this.#hooks.values()].find(({ why }) => why !== undefined)?.why;
  }

  get violated(): boolean {
    return this.judged.at(-1)?.ok === false;
  }

  get result(): Result {
    if (this.violated) return 'violated';
    return this.unjudged.length > 0 || this.judged.length === 0 ? 'inconclusive' : 'held';
  }

  get universe(): Universe {
    return this.spec.universe;
  }

  /** Follows one call. After a step that is not as it must be the rest is left alone. */
  take(asked: Asked): void {
    if (this.violated) return;
    this.#mend(asked);
    const why = asked.unknown ?? this.#hooks.get(asked.hook)?.why ?? overlapping(asked);
    if (why !== undefined) this.#leave(asked, why);
    else this.#judge(asked);
  }

  /** A query that shows that nothing is attached says all there is to know of a hook. */
  #mend({ hook, request, seen, outcome }: Asked): void {
    const state = this.#hooks.get(hook);
    if (state?.why === undefined || !state.mendable || request.op !== 'prog_query' || outcome !== 'ok') return;
    if (seen?.count !== 0 || seen.revision !== 1 || request.queryFlags !== 'none') return;
    state.why = undefined;
    this.spec.addHook(hook, state.placed);
  }

  /** Leaves a step out; what it did, if it did anything, is not known from there on. */
  #leave({ line, request, hook, outcome }: Asked, why: string): void {
    this.#note(line, `${request.op} at ${hook}`, why);
    if (!mayHaveChanged(outcome) || READS.has(request.op)) return;
    const lost = `not known since line ${line}: ${why}`;
    for (const [name, state] of this.#hooks) {
      if (name !== hook && state.placed.hook.kind !== 'cgroup') continue;
      this.#lose(state, lost);
    }
  }

  /** A hook that was not known from the start is as little known, and the rules have no state of it yet. */
  #lose(state: HookState, why: string): void {
    if (state.why !== undefined) return;
    state.mendable = false;
    state.why = why;
  }

  #note(line: number, what: string, why: string): void {
    const told = this.unjudged.find((each) => each.why === why);
    if (told === undefined) this.unjudged.push({ line, what, why, steps: 1 });
    else told.steps++;
  }

  /** A call at hooks of this kind whose hook cannot be told; where it may have changed something, nothing is known any more. */
  leaveOut(line: number, what: string, why: string, changes: boolean): void {
    if (this.violated) return;
    this.#note(line, what, why);
    for (const state of changes ? this.#hooks.values() : []) {
      this.#lose(state, `not known since line ${line}: ${why}`);
    }
  }

  #judge(asked: Asked): void {
    const { line, seen, outcome: came } = asked;
    if (came === 'unseen' || came === 'unnamed') {
      this.#leave(asked, UNJUDGED[came]);
      return;
    }
    const request = this.#request(asked);
    if (typeof request === 'string') {
      this.#leave(asked, request);
      return;
    }
    const { rule, view } = this.spec.preview(request);
    const outcome = came === 'untold' ? (rule.then.outcome as Outcome) : came;
    const answer = seen === undefined ? undefined : viewOf(seen, view, this.#named());
    const untold = answer?.unknown;
    if (untold !== undefined) {
      this.#leave(asked, untold);
      return;
    }
    const shows = answer?.view !== undefined && (rule.then.outcome === 'ok' || rule.then.outcome === 'ENOSPC');
    const step: TraceStep = {
      request,
      expect: { outcome: rule.then.outcome as Outcome, rule: rule.id, ...(shows ? { view } : {}) },
    };
    const { family } = this.spec.profile;
    const told = { outcome, hooks: {}, ...(shows ? { view: answer.view } : {}) };
    const { ok, differences } = replayed(family, step, this.judged.length + 1, told);
    const elsewhere = outcome === rule.then.outcome ? undefined : (ELSEWHERE[outcome] ?? this.#unshown(asked));
    if (!ok && elsewhere !== undefined) {
      this.#leave(asked, elsewhere);
      return;
    }
    if (ok) this.spec.take(request);
    if (ok && mayHaveWorked(came) && request.op === 'link_create') this.#made.add(String(asked.request.link));
    const said = family.words.request(request, 'several');
    this.judged.push({ line, step, said, found: outcome, ok, differences, ...(shows ? { view: answer.view } : {}) });
  }

  #unshown({ outcome, unshown }: Asked): string | undefined {
    return outcome === 'EINVAL' ? unshown : undefined;
  }

  #named() {
    return {
      progs: { ids: this.#ids.progs, byName: this.#progs },
      links: { ids: this.#ids.links, byName: this.#links },
    };
  }

  /** The request with its names, or why it has none. */
  #request(asked: Asked): Request | string {
    const { line, hook, request, revision = 0, relativeId, links = [], progs = [] } = asked;
    const fields: Record<string, unknown> = { ...request };
    const named: (Prog | Link)[] = [...progs, ...links];
    if (relativeId !== undefined) {
      const { as, id } = relativeId;
      const found = as === 'prog' ? this.#ids.progs.get(id) : this.#ids.links.get(id);
      if (found === undefined) return `the id ${id} of a ${as} was never seen with its fd, or in a query`;
      fields.relative = { is: as, name: found.name, by: 'id' };
      named.push(found);
    }
    for (const each of named) {
      const why = each.is === 'link' ? this.#aboutLink(each, request) : undefined;
      if (why !== undefined) return why;
    }
    for (const each of named) this.#add(each);
    if (revision !== 0) fields.revision = this.#revision(hook, revision);
    const whole = this.spec.request(fields);
    requireSaid(`${this.#path}:${line}: ${whole.op}`, this.spec.profile, whole);
    return whole;
  }

  /** Why nothing is known of a link, if so. */
  #aboutLink({ name, part, hook }: Link, { op, link }: Asked['request']): string | undefined {
    if (part !== this.name) return `the link ${name} is at a hook of another kind`;
    const why = this.#hooks.get(hook)?.why;
    if (why !== undefined || (op === 'link_create' && link === name) || this.#made.has(name)) return why;
    return `the link ${name} was made while what is attached at its hook was not known`;
  }

  #add(object: Prog | Link): void {
    if (object.is === 'link') {
      this.#links.set(object.name, object);
      this.spec.addLink(object.name);
      return;
    }
    const late = !this.#progs.has(object.name) && object.opened === 0 && object.pinned === undefined;
    this.#progs.set(object.name, object);
    this.spec.addProg(object.name, object.type);
    if (late) this.#closed(object.name);
  }

  #closed(prog: string): void {
    this.spec.take(this.spec.request({ op: 'prog_close', prog }));
  }

  #revision(hook: string, revision: number): string {
    const seen = this.spec.observe(hook) as { readonly revision?: number };
    return revision === (seen.revision ?? 1) ? 'current' : 'stale';
  }

  /** Whether a program is one of those that requests have named here. */
  knows(prog: Prog): boolean {
    return this.#progs.has(prog.name);
  }
}
