import type { Labelling, Option, Request, RequestSource, State } from '../../spec/family.ts';
import { codeOf, type Fact, type RuleTable } from '../../spec/rule.ts';
import { type Code, plus } from '../../spec/situation.ts';
import type { Vocabulary } from '../../spec/vocabulary/vocabulary.ts';
import { Classes } from '../requests/classes.ts';
import { indicesOf } from '../requests/tracked-request.ts';
import { FrameDesignation } from './frame-designation.ts';

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
  readonly vocabulary: Vocabulary;
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

/** A request with one field set: enough for a fact that looks at this field, the hook and the state. */
function draft({ blank }: Vocabulary, op: string, hook: string, fields: Readonly<Record<string, unknown>>): Request {
  return { ...blank(op, hook), ...fields, op };
}

/** The designation of a frame: the place that each option names is found once. */
function designationOf(
  vocabulary: Vocabulary,
  table: RuleTable,
  state: State,
  hook: string,
  levels: readonly Level[],
): FrameDesignation | undefined {
  const { designation } = table;
  if (designation === undefined) return undefined;
  const levelOf = (field: string) => levels.findIndex((level) => level.field === field);
  const own = levelOf(designation.reads);
  const drafts = levels[own]!.options.map(({ value }) =>
    draft(vocabulary, table.op, hook, { [designation.reads]: value }),
  );
  const places = designation.places.map(({ reads, find }) => {
    const level = levelOf(reads);
    const { options, bit } = levels[level]!;
    return {
      level,
      bit,
      of: options.map(({ value }) => find(state, draft(vocabulary, table.op, hook, { [reads]: value }))),
    };
  });
  return new FrameDesignation(own, places, (option, found) => {
    const { part, at } = designation.designate(state, drafts[option]!, found);
    return { code: table.space.encode(part), at, still: 0 };
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
  const { op, space, facts } = table;
  const { vocabulary } = source;
  const indices = indicesOf(vocabulary);
  const nothing = space.encode({});
  const fields = source.fields(op);
  const classes = new Classes(labels);
  const varying = (fact: Fact) => fact.reads.filter((field) => fields.includes(field));
  const levels = fields.map((field, index): Level => {
    const options = source.options(op, field, state, hook, reduced);
    const alone = facts.filter((fact) => varying(fact).length === 1 && varying(fact)[0] === field);
    const codes = options.map((option) => {
      const request = draft(vocabulary, op, hook, { [field]: option.value });
      return alone.reduce((sum, fact) => plus(sum, codeOf(table, fact, state, request)), nothing);
    });
    const pairs = facts.flatMap((fact): Pair[] => {
      const [one, other] = varying(fact);
      if (one === undefined || other === undefined || fields[index] === undefined) return [];
      const earlier = Math.min(fields.indexOf(one), fields.indexOf(other));
      if (Math.max(fields.indexOf(one), fields.indexOf(other)) !== index) return [];
      return [{ fact, earlier, codes: [] }];
    });
    const ranked = options.map((option) => classes.of(option));
    return {
      field,
      options,
      codes,
      classes: ranked.map((each) => each.class),
      ranks: ranked.map((each) => each.rank),
      index: indices[field]!,
      bit: vocabulary.bits[field]!,
      pairs,
    };
  });
  const constant = facts.filter((fact) => varying(fact).length === 0);
  const base = constant.reduce(
    (sum, fact) => plus(sum, codeOf(table, fact, state, draft(vocabulary, op, hook, {}))),
    nothing,
  );
  return {
    vocabulary,
    op,
    table,
    hook,
    state,
    levels,
    base,
    classCount: classes.count,
    designation: designationOf(vocabulary, table, state, hook, levels),
  };
}

/** The part of a situation that two options say together. */
export function pairCode(frame: Frame, level: number, pair: Pair, earlier: number, option: number): Code {
  pair.codes[earlier] ??= [];
  const row = pair.codes[earlier];
  const known = row[option];
  if (known !== undefined) return known;
  const { options, field } = frame.levels[level]!;
  const other = frame.levels[pair.earlier]!;
  const request = draft(frame.vocabulary, frame.op, frame.hook, {
    [field]: options[option]!.value,
    [other.field]: other.options[earlier]!.value,
  });
  const code = codeOf(frame.table, pair.fact, frame.state, request);
  row[option] = code;
  return code;
}
