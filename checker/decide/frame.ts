import { codeOf, type Fact, type Place, type RuleTable } from '../../spec/rule.ts';
import type { Labelling, RequestSource, State } from '../../spec/semantics.ts';
import { type Code, plus } from '../../spec/situation.ts';
import { type Choices, choicesIn } from '../requests/choices.ts';
import { FrameDesignation, type NamedPlace } from './frame-designation.ts';
import { planOf, type TablePlan } from './table-plan.ts';

/** One field of an operation in one state: its options, and what each adds to the code of the situation. */
export interface Level extends Choices {
  /** Per option, the sum over the facts that look at this field alone. */
  readonly codes: readonly Code[];
  /** Where a tracked request has its value. */
  readonly index: number;
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
  const places: NamedPlace[] = [];
  for (const { reads, find } of designation.places) {
    const level = levelOf(reads);
    const { options, bit } = levels[level]!;
    const of: Place[] = [];
    for (const { value } of options) of.push(plan.with(hook, reads, value, (request) => find(state, request)));
    places.push({ level, bit, of });
  }
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
  return frameOver(source, table, state, hook, choicesIn(source, state, table.op, hook, labels, reduced));
}

/** The same for choices that are known: those of this state, or of one that is compared with it. */
export function frameOver(
  source: RequestSource,
  table: RuleTable,
  state: State,
  hook: string,
  choices: readonly Choices[],
): Frame {
  const { op } = table;
  const plan = planOf(source, table);
  // Lists without holes, as in `choicesIn`.
  const levels: Level[] = [];
  for (const { field, bit, options, classes, ranks } of choices) {
    const planned = plan.fields[levels.length]!;
    const codes: Code[] = [];
    for (const { value } of options) codes.push(plan.code(planned, state, hook, value));
    const pairs: Pair[] = [];
    for (const { fact, earlier } of planned.pairs) pairs.push({ fact, earlier, codes: [] });
    levels.push({ field, bit, options, classes, ranks, index: planned.index, codes, pairs });
  }
  return {
    plan,
    op,
    table,
    hook,
    state,
    levels,
    base: plan.base(state, hook),
    designation: designationOf(plan, state, hook, levels),
  };
}

/** A frame with some options of its levels; `undefined`: all of a level. */
export function narrowed(frame: Frame, which: (level: Level, at: number) => readonly number[] | undefined): Frame {
  const levels = frame.levels.map((level, at): Level => {
    const kept = which(level, at);
    const pairs = level.pairs.map((pair) => ({ ...pair, codes: [] }));
    if (kept === undefined) return { ...level, pairs };
    const only = <T>(all: readonly T[]): readonly T[] => kept.map((option) => all[option]!);
    const { options, codes, classes, ranks } = level;
    return { ...level, pairs, options: only(options), codes: only(codes), classes: only(classes), ranks: only(ranks) };
  });
  return { ...frame, levels, designation: designationOf(frame.plan, frame.state, frame.hook, levels) };
}

/** The code of what the levels above say, with what an option of a level says alone and together with theirs. */
export function codeWith(frame: Frame, level: number, option: number, above: Code, chosen: readonly number[]): Code {
  const { codes, pairs } = frame.levels[level]!;
  let sum = plus(above, codes[option]!);
  for (let which = 0; which < pairs.length; which += 1) {
    const pair = pairs[which]!;
    sum = plus(sum, pairCode(frame, level, pair, chosen[pair.earlier]!, option));
  }
  return sum;
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
