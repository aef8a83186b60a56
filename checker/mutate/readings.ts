import type { Family } from '../../spec/family.ts';
import type { RuleTable } from '../../spec/rule.ts';
import type { Labelling, Request, RequestSource, State } from '../../spec/semantics.ts';
import { type Code, plus } from '../../spec/situation.ts';
import { codeWith, type Frame, frameOf, narrowed, pairCode } from '../decide/frame.ts';
import { EVERY_FIELD, Walk } from '../requests/walk.ts';

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
  const admitted = source.admitted?.(table.op, state, hook, true);
  const taken = takenFields(family);
  const whole = frameOf(source, table, state, hook, labels, true);
  const kept = whole.levels.map(({ field }, level) =>
    taken.includes(field) ? undefined : distinctOptions(whole, level, admitted?.alike[level]),
  );
  const frame = narrowed(whole, (_, level) => kept[level]);
  const { levels, designation } = frame;
  const chosen = levels.map(() => 0);
  const codes: Code[] = [frame.base];
  const request = (): Request => {
    const values = levels.map(({ field, options }, level) => [field, options[chosen[level]!]!.value]);
    return { ...source.vocabulary.blank(table.op, hook), ...Object.fromEntries(values), op: table.op };
  };
  new Walk(levels, {
    choose: (level, option) => {
      chosen[level] = option;
      codes[level + 1] = codeWith(frame, level, option, codes[level]!, chosen);
    },
    take: () => {
      if (admitted !== undefined && !admitted.has(chosen.map((option, level) => kept[level]?.[option] ?? option)))
        return EVERY_FIELD;
      const code = codes[levels.length]!;
      const pointed = designation?.pointed(chosen);
      if (pointed === undefined) take(code, 0, request);
      else take(plus(code, pointed.code), pointed.at, request);
      return EVERY_FIELD;
    },
  }).run();
}

/**
 * One option of each meaning: they say the same alone, together with every option of other fields, and name the same places. Where some
 * combinations alone are admitted, those of one number in `alike` are in the same of them.
 */
function distinctOptions(frame: Frame, level: number, alike: readonly number[] = []): readonly number[] {
  const { levels, designation } = frame;
  const { options, codes, pairs } = levels[level]!;
  const withEarlier = (option: number) =>
    pairs.map((pair) => levels[pair.earlier]!.options.map((_, other) => pairCode(frame, level, pair, other, option)));
  const withLater = (option: number) =>
    levels.flatMap((later, at) =>
      later.pairs
        .filter(({ earlier }) => earlier === level)
        .map((pair) => later.options.map((_, other) => pairCode(frame, at, pair, option, other))),
    );
  const first = new Map<string, number>();
  for (const option of options.keys()) {
    const places = designation?.placesOf(level, option) ?? [];
    const meaning = [[[codes[option]!]], withEarlier(option), withLater(option)].flat(2).join();
    const key = `${places.join()} ${meaning} ${alike[option]}`;
    if (!first.has(key)) first.set(key, option);
  }
  return [...first.values()];
}
