import type { Profile } from '../../spec/profile.ts';
import type { Decision } from '../../spec/rule.ts';
import type { Request } from '../../spec/semantics.ts';
import { resultText } from '../../spec/step.ts';
import type { Outcome } from '../../spec/vocabulary/outcome.ts';
import type { Frame } from './frame.ts';
import { Memo } from './memo.ts';

/** The changes of one outcome and effect, by the place and by the options of the levels that it takes. */
interface Known<T> {
  readonly levels: readonly number[];
  readonly made: Map<number, Memo<T>>;
}

/**
 * The changes that the requests of one operation make in one state, each of them once for each outcome, with what came of
 * it. Two requests make the same change where its text is the same. An effect takes some fields of a request and cannot
 * look at others, so that the change of one place and the same values of these fields is computed once.
 */
export class Changes<T> {
  readonly #semantics: Profile;
  readonly #frame: Frame;
  readonly #create: () => T;
  readonly #byText = new Map<string, T>();
  readonly #byOutcome = new Map<Outcome, Map<string, Known<T>>>();

  constructor(semantics: Profile, frame: Frame, create: () => T) {
    this.#semantics = semantics;
    this.#frame = frame;
    this.#create = create;
  }

  /** What came of the change that a request makes, given which option of each level it has. */
  of(decision: Decision, at: number, request: Request, chosen: readonly number[]): T {
    const { outcome, effect } = decision;
    const { levels, made } = this.#byOutcome.get(outcome)?.get(effect) ?? this.#taking(outcome, effect);
    let known = made.get(at);
    if (known === undefined) {
      known = new Memo();
      made.set(at, known);
    }
    for (const level of levels) known = known.with(chosen[level]!);
    known.value ??= this.#called(resultText(this.#semantics, decision, request, at));
    return known.value;
  }

  #taking(outcome: Outcome, effect: string): Known<T> {
    const taken = this.#semantics.family.effects[effect]!.takes;
    const levels = [...this.#frame.levels.keys()].filter((level) => taken.includes(this.#frame.levels[level]!.field));
    const known = { levels, made: new Map<number, Memo<T>>() };
    const byEffect = this.#byOutcome.get(outcome) ?? new Map<string, Known<T>>();
    this.#byOutcome.set(outcome, byEffect.set(effect, known));
    return known;
  }

  #called(text: string): T {
    const known = this.#byText.get(text);
    if (known !== undefined) return known;
    const made = this.#create();
    this.#byText.set(text, made);
    return made;
  }
}
