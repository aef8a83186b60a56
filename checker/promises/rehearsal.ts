import type { Renaming } from '../../spec/family.ts';
import { view } from '../../spec/guard/view.ts';
import { type Profile, tableFor } from '../../spec/profile.ts';
import type { History, Property, StepFacts, Trial } from '../../spec/properties/property.ts';
import { ProposalError } from '../../spec/proposal-error.ts';
import { UndecidedError } from '../../spec/rule.ts';
import type { Request, RequestSource, State, World } from '../../spec/semantics.ts';
import type { Vocabulary } from '../../spec/vocabulary/vocabulary.ts';
import { SpecTrialState, type TrialScope, worldOf } from '../decide/trial-state.ts';
import { groundOf } from './property-ground.ts';

/** How many states are tried, in how many of them trials are made, and how many requests are made at random beside the plain ones. */
const STATES = 12;
const TRIED = 3;
const MIXED = 40;
/** At most so many values of one field, and so many steps that a property of paths is asked about. */
const VALUES = 12;
const FOLLOWED = 100;

interface Node {
  readonly state: State;
  readonly path: readonly Request[];
}

/** The same request with other names. */
const renamed = (vocabulary: Vocabulary, request: Request, renaming: Renaming): Request => ({
  ...view(vocabulary, request, () => {}, renaming),
});

/** Lets a proposal decide some requests in the first states of a small scope, so that what is wrong with it is found at once. */
export class Rehearsal {
  readonly #semantics: Profile;
  readonly #ground: TrialScope;
  readonly #own: readonly Property[];
  /** The parts of tables that are not new. */
  readonly #shipped: ReadonlySet<unknown>;
  readonly #problems = new Map<string, ProposalError>();

  constructor(semantics: Profile) {
    const { family } = semantics;
    const scope = family.rehearsalScope?.(semantics) ?? family.scopes(semantics).default;
    const { base: from } = semantics;
    const shipped = new Set(from?.properties);
    const tables = from?.tables ?? [];
    this.#shipped = new Set(tables.flatMap(({ facts, designation: at }) => [...facts, ...(at?.places ?? [])]));
    this.#semantics = semantics;
    this.#own = semantics.properties.filter((property) => !shipped.has(property));
    this.#ground = groundOf(semantics, scope);
  }

  /** Throws a ProposalError that says everything that was found wrong. A hole in a table is left for `check` to report. */
  run(): void {
    try {
      this.#explore();
    } catch (error) {
      if (error instanceof UndecidedError) return;
      if (!(error instanceof ProposalError)) throw error;
      this.#problems.set(error.message, error);
    }
    const [first, ...more] = this.#problems.values();
    if (first === undefined) return;
    const all = new ProposalError([first, ...more].map(({ message }) => message).join('\n'), { cause: first });
    throw first.file === undefined ? all : Object.assign(all, { file: first.file });
  }

  #explore(): void {
    const { initial, exploration, decider } = this.#ground;
    const { requests: source } = exploration;
    const seen = (state: State) => worldOf(this.#semantics.family, state);
    const keys = new Set<string>();
    const nodes: Node[] = [{ state: initial, path: [] }];
    for (let at = 0; at < Math.min(nodes.length, STATES); at += 1) {
      const { state, path } = nodes[at]!;
      const requests = source.ops.flatMap((op) => source.hooks(op).flatMap((hook) => samples(source, op, hook, state)));
      this.#askEach(state, requests);
      if (this.#problems.size > 0) return;
      const steps = requests.map((request) => {
        const { rule, after } = decider.take(state, request);
        const key = exploration.key(after, exploration.labels(after));
        if (after !== state && !keys.has(key)) nodes.push({ state: after, path: [...path, request] });
        keys.add(key);
        return { request, outcome: rule.then.outcome, before: seen(state), after: seen(after) };
      });
      for (const property of this.#own)
        if (property.kind === 'trial' && at < TRIED) this.#noting(() => this.#tryTwice(property, nodes[at]!));
        else this.#look(property, nodes[at]!, steps);
    }
  }

  #noting(call: () => void): void {
    try {
      call();
    } catch (error) {
      if (!(error instanceof ProposalError) || error instanceof UndecidedError) throw error;
      this.#problems.set(error.message, error);
    }
  }

  /** Asks every fact and place on its own, so that all of them are heard. */
  #askEach(state: State, requests: readonly Request[]): void {
    const wrong = new Set<unknown>();
    for (const request of requests) {
      const { facts, designation } = tableFor(this.#semantics, request.op);
      for (const part of [...facts, ...(designation?.places ?? [])]) {
        if (this.#shipped.has(part) || wrong.has(part)) continue;
        const before = this.#problems.size;
        this.#noting(() => ('tell' in part ? part.tell(state, request) : part.find(state, request)));
        if (this.#problems.size > before) wrong.add(part);
      }
    }
  }

  #look(property: Property, { state, path }: Node, steps: readonly StepFacts[]): void {
    const world = worldOf(this.#semantics.family, state);
    this.#noting(() => {
      if (property.kind === 'always') {
        property.sometimes(world);
        property.holds(world);
      }
      if (property.kind === 'step') for (const step of steps) if (property.sometimes(step)) property.holds(step);
      if (property.kind === 'sometimes') for (const step of steps) property.seen(step);
      if (property.kind === 'history') follow(property, this.#past(path), world, few(steps, FOLLOWED));
    });
  }

  /** The steps of a path. */
  #past(path: readonly Request[]): readonly StepFacts[] {
    const { initial, decider } = this.#ground;
    const { family } = this.#semantics;
    let state = initial;
    return path.map((request) => {
      const before = worldOf(family, state);
      const { rule, after } = decider.take(state, request);
      state = after;
      return { before, request, outcome: rule.then.outcome, after: worldOf(family, after) };
    });
  }

  /** A trial comes out the same when the programs and links of a state exchange their names. */
  #tryTwice(trial: Trial, { state, path }: Node): void {
    const { exploration } = this.#ground;
    const { guard, vocabulary } = this.#semantics.family;
    const from = new SpecTrialState(this.#ground, state, path, exploration.labels(state));
    const own = resultOf(trial, from);
    for (const renaming of guard?.renamings(state.universe) ?? []) {
      const other = renaming.state(state);
      if (other.universe !== state.universe) continue; // a state can only be made of names that the scope has
      const otherPath = path.map((request) => renamed(vocabulary, request, renaming));
      if (own !== resultOf(trial, new SpecTrialState(this.#ground, other, otherPath, exploration.labels(other))))
        throw dependsOnNames(trial, 'cases');
    }
  }
}

/** At most so many of some values, from the first to the last. */
function few<T>(values: readonly T[], most: number): readonly T[] {
  if (values.length <= most) return values;
  return Array.from({ length: most }, (_, index) => values[Math.round((index * (values.length - 1)) / (most - 1))]!);
}

/** Requests of an operation in which one field after another has each of its values, and some in which all vary. */
function samples(source: RequestSource, op: string, hook: string, state: State): readonly Request[] {
  const fields = source.fields(op);
  const values = fields.map((field) =>
    few(
      source.options(op, field, state, hook, false).map(({ value }) => value),
      VALUES,
    ),
  );
  if (values.some((each) => each.length === 0)) return [];
  const make = (choose: (options: readonly unknown[], index: number) => unknown) =>
    ({
      ...source.vocabulary.blank(op, hook),
      ...Object.fromEntries(fields.map((field, index) => [field, choose(values[index]!, index)])),
    }) as unknown as Request;
  const plain = values.flatMap((options, which) =>
    options.map((value) => make(([first], index) => (index === which ? value : first))),
  );
  let seed = 1;
  const next = (below: number) => {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0; // the generator of Numerical Recipes: any will do, if it repeats
    return (seed >>> 8) % below;
  };
  return [...plain, ...Array.from({ length: MIXED }, () => make((options) => options[next(options.length)]))];
}

/** Whether anything was tried, and whether all of it came out as it should. */
function resultOf(trial: Trial, from: SpecTrialState): string {
  let tested = false;
  let failed = false;
  trial.cases(from, (holds) => {
    tested = true;
    if (!holds) failed = true;
  });
  return `${tested} ${failed}`;
}

const dependsOnNames = ({ id }: Property, part: string) =>
  new ProposalError(
    `property ${JSON.stringify(id)}: ${part} depends on the names of programs and links: it comes out differently where they have other names`,
  );

/** Follows a path, and asks about every step from its end. */
function follow(history: History, past: readonly StepFacts[], world: World, steps: readonly StepFacts[]): void {
  let memory = history.begin(past[0]?.before ?? world);
  for (const step of past) memory = history.remember(memory, step);
  for (const step of steps) if (history.sometimes(memory, step)) history.holds(memory, step);
}
