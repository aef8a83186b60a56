import { applyChange, type Change } from '../spec/effect.ts';
import { type Profile, tableFor } from '../spec/profile.ts';
import { INVARIANTS } from '../spec/properties/invariants.ts';
import { LAWS } from '../spec/properties/laws.ts';
import type { World } from '../spec/properties/property.ts';
import { UndecidedError } from '../spec/rule.ts';
import { initialState, type State, slotsOf } from '../spec/state.ts';
import { changeOf, show } from '../spec/step.ts';
import type { ExplorableMachine, Op, Reply, Request } from '../spec/vocabulary/index.ts';
import { Coverage } from './coverage.ts';
import { type Decided, Decisions, FIELD_BITS } from './decisions.ts';
import type { Emit, SearchSpace } from './explore.ts';
import type { Failure, FoundFailure } from './failure.ts';
import { AT_STRIDE, type Frame, frameOf, pairCode } from './frame.ts';
import { NAMES_HOOK, OPS, RequestUniverse } from './requests.ts';
import { type Scope, universeOf } from './scope.ts';
import { identity, keyOf, type Labelling, labelling } from './symmetry.ts';
import { TrackedRequest } from './tracked-request.ts';
import { difference, sameObservation, worldOfMachine, worldOfSpec } from './world.ts';

/** A state of spec and model together. */
export interface Joint {
  readonly number: number;
  readonly state: State;
  readonly saved: unknown;
  readonly world: World;
}

export interface LockstepOptions {
  /** Whether states and requests are taken up to renaming of interchangeable objects. Default true. */
  readonly symmetry?: boolean;
  /** Whether requests are made even where they differ only in fields that nobody looked at. Default false. */
  readonly everyRequest?: boolean;
}

/** A successor that was compared in full once; later requests to the same effect are compared with what was saved then. */
interface Successor {
  readonly state: State;
  readonly saved: unknown;
  readonly world: World;
}

/**
 * The states of a scope as a space to search: in each state every request is taken by the spec and by the model, and
 * everything that can be seen of the two is compared.
 */
export class Lockstep implements SearchSpace<Joint, Request, Failure> {
  readonly coverage: Coverage;
  readonly universe: RequestUniverse;
  readonly #model: ExplorableMachine;
  readonly #scope: Scope;
  readonly #decisions: ReadonlyMap<Op, Decisions>;
  readonly #symmetry: boolean;
  readonly #everyRequest: boolean;
  readonly #request = new TrackedRequest();
  #states = 0;

  constructor(semantics: Profile, model: ExplorableMachine, scope: Scope, options: LockstepOptions = {}) {
    this.#model = model;
    this.#scope = scope;
    this.#symmetry = options.symmetry ?? true;
    this.#everyRequest = options.everyRequest ?? false;
    this.universe = new RequestUniverse(scope);
    this.coverage = new Coverage(semantics, [...INVARIANTS, ...LAWS]);
    this.#decisions = new Map(OPS.map((op) => [op, new Decisions(tableFor(semantics, op))]));
  }

  initial(): { node: Joint; key: string } {
    const universe = universeOf(this.#scope);
    this.#model.reset(universe);
    const state = initialState(universe);
    const world = worldOfSpec(state);
    const differs = difference(world, worldOfMachine(this.#model, universe), 'initial');
    if (differs !== undefined) throw new Error(`spec and model differ before the first request: ${JSON.stringify(differs)}`);
    const node = { number: this.#states++, state, saved: this.#model.save(), world };
    return { node, key: this.#key(state) };
  }

  #labels(state: State): Labelling {
    return this.#symmetry ? labelling(this.universe.cast, state) : identity(this.#scope);
  }

  /** The key of the present state of the model together with a state of the spec. */
  #key(state: State): string {
    const labels = this.#labels(state);
    const rename = (name: string) => labels.canonical.get(name) ?? name;
    return `${keyOf(this.universe.cast, state, labels)} § ${this.#model.key(rename)}`;
  }

  expand(node: Joint, emit: Emit<Joint, Request>): FoundFailure | undefined {
    this.#model.restore(node.saved);
    const labels = this.#labels(node.state);
    const expansion = new Expansion(node, emit, this.#request, this.#model, this.coverage, {
      skip: !this.#everyRequest,
      follows: (state) => slotsOf(state, 'ingress').length >= this.#scope.floor,
      key: (state) => this.#key(state),
      number: () => this.#states++,
    });
    for (const op of OPS) {
      for (const hook of NAMES_HOOK.has(op) ? this.universe.cast.hooks : [this.universe.cast.hooks[0]!]) {
        const decisions = this.#decisions.get(op)!;
        const frame = frameOf(this.universe, decisions.table, node.state, hook, labels, this.#symmetry);
        const found = expansion.run(frame, decisions);
        if (found !== undefined) return found;
      }
    }
    return undefined;
  }
}

/** What an expansion needs to know of the search it is a part of. */
interface Surroundings {
  readonly skip: boolean;
  readonly follows: (state: State) => boolean;
  readonly key: (state: State) => string;
  readonly number: () => number;
}

/** Goes through every request in one state. */
class Expansion {
  readonly #node: Joint;
  readonly #emit: Emit<Joint, Request>;
  readonly #request: TrackedRequest;
  readonly #taken: Request;
  readonly #model: ExplorableMachine;
  readonly #coverage: Coverage;
  readonly #around: Surroundings;
  readonly #successors = new Map<string, Successor[]>();
  #frame!: Frame;
  #decisions!: Decisions;
  #fired = new Map<Decided, number>();
  #refusals = 0;
  #chosen: number[] = [];
  #used: number[] = [];
  #found: FoundFailure | undefined;

  constructor(
    node: Joint,
    emit: Emit<Joint, Request>,
    request: TrackedRequest,
    model: ExplorableMachine,
    coverage: Coverage,
    around: Surroundings,
  ) {
    this.#node = node;
    this.#emit = emit;
    this.#request = request;
    this.#taken = request.asRequest();
    this.#model = model;
    this.#coverage = coverage;
    this.#around = around;
  }

  run(frame: Frame, decisions: Decisions): FoundFailure | undefined {
    this.#frame = frame;
    this.#decisions = decisions;
    this.#fired = new Map();
    this.#chosen = frame.levels.map(() => 0);
    this.#used = new Array(frame.classCount).fill(0);
    this.#request.values = blank(frame);
    this.#walk(0, frame.base);
    for (const [decided, count] of this.#fired) {
      const { id } = decided.rule;
      this.#coverage.fired.set(id, this.#coverage.fired.get(id)! + count);
    }
    this.#coverage.test('refusal-changes-nothing', this.#refusals);
    this.#refusals = 0;
    return this.#found;
  }

  /**
   * Gives every value to the field of one level, and to those of the levels below. Returns which fields were looked at
   * by anybody: when a level's was not, its other values would only repeat what its first one showed.
   */
  #walk(depth: number, code: number): number {
    const level = this.#frame.levels[depth];
    if (level === undefined) return this.#take(code);
    const bit = FIELD_BITS[level.field];
    const { options, codes, classes, ranks, pairs } = level;
    let reads = 0;
    for (let option = 0; option < options.length; option += 1) {
      const cls = classes[option]!;
      if (cls !== -1) {
        // Of objects that could stand for one another, one that is new to the request is as good as any other.
        const used = this.#used[cls]!;
        if (ranks[option]! > used) continue;
        if (ranks[option]! === used) this.#used[cls] = used + 1;
        reads |= this.#give(depth, option, code + codes[option]!, pairs);
        this.#used[cls] = used;
      } else {
        reads |= this.#give(depth, option, code + codes[option]!, pairs);
      }
      if (this.#found !== undefined) return reads;
      if (this.#around.skip && (reads & bit) === 0) return reads;
    }
    return reads;
  }

  #give(depth: number, option: number, code: number, pairs: Frame['levels'][number]['pairs']): number {
    const level = this.#frame.levels[depth]!;
    this.#request.values[level.field] = level.options[option]!.value;
    this.#chosen[depth] = option;
    let sum = code;
    for (const pair of pairs) sum += pairCode(this.#frame, depth, pair, this.#chosen[pair.earlier]!, option);
    return this.#walk(depth + 1, sum);
  }

  /** The designation of the present request: the number of its part of the situation, and the index, in one. */
  #designated(): number {
    const designation = this.#frame.designation;
    if (designation === undefined) return 0;
    const { flagsLevel, placeLevels, places, stride, results } = designation;
    let at = this.#chosen[flagsLevel]!;
    for (let which = 0; which < places.length; which += 1)
      at = at * stride + places[which]![this.#chosen[placeLevels[which]!]!]!;
    const known = results[at]!;
    if (known !== -1) return known;
    const slots = places.map((place, which) => place[this.#chosen[placeLevels[which]!]!]! - 3);
    const result = designation.designate(this.#chosen[flagsLevel]!, slots);
    results[at] = result;
    return result;
  }

  /** Takes the present request in both machines. Returns the fields that either of them looked at. */
  #take(code: number): number {
    const designated = this.#designated();
    let decided: Decided;
    try {
      decided = this.#decisions.of(code + Math.floor(designated / AT_STRIDE));
    } catch (error) {
      if (!(error instanceof UndecidedError)) throw error;
      return this.#fail({ is: 'undecided', message: error.message });
    }
    this.#coverage.transitions += 1;
    if (decided.rule.then.outcome !== 'ok') this.#refusals += 1;
    const times = this.#fired.get(decided);
    this.#fired.set(decided, (times ?? 0) + 1);
    if (times === undefined) this.#witness(decided);

    this.#request.reads = 0;
    let reply: Reply;
    try {
      reply = this.#model.apply(this.#taken);
    } catch (error) {
      return this.#fail({ is: 'crash', rule: decided.rule.id, message: String(error) });
    }
    const reads = this.#request.reads | decided.reads;
    const { outcome, effect } = decided.rule.then;
    if (reply.outcome !== outcome)
      return this.#fail({ is: 'outcome', rule: decided.rule.id, spec: outcome, model: reply.outcome });
    if (this.#frame.op === 'prog_query') this.#compareView(decided, reply);
    if (effect === 'nothing') this.#unchanged(decided);
    else this.#changed(decided, designated % AT_STRIDE);
    return reads;
  }

  #witness({ rule }: Decided): void {
    if (this.#coverage.witnesses.has(rule.id)) return;
    this.#coverage.witnesses.set(rule.id, { state: this.#node.number, request: this.#request.copy() });
  }

  #fail(failure: Failure): number {
    this.#found = { failure, label: this.#request.copy() };
    return 0;
  }

  #compareView({ rule }: Decided, reply: Reply): void {
    const view = show(rule.then.show, this.#node.state, this.#taken);
    if (!sameObservation(view, reply.view))
      this.#fail({ is: 'view', rule: rule.id, spec: view, model: reply.view });
  }

  /** Nothing may have changed, down to the last reference count. */
  #unchanged(decided: Decided): void {
    if (this.#model.same(this.#node.saved)) return;
    const seen = worldOfMachine(this.#model, this.#node.state.universe);
    this.#fail(difference(this.#node.world, seen, decided.rule.id) ?? { is: 'hidden-change', rule: decided.rule.id });
  }

  /** The effect must be the same in both, and every property must hold. */
  #changed({ rule }: Decided, at: number): void {
    const { world, saved } = this.#node;
    const change = changeOf(rule.then.effect, this.#taken, at);
    const key = changeKey(change);
    let known = this.#successors.get(key);
    let successor = known?.find((each) => this.#model.same(each.saved));
    if (successor === undefined) {
      successor = this.#compare(change, rule.id);
      if (successor === undefined) return;
      if (known === undefined) this.#successors.set(key, (known = []));
      known.push(successor);
    }
    const facts = { before: world, request: this.#taken, outcome: rule.then.outcome, after: successor.world };
    for (const law of LAWS) {
      if (!law.sometimes(facts)) continue;
      this.#coverage.test(law.id);
      if (!law.holds(facts)) {
        this.#fail({ is: 'property', property: law.id, sentence: law.sentence, rule: rule.id });
        return;
      }
    }
    this.#model.restore(saved);
  }

  /** Compares everything that can be seen after a change, and reports the state as one to go on from. */
  #compare(change: Change, rule: string): Successor | undefined {
    const state = applyChange(this.#node.state, change);
    const world = worldOfSpec(state);
    const differs = difference(world, worldOfMachine(this.#model, state.universe), rule);
    if (differs !== undefined) {
      this.#fail(differs);
      return undefined;
    }
    for (const invariant of INVARIANTS) {
      if (invariant.sometimes(world)) this.#coverage.test(invariant.id);
      if (!invariant.holds(world)) {
        this.#fail({ is: 'property', property: invariant.id, sentence: invariant.sentence, rule });
        return undefined;
      }
    }
    const saved = this.#model.save();
    if (this.#around.follows(state))
      this.#emit(this.#around.key(state), () => ({
        node: { number: this.#around.number(), state, saved, world },
        label: this.#request.copy(),
      }));
    return { state, saved, world };
  }
}

/** A request of the frame's operation with every field there, and none filled in yet. */
function blank(frame: Frame): TrackedRequest['values'] {
  const hook = NAMES_HOOK.has(frame.op) ? { hook: frame.hook } : {};
  const fields = frame.levels.map(({ field, options }) => [field, options[0]?.value]);
  return { op: frame.op, ...hook, ...Object.fromEntries(fields) };
}

/** A change as text. */
function changeKey(change: Change): string {
  switch (change.is) {
    case 'insert':
      return `i${change.at}${change.slot.prog}/${change.slot.link}`;
    case 'replace':
      return `r${change.at}${change.prog}`;
    case 'remove':
      return `d${change.at}`;
    case 'update-link':
      return `u${change.link}/${change.prog}`;
    case 'detach-link':
      return `t${change.link}`;
    case 'close-link':
      return `c${change.link}`;
    case 'close-prog':
      return `p${change.prog}`;
    case 'remove-device':
      return `g${change.device}`;
    case 'nothing':
      return 'n';
  }
}
