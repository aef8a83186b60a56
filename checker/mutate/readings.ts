import type { Family } from '../../spec/family.ts';
import { codeOf, type RuleTable } from '../../spec/rule.ts';
import type { Labelling, Option, Request, RequestSource, State } from '../../spec/semantics.ts';
import { type Code, plus } from '../../spec/situation.ts';
import { Classes } from '../requests/classes.ts';

/**
 * Takes one way to read a request in a state: the number of the situation, the index designated, and a way to get a lasting
 * copy of the request.
 */
export type Take = (code: Code, at: number, request: () => Request) => void;

const TAKEN = new WeakMap<Family, readonly string[]>();

/** The fields that effects and queries take something from: each of their values is tried. Of others one value of each meaning is. */
export function takenFields(family: Family): readonly string[] {
  let taken = TAKEN.get(family);
  if (taken === undefined) {
    const { effects, buffer } = family;
    const fields = Object.values(effects).flatMap(({ takes }) => takes);
    taken = [...new Set([...fields, ...(buffer === undefined ? [] : [buffer])])];
    TAKEN.set(family, taken);
  }
  return taken;
}

interface Level {
  readonly field: string;
  readonly options: readonly Option[];
  readonly codes: readonly Code[];
  readonly classes: readonly { readonly class: number; readonly rank: number }[];
  /** For each option what it says together with each option of an earlier level. */
  readonly pairs: readonly { readonly earlier: number; readonly codes: readonly (readonly Code[])[] }[];
  /** For each place that this level names, the slot of each option. */
  readonly places: ReadonlyMap<number, readonly number[]>;
}

/**
 * Every distinct way to read a request of an operation in a state, up to interchangeable objects. Values that mean the same
 * are tried once, but for those that effects take something from.
 */
export function readingsOf(
  family: Family,
  source: RequestSource,
  table: RuleTable,
  state: State,
  hook: string,
  labels: Labelling,
  take: Take,
): void {
  const { op, space, facts, designation } = table;
  const fields = source.fields(op);
  const classes = new Classes(labels);
  const levels = levelsOf(family, source, table, state, hook, classes);
  const constant = facts.filter(({ reads }) => !reads.some((field) => fields.includes(field)));
  const nothing = space.encode({});
  const base = constant.reduce(
    (sum, each) => plus(sum, codeOf(table, each, state, draft(source, op, hook, {}))),
    nothing,
  );
  const chosen = levels.map(() => 0);
  const used = new Array<number>(classes.count).fill(0);
  const ownLevel = levels.findIndex(({ field }) => field === designation?.reads);
  const placeLevels = (designation?.places ?? []).map((_, place) => levels.findIndex((each) => each.places.has(place)));
  const known = new Map<number, { readonly code: Code; readonly at: number }>();

  const placeAt = (place: number, level: number) => levels[level]!.places.get(place)![chosen[level]!]!;
  const designated = () => {
    if (designation === undefined) return { code: nothing, at: 0 };
    let key = ownLevel === -1 ? 0 : chosen[ownLevel]!;
    for (const [place, level] of placeLevels.entries()) key = key * SLOTS + placeAt(place, level) + SHIFT;
    let result = known.get(key);
    if (result === undefined) {
      const places = placeLevels.map((level, place) => placeAt(place, level));
      const { part, at } = designation.designate(state, request(), places);
      result = { code: space.encode(part), at };
      known.set(key, result);
    }
    return result;
  };
  const request = (): Request => {
    const values = levels.map(({ field, options }, level) => [field, options[chosen[level]!]!.value]);
    return draft(source, op, hook, Object.fromEntries(values));
  };
  const give = (depth: number, code: Code): void => {
    const level = levels[depth];
    if (level === undefined) {
      const { code: more, at } = designated();
      take(plus(code, more), at, request);
      return;
    }
    for (let option = 0; option < level.options.length; option += 1) {
      const { class: cls, rank } = level.classes[option]!;
      const seen = cls === -1 ? 0 : used[cls]!;
      if (rank > seen) continue;
      if (cls !== -1 && rank === seen) used[cls] = seen + 1;
      chosen[depth] = option;
      let sum = plus(code, level.codes[option]!);
      for (const { earlier, codes } of level.pairs) sum = plus(sum, codes[chosen[earlier]!]![option]!);
      give(depth + 1, sum);
      if (cls !== -1) used[cls] = seen;
    }
  };
  give(0, base);
}

/** More than there are slots, and what makes every place (see spec/rule.ts) a positive number. */
const SLOTS = 256;
const SHIFT = 16;

function draft(
  { vocabulary }: RequestSource,
  op: string,
  hook: string,
  fields: Readonly<Record<string, unknown>>,
): Request {
  return { ...vocabulary.blank(op, hook), ...fields, op };
}

function levelsOf(
  family: Family,
  source: RequestSource,
  table: RuleTable,
  state: State,
  hook: string,
  classes: Classes,
): readonly Level[] {
  const { op, space, facts, designation } = table;
  const fields = source.fields(op);
  const varying = facts.map((fact) => ({ fact, reads: fact.reads.filter((field) => fields.includes(field)) }));
  const levels: Level[] = [];
  for (const field of fields) {
    const all = source.options(op, field, state, hook, true);
    const alone = varying.filter(({ reads }) => reads.length === 1 && reads[0] === field);
    const coded = all.map((option) => {
      const request = draft(source, op, hook, { [field]: option.value });
      const code = alone.reduce((sum, { fact }) => plus(sum, codeOf(table, fact, state, request)), space.encode({}));
      const places = (designation?.places ?? []).map((place) =>
        place.reads === field ? place.find(state, request) : 0,
      );
      return { option, code, places, class: classes.of(option) };
    });
    const partners = varying.filter(({ reads }) => reads.length === 2 && reads.includes(field));
    const pairsOf = (value: unknown) =>
      partners.map(({ fact, reads }) => {
        const other = reads.find((each) => each !== field)!;
        const options =
          levels.find((level) => level.field === other)?.options ?? source.options(op, other, state, hook, true);
        return options.map((each) =>
          codeOf(table, fact, state, draft(source, op, hook, { [field]: value, [other]: each.value })),
        );
      });
    const rows = coded.map((each) => ({ ...each, pairs: pairsOf(each.option.value) }));
    const kept = takenFields(family).includes(field)
      ? rows
      : distinct(rows, ({ code, places, pairs }) => JSON.stringify([String(code), places, pairs.map(String)]));
    const pairs = partners.flatMap(({ reads }, which) => {
      const earlier = levels.findIndex((level) => level.field === reads.find((each) => each !== field));
      if (earlier === -1) return [];
      const codes = levels[earlier]!.options.map((_, other) => kept.map((row) => row.pairs[which]![other]!));
      return [{ earlier, codes }];
    });
    const places = new Map<number, readonly number[]>();
    (designation?.places ?? []).forEach((place, which) => {
      if (place.reads === field)
        places.set(
          which,
          kept.map((row) => row.places[which]!),
        );
    });
    levels.push({
      field,
      options: kept.map(({ option }) => option),
      codes: kept.map(({ code }) => code),
      classes: kept.map((row) => row.class),
      pairs,
      places,
    });
  }
  return levels;
}

function distinct<T>(rows: readonly T[], key: (row: T) => string): readonly T[] {
  const seen = new Map<string, T>();
  for (const row of rows) if (!seen.has(key(row))) seen.set(key(row), row);
  return [...seen.values()];
}
