import { codeOf, type Fact, type RuleTable } from '../../spec/rule.ts';
import type { Request, RequestSource, State } from '../../spec/semantics.ts';
import { type Code, plus } from '../../spec/situation.ts';
import { indicesOf } from '../requests/tracked-request.ts';

/** The facts that look at one field of a request that varies, of those with another. */
interface PlannedField {
  readonly field: string;
  /** Where a tracked request has its value. */
  readonly index: number;
  /** The facts that look at this field alone and at the state, and at the request alone. */
  readonly alone: readonly Fact[];
  readonly stateless: readonly Fact[];
  /** What the latter add, by the value of the field: values are made once for a scope. */
  readonly known: Map<unknown, Code>;
  /** The facts that look at this field and at an earlier one, with the number of that. */
  readonly pairs: readonly { readonly fact: Fact; readonly earlier: number }[];
}

/** What is the same for all frames of a rule table: which facts look at which fields, and a request to ask them with. */
export class TablePlan {
  readonly table: RuleTable;
  readonly fields: readonly PlannedField[];
  readonly #constant: readonly Fact[];
  readonly #nothing: Code;
  readonly #blank: Readonly<Record<string, unknown>>;
  /** A request in which nothing is said but what is asked about at the moment. */
  readonly #draft: Record<string, unknown>;

  constructor(source: RequestSource, table: RuleTable) {
    const { op, facts, space } = table;
    const names = source.fields(op);
    const indices = indicesOf(source.vocabulary);
    const varying = new Map(facts.map((fact) => [fact, fact.reads.filter((field) => names.includes(field))]));
    for (const [{ field }, fields] of varying)
      if (fields.length > 2)
        throw new Error(`${field} of ${op}: expected at most two fields, found ${fields.join(', ')}`);
    const lookingAt = (which: (fields: readonly string[]) => boolean) =>
      facts.filter((fact) => which(varying.get(fact)!));
    this.table = table;
    this.#constant = lookingAt((fields) => fields.length === 0);
    this.#nothing = space.encode({});
    this.#blank = source.vocabulary.blank(op, '');
    this.#draft = source.vocabulary.blank(op, '');
    this.fields = names.map((field, index) => {
      const own = lookingAt((fields) => fields.length === 1 && fields[0] === field);
      return {
        field,
        index: indices[field]!,
        alone: own.filter(({ stateless }) => stateless !== true),
        stateless: own.filter(({ stateless }) => stateless === true),
        known: new Map(),
        pairs: lookingAt(
          (fields) => fields.length === 2 && Math.max(...fields.map((each) => names.indexOf(each))) === index,
        ).map((fact) => ({ fact, earlier: Math.min(...varying.get(fact)!.map((each) => names.indexOf(each))) })),
      };
    });
  }

  /** Asks something with a request in which one field has a value, and perhaps another. */
  with<T>(
    hook: string,
    field: string | undefined,
    value: unknown,
    ask: (request: Request) => T,
    other?: { readonly field: string; readonly value: unknown },
  ): T {
    const draft = this.#draft;
    if ('hook' in draft) draft.hook = hook;
    if (field !== undefined) draft[field] = value;
    if (other !== undefined) draft[other.field] = other.value;
    const answer = ask(draft as unknown as Request);
    if (field !== undefined) draft[field] = this.#blank[field];
    if (other !== undefined) draft[other.field] = this.#blank[other.field];
    return answer;
  }

  /** The sum over some facts, of a request in which one field has a value. */
  #sum(facts: readonly Fact[], state: State, hook: string, field: string | undefined, value: unknown): Code {
    if (facts.length === 0) return this.#nothing;
    return this.with(hook, field, value, (request) => {
      let sum = this.#nothing;
      for (const fact of facts) sum = plus(sum, codeOf(this.table, fact, state, request));
      return sum;
    });
  }

  /** The sum over the facts that look at no varying field. */
  base(state: State, hook: string): Code {
    return this.#sum(this.#constant, state, hook, undefined, undefined);
  }

  /** The sum over the facts that look at one field alone, for a value of it. */
  code({ field, alone, stateless, known }: PlannedField, state: State, hook: string, value: unknown): Code {
    let own = known.get(value);
    if (own === undefined) {
      own = this.#sum(stateless, state, hook, field, value);
      known.set(value, own);
    }
    return plus(own, this.#sum(alone, state, hook, field, value));
  }
}

const PLANS = new WeakMap<RequestSource, Map<RuleTable, TablePlan>>();

/** The plan of a rule table, for the requests of a scope. */
export function planOf(source: RequestSource, table: RuleTable): TablePlan {
  let plans = PLANS.get(source);
  if (plans === undefined) {
    plans = new Map();
    PLANS.set(source, plans);
  }
  let plan = plans.get(table);
  if (plan === undefined) {
    plan = new TablePlan(source, table);
    plans.set(table, plan);
  }
  return plan;
}
