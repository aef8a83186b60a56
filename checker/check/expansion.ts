import type { Inheritance } from '../../spec/brought.ts';
import { deciderOf } from '../../spec/decide/decider.ts';
import { type Decided, type Decisions, readsOf } from '../../spec/decide/decisions.ts';
import type { Difference, Family } from '../../spec/family.ts';
import type { Profile } from '../../spec/profile.ts';
import { acts, UndecidedError } from '../../spec/rule.ts';
import type { Request, State, World } from '../../spec/semantics.ts';
import { type Code, plus } from '../../spec/situation.ts';
import { afterDecision, atRule } from '../../spec/step.ts';
import type { Answer, Explorable } from '../../spec/vocabulary/machine.ts';
import { isUndefined } from '../../spec/vocabulary/outcome.ts';
import { Changes } from '../decide/changes.ts';
import type { Exercise } from '../decide/exercise.ts';
import type { Failure, FoundFailure } from '../decide/failure.ts';
import { codeWith, type Frame } from '../decide/frame.ts';
import type { TrackedRequest } from '../requests/tracked-request.ts';
import { EVERY_FIELD, type Visitor, Walk } from '../requests/walk.ts';
import type { Emit } from '../search/explore.ts';
import { type Breach, Obedience, type WatchedProperties } from './obedience.ts';
import type { Tally } from './work.ts';

/** A state of spec and model together. */
export interface Joint {
  readonly number: number;
  readonly state: State;
  readonly saved: unknown;
  readonly world: World;
}

/** What an expansion needs to know of the search it is a part of. */
export interface Surroundings {
  /** Missing where rules and properties are looked at alone. */
  readonly model: Explorable | undefined;
  readonly semantics: Profile;
  readonly properties: WatchedProperties;
  /** The ids of the rules that decided something. */
  readonly rulesSeen: Set<string>;
  readonly exercise: Exercise;
  readonly work: Tally;
  readonly request: TrackedRequest;
  /** The properties that are known not to hold, with what was seen of each. */
  readonly known: ReadonlyMap<string, Breach>;
  /** Those among them that are known of another profile alone. */
  readonly inherited: ReadonlyMap<string, Inheritance>;
  /** Whether fields that nobody looked at keep their first value. */
  readonly skip: boolean;
  /** Whether a state is to be gone on from. */
  readonly follows: (state: State) => boolean;
  /** The key of a state of the spec together with the present one of the model. */
  readonly key: (state: State) => string;
  /** A number for one state more. */
  readonly number: () => number;
}

/** A state that was compared in full once; later requests with the same effect are compared with what was saved then. */
interface Successor {
  readonly saved: unknown;
  readonly world: World;
}

/** What is to be seen otherwise, as a failure of the rule that decided: reports name that before the rest. */
function failureOf(rule: string, { is, ...more }: Difference | { readonly is: 'hidden-change' }): Failure {
  return { is, rule, ...more } as Failure;
}

/** Goes through every request in one state. */
export class Expansion implements Visitor {
  readonly #node: Joint;
  readonly #emit: Emit<Joint, Request>;
  readonly #around: Surroundings;
  readonly #family: Family;
  readonly #model: Explorable | undefined;
  readonly #request: TrackedRequest;
  readonly #taken: Request;
  readonly #obedience: Obedience;
  #frame!: Frame;
  #decisions!: Decisions;
  #notes = false;
  #asksForView = false;
  #changes!: Changes<Successor[]>;
  #chosen: number[] = [];
  /** The code of what the fields down to each level say. */
  #codes: Code[] = [];
  #found: FoundFailure | undefined;

  constructor(node: Joint, emit: Emit<Joint, Request>, around: Surroundings) {
    this.#node = node;
    this.#emit = emit;
    this.#around = around;
    this.#family = around.semantics.family;
    this.#model = around.model;
    this.#request = around.request;
    this.#taken = around.request.asRequest();
    this.#obedience = new Obedience(node, around, (failure) => this.#fail(failure));
  }

  /** Goes through one operation; returns the first failure. Yields now and then, where that takes long. */
  *run(frame: Frame, decisions: Decisions): Generator<void, FoundFailure | undefined> {
    this.#frame = frame;
    this.#decisions = decisions;
    this.#notes = this.#around.exercise.wants(frame.op);
    this.#asksForView = this.#family.queries.has(frame.op);
    this.#changes = new Changes(this.#around.semantics, frame, () => []);
    this.#chosen = [];
    this.#codes = [frame.base];
    this.#request.clear(frame.op, frame.hook);
    yield* new Walk(frame.levels, this).parts();
    return this.#found;
  }

  /** Gives a value to the field of a level. */
  choose(depth: number, option: number): void {
    const level = this.#frame.levels[depth]!;
    this.#request.values[level.index] = level.options[option]!.value;
    this.#chosen[depth] = option;
    this.#codes[depth + 1] = codeWith(this.#frame, depth, option, this.#codes[depth]!, this.#chosen);
  }

  /** Takes the present request; there is nothing more to try once something failed. */
  take(): number {
    if (this.#found !== undefined) return 0;
    const reads = this.#take(this.#codes[this.#frame.levels.length]!);
    if (this.#found !== undefined) return 0;
    return this.#around.skip ? reads : EVERY_FIELD;
  }

  /** Takes the present request in both machines. Returns the fields that either of them, or a property, looked at. */
  #take(code: Code): number {
    const { designation } = this.#frame;
    const pointed = designation?.pointed(this.#chosen);
    const at = pointed?.at ?? 0;
    const decided = this.#decide(pointed === undefined ? code : plus(code, pointed.code));
    if (decided === undefined) return 0;
    if (decided.count === 0) this.#around.rulesSeen.add(decided.rule.id);
    decided.count += 1;
    if (this.#notes) this.#around.exercise.noteRequest(this.#node.state, this.#copy());
    this.#request.reads = 0;
    const { outcome } = decided.rule.then;
    const changes = acts(decided.rule.then);
    if (isUndefined(outcome)) this.#obedience.toUndefined(decided.rule);
    if (this.#model === undefined) {
      if (changes) this.#changedBy(decided, at);
      return readsOf(decided) | this.#request.reads;
    }
    const reply = this.#apply(decided, this.#model);
    if (reply === undefined) return 0;
    if (reply.outcome !== outcome) {
      this.#fail({ is: 'outcome', rule: decided.rule.id, spec: outcome, model: reply.outcome });
      return 0;
    }
    if (this.#asksForView) this.#compareView(decided, reply);
    if (changes) this.#changedBy(decided, at);
    else this.#unchanged(decided, this.#model);
    // The properties that were looked at may depend on fields that neither machine asked for.
    const reads = decided.reads | decided.changeReads | this.#request.reads;
    return changes && pointed !== undefined ? reads | designation!.unseen(pointed, this.#chosen, reads) : reads;
  }

  #decide(code: Code): Decided | undefined {
    try {
      return this.#decisions.of(code);
    } catch (error) {
      if (!(error instanceof UndecidedError)) throw error;
      this.#fail({ is: 'undecided', message: error.message });
      return undefined;
    }
  }

  #apply(decided: Decided, model: Explorable): Answer | undefined {
    try {
      return model.apply(this.#taken);
    } catch (error) {
      this.#fail({ is: 'crash', rule: decided.rule.id, message: String(error) });
      return undefined;
    }
  }

  /** A lasting copy of the present request. */
  #copy(): Request {
    return this.#request.copy();
  }

  #fail(failure: Failure): void {
    this.#found ??= { failure, label: this.#copy() };
  }

  #compareView({ rule }: Decided, reply: Answer): void {
    // By another decider: what a view asks again is no request of this search.
    const view = deciderOf(this.#around.semantics).viewOf(rule.then, this.#node.state, this.#taken);
    if (!this.#family.same(view, reply.view)) this.#fail({ is: 'view', rule: rule.id, spec: view, model: reply.view });
  }

  /** Nothing may have changed, down to the last reference count. */
  #unchanged({ rule }: Decided, model: Explorable): void {
    if (model.same(this.#node.saved)) return;
    const seen = this.#family.worldOf(model, this.#node.state.universe);
    const difference = this.#family.difference(this.#node.world, seen);
    this.#fail(failureOf(rule.id, difference ?? { is: 'hidden-change' }));
  }

  #changedBy(decided: Decided, at: number): void {
    try {
      this.#changed(decided, at);
    } catch (error) {
      throw atRule(error, this.#frame.table, decided.rule);
    }
  }

  /** The effect must be the same in both, and every property must hold. */
  #changed(decided: Decided, at: number): void {
    const { then } = decided.rule;
    // What a deliberate mistake does follows from more than the change: each is compared in full.
    const shares = then.tampered?.after === undefined;
    const known = shares ? this.#changes.of(then, at, this.#taken, this.#chosen) : [];
    const repeated = this.#presentAmong(known);
    if (repeated !== undefined) this.#around.work.repeats += 1;
    const successor = repeated ?? this.#compare(decided, at, known);
    if (successor !== undefined) this.#obedience.toRequestLaws(decided.rule, successor.world);
    this.#model?.restore(this.#node.saved);
  }

  /** The one that the model is in now. */
  #presentAmong(known: readonly Successor[]): Successor | undefined {
    for (const each of known) if (this.#model === undefined || this.#model.same(each.saved)) return each;
    return undefined;
  }

  /** Compares everything that can be seen after a change, and reports the state as one to go on from. */
  #compare(decided: Decided, at: number, known: Successor[]): Successor | undefined {
    const { rule } = decided;
    const { state: before } = this.#node;
    this.#around.work.compares += 1;
    const state = afterDecision(this.#around.semantics, rule.then, before, this.#taken, at);
    this.#around.exercise.noteState(state);
    const world = this.#family.world(state);
    const model = this.#model;
    const differs =
      model === undefined ? undefined : this.#family.difference(world, this.#family.worldOf(model, state.universe));
    if (differs !== undefined) this.#fail(failureOf(rule.id, differs));
    this.#obedience.ofState(rule, world);
    if (this.#found !== undefined) return undefined;

    const saved = model?.save();
    const successor = { saved, world };
    known.push(successor);
    if (this.#around.follows(state))
      this.#emit(this.#around.key(state), () => ({
        node: { number: this.#around.number(), state, saved, world },
        label: this.#copy(),
      }));
    return successor;
  }
}
