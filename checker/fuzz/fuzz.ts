import { Decider, type Taken } from '../../spec/decide/decider.ts';
import { situationsMet } from '../../spec/decide/decisions.ts';
import type { Profile } from '../../spec/profile.ts';
import type { Request, Scope, State, Universe } from '../../spec/semantics.ts';
import { hooklessOf } from '../../traces/results.ts';
import { Told } from '../decide/told.ts';
import { type AsyncRun, asAsyncPart } from '../search/run.ts';
import { sum } from '../search/share.ts';
import { comesOf, type Leaving, startOver, type Target } from './difference.ts';
import { Drawer } from './drawer.ts';
import { Numbers } from './numbers.ts';
import { type Shrunk, shrinking } from './shrink.ts';

/** How long a run goes on, and from where. */
export interface FuzzOptions {
  readonly seed: number;
  /** Those of `fuzzScopes`, unless given. */
  readonly scopes?: readonly Scope[];
  /** The requests of the whole run. */
  readonly steps?: number;
  /** Ms after which no request is made any more. */
  readonly time?: number;
}

/** The most requests of one sequence; many are shorter. */
const LENGTH = 1200;

/** After so many requests that change nothing a sequence ends: there may be nothing left to change. */
const IDLE = 80;

/** Sequences that are as alike as their seeds have little to do with one another. */
const seedOf = (seed: number, sequence: number) =>
  (Math.imul(seed, 0x9e3779b1) ^ Math.imul(sequence + 1, 0x85ebca6b)) | 0;

/** Where a run stands. */
export interface FuzzProgress {
  readonly steps: number;
  readonly rules: number;
  readonly situations: () => number;
  readonly seconds: number;
  /** While a difference is shrunk: how many requests are left. */
  readonly left?: number;
}

/** A difference of one target, shrunk; as it was found where it did not happen again. */
export interface FuzzFinding {
  readonly target: string;
  readonly scope: string;
  readonly sequence: number;
  /** Requests of the sequence up to it. */
  readonly found: number;
  readonly reproduced: boolean;
  readonly leaving: Leaving;
  readonly universe: Universe;
  readonly steps: readonly Request[];
}

/** What a run came to. */
export interface Fuzzed {
  readonly steps: number;
  readonly changes: number;
  readonly sequences: number;
  readonly seconds: number;
  /** Each scope, with the requests that were made in it. */
  readonly scopes: readonly { readonly scope: Scope; readonly steps: number }[];
  readonly fired: ReadonlyMap<string, number>;
  readonly situations: number;
  /** Of a kernel: the names of what a derived semantics changed that was told from its base (see Told). */
  readonly told?: ReadonlySet<string>;
  /** Why a driver could not do what was asked of it: each reason with the requests, or beginnings of a sequence, of which it was given. */
  readonly skipped: ReadonlyMap<string, number>;
  /** What a driver did not tell of steps, and was not compared. */
  readonly unanswered: ReadonlyMap<string, number>;
  readonly finding?: FuzzFinding;
  readonly interrupted: boolean;
}

/** The large universes of a semantics. */
export function fuzzScopes(semantics: Profile): readonly Scope[] {
  const { family } = semantics;
  return family.fuzzing?.scopes(semantics) ?? [family.scopes(semantics).default];
}

/**
 * Takes the rules and some machines through random sequences, up to the first difference, which is shrunk. Equal seeds make equal
 * requests, but for what a driver cannot do: such a request counts as not made. Each value says where it stands; answering one with `true` ends it.
 * Rejects with a DriverError where a driver does not start over.
 */
export async function* fuzz(
  semantics: Profile,
  targets: readonly Target[],
  options: FuzzOptions,
): AsyncRun<FuzzProgress, Fuzzed> {
  const run = new FuzzRun(semantics, targets, options);
  for (;;) {
    const ended = yield* run.sequence();
    if (ended !== undefined) return run.result(ended);
  }
}

const countIn = (counts: Map<string, number>, name: string) => counts.set(name, (counts.get(name) ?? 0) + 1);

/** Why a run is over. */
type Ended = { readonly is: 'bounded' | 'interrupted' } | { readonly is: 'different'; readonly finding: FuzzFinding };

/** A run: what it has come to, from one sequence to the next. */
class FuzzRun {
  readonly #semantics: Profile;
  readonly #targets: readonly Target[];
  readonly #scopes: readonly Scope[];
  readonly #seed: number;
  readonly #most: number;
  readonly #time: number;
  readonly #decider: Decider;
  readonly #fired = new Map<string, number>();
  readonly #told: Told | undefined;
  readonly #started = performance.now();
  /** The requests that were made in each scope. */
  readonly #made: number[];
  readonly #skipped = new Map<string, number>();
  readonly #unanswered = new Map<string, number>();
  #skips = 0;
  #changes = 0;
  #sequences = 0;

  constructor(semantics: Profile, targets: readonly Target[], options: FuzzOptions) {
    this.#semantics = semantics;
    this.#targets = targets;
    this.#scopes = options.scopes ?? fuzzScopes(semantics);
    this.#made = this.#scopes.map(() => 0);
    this.#seed = options.seed;
    this.#most = options.steps ?? Number.POSITIVE_INFINITY;
    this.#time = options.time ?? Number.POSITIVE_INFINITY;
    this.#decider = new Decider(semantics);
    // Rules and model of the package have each other; a kernel that does what a base does may not be the one in question.
    this.#told = targets.some(({ name }) => name === 'kernel') ? new Told(semantics) : undefined;
  }

  get #steps(): number {
    return sum(this.#made);
  }

  /** Whether all was asked for that there was to be, also what was not done. */
  get #isEnough(): boolean {
    return this.#steps + this.#skips >= this.#most || this.#ms >= this.#time;
  }

  get #ms(): number {
    return performance.now() - this.#started;
  }

  get #situations(): number {
    return situationsMet(this.#decider.all()).length;
  }

  #at(left?: number): FuzzProgress {
    return {
      steps: this.#steps,
      rules: this.#fired.size,
      situations: () => this.#situations,
      seconds: this.#ms / 1000,
      ...(left === undefined ? {} : { left }),
    };
  }

  /** What the run came to. */
  result(ended: Ended): Fuzzed {
    return {
      steps: this.#steps,
      changes: this.#changes,
      sequences: this.#sequences,
      seconds: this.#ms / 1000,
      scopes: this.#scopes.map((scope, index) => ({ scope, steps: this.#made[index]! })),
      fired: this.#fired,
      situations: this.#situations,
      skipped: this.#skipped,
      unanswered: this.#unanswered,
      interrupted: ended.is === 'interrupted',
      ...(this.#told === undefined ? {} : { told: this.#told.apart }),
      ...(ended.is === 'different' ? { finding: ended.finding } : {}),
    };
  }

  /** Makes the next sequence; tells why the run is over with it, if it is. */
  async *sequence(): AsyncRun<FuzzProgress, Ended | undefined> {
    const { family, keeping } = this.#semantics;
    const sequence = this.#sequences;
    this.#sequences += 1;
    const turn = sequence % this.#scopes.length;
    const scope = this.#scopes[turn]!;
    const exploration = family.explore(scope, this.#semantics);
    const { universe } = exploration;
    const numbers = new Numbers(seedOf(this.#seed, sequence));
    const weight = (op: string) => family.fuzzing?.weight(op) ?? 1;
    const drawer = new Drawer(exploration, this.#decider, numbers, weight, this.#fired);
    if (!(await this.#begins(scope, universe, sequence))) {
      if (yield this.#at()) return { is: 'interrupted' };
      return this.#isEnough ? { is: 'bounded' } : undefined;
    }
    let state = family.initial(universe, keeping);
    const history: Request[] = [];
    const whole = (left: Leaving): Whole => ({ sequence, scope, shrunk: { universe, steps: history, leaving: left } });
    const length = 1 + numbers.below(1 + numbers.below(LENGTH));
    let idle = 0;
    for (let index = 0; index < length && idle < IDLE; index += 1) {
      if (this.#isEnough) return { is: 'bounded' };
      if (yield this.#at()) return { is: 'interrupted' };
      const drawn = drawer.draw(state);
      if (drawn === undefined) break;
      const { request, taken } = drawn;
      const { isMade, left } = await this.#comes(universe, request, taken);
      idle = taken.after === state || !isMade ? idle + 1 : 0;
      if (!isMade) continue;
      history.push(request);
      this.#made[turn]! += 1;
      this.#note(taken, state);
      if (left !== undefined)
        return { is: 'different', finding: yield* this.#shrunk(left.target, whole(left.leaving)) };
      this.#told?.note(exploration, state, request, taken);
      state = taken.after;
    }
    return this.#alarmed(whole);
  }

  /** Starts all over; `false` where one of them cannot. */
  async #begins(scope: Scope, universe: Universe, sequence: number): Promise<boolean> {
    const about = { profile: this.#semantics.name, title: `mprog fuzz: seed ${this.#seed}, sequence ${sequence}` };
    for (const target of this.#targets) {
      const skipped = await startOver(target, universe, about);
      if (skipped === undefined) continue;
      this.#skip(`${scope.name}: ${skipped.skip}`);
      return false;
    }
    return true;
  }

  /** Makes a request of all; tells whether it was made, and the first that leaves the rules with it, if one does. */
  async #comes(
    universe: Universe,
    request: Request,
    taken: Taken,
  ): Promise<{ readonly isMade: boolean; readonly left?: { readonly target: Target; readonly leaving: Leaving } }> {
    for (const target of this.#targets) {
      const {
        skip,
        leaving,
        unanswered = [],
      } = await comesOf(this.#semantics.family, universe, target, request, taken);
      if (skip !== undefined) {
        this.#skip(skip);
        return { isMade: false };
      }
      for (const field of unanswered) countIn(this.#unanswered, hooklessOf(field));
      if (leaving !== undefined) return { isMade: true, left: { target, leaving } };
    }
    return { isMade: true };
  }

  #skip(reason: string): void {
    countIn(this.#skipped, reason);
    this.#skips += 1;
  }

  #note({ rule: { id }, after }: Taken, before: State): void {
    countIn(this.#fired, id);
    if (after !== before) this.#changes += 1;
  }

  async *#shrunk(target: Target, whole: Whole): AsyncRun<FuzzProgress, FuzzFinding> {
    const { universe, steps } = whole.shrunk;
    const shorter = yield* asAsyncPart(shrinking(this.#semantics, target, universe, steps), (left) => this.#at(left));
    return findingOf(target, whole, shorter);
  }

  /** Whether a target has an alarm at the end of a sequence, which no shorter one is looked for to show. */
  #alarmed(whole: (left: Leaving) => Whole): Ended | undefined {
    for (const target of this.#targets) {
      const lines = ('alarms' in target ? target.alarms?.() : undefined) ?? [];
      if (lines.length === 0) continue;
      const left: Leaving = { rule: 'none', is: 'alarm', said: lines.join(' / ') };
      return { is: 'different', finding: findingOf(target, whole(left), undefined) };
    }
    return undefined;
  }
}

/** A sequence up to the request by which a target left the rules. */
interface Whole {
  readonly sequence: number;
  readonly scope: Scope;
  readonly shrunk: Shrunk;
}

function findingOf({ name }: Target, { sequence, scope, shrunk }: Whole, shorter: Shrunk | undefined): FuzzFinding {
  const where = { target: name, scope: scope.name, sequence, found: shrunk.steps.length };
  return { ...where, ...(shorter ?? shrunk), reproduced: shorter !== undefined };
}
