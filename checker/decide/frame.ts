import { codeOf, type Fact, type RuleTable } from '../../spec/rule.ts';
import type { Labelling, Option, RequestSource, State } from '../../spec/semantics.ts';
import type { Code } from '../../spec/situation.ts';
import { Classes } from '../requests/classes.ts';
import { FrameDesignation } from './frame-designation.ts';
import { planOf, type TablePlan } from './table-plan.ts';

/** One field of an operation in one state: its options, and what each adds to the code of the situation. */
export interface Level {
  readonly field: string;
  readonly options: readonly Option[];
  /** Per option, the sum over the facts that look at this field alone. */
  readonly codes: readonly Code[];
  /** Per option, the number of a class of interchangeable objects, or -1. */
  readonly classes: readonly number[];
  /** Per option, which object of its class it is. */
  readonly ranks: readonly number[];
  /** Where a tracked request has its value. */
  readonly index: number;
  /** The field's bit among those of the vocabulary. */
  readonly bit: number;
  /** The facts that look at this field and at one of an earlier level; filled in as they are asked for. */
  readonly pairs: readonly Pair[];
}

export interface Pair {
  readonly fact: Fact;
  readonly earlier: number;
  /** By option of the earlier level and of this one, as far as they were asked for. */
  readonly codes: Code[][];
}

/** Everything about one operation in one state that can be worked out before its requests are gone through. */
export interface Frame {
  readonly plan: TablePlan;
  readonly op: string;
  readonly table: RuleTable;
  readonly hook: string;
  readonly state: State;
  readonly levels: readonly Level[];
  /** The sum over the facts that look at no varying field. */
  readonly base: Code;
  readonly classCount: number;
  readonly designation: FrameDesignation | undefined;
}

/** The designation of a frame: the place that each option names is found once. */
function designationOf(
  plan: TablePlan,
  state: State,
  hook: string,
  levels: readonly Level[],
): FrameDesignation | undefined {
  const { designation, space } = plan.table;
  if (designation === undefined) return undefined;
  const levelOf = (field: string) => levels.findIndex((level) => level.field === field);
  const own = levelOf(designation.reads);
  const places = designation.places.map(({ reads, find }) => {
    const level = levelOf(reads);
    const { options, bit } = levels[level]!;
    const of = options.map(({ value }) => plan.with(hook, reads, value, (request) => find(state, request)));
    return { level, bit, of };
  });
  return new FrameDesignation(own, places, (option, found) => {
    const { value } = levels[own]!.options[option]!;
    const { part, at } = plan.with(hook, designation.reads, value, (request) =>
      designation.designate(state, request, found),
    );
    return { code: space.encode(part), at, still: 0 };
  });
}

/** Works out one operation in one state. */
export function frameOf(
  source: RequestSource,
  table: RuleTable,
  state: State,
  hook: string,
  labels: Labelling,
  reduced: boolean,
): Frame {
  const { op } = table;
  const plan = planOf(source, table);
  const classes = new Classes(labels);
  const levels = plan.fields.map((planned): Level => {
    const { field, index, bit, pairs } = planned;
    const options = source.options(op, field, state, hook, reduced);
    const ranked = options.map((option) => classes.of(option));
    return {
      field,
      options,
      codes: options.map(({ value }) => plan.code(planned, state, hook, value)),
      classes: ranked.map((each) => each.class),
      ranks: ranked.map((each) => each.rank),
      index,
      bit,
      pairs: pairs.map(({ fact, earlier }) => ({ fact, earlier, codes: [] })),
    };
  });
  return {
    plan,
    op,
    table,
    hook,
    state,
    levels,
    base: plan.base(state, hook),
    classCount: classes.count,
    designation: designationOf(plan, state, hook, levels),
  };
}

/** The part of a situation that two options say together. */
export function pairCode(
  { plan, levels, hook, state, table }: Frame,
  level: number,
  pair: Pair,
  earlier: number,
  option: number,
): Code {
  pair.codes[earlier] ??= [];
  const row = pair.codes[earlier];
  const known = row[option];
  if (known !== undefined) return known;
  const { options, field } = levels[level]!;
  const other = levels[pair.earlier]!;
  const code = plan.with(hook, field, options[option]!.value, (request) => codeOf(table, pair.fact, state, request), {
    field: other.field,
    value: other.options[earlier]!.value,
  });
  row[option] = code;
  return code;
}
