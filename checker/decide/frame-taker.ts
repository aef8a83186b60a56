import { type Decider, followsChange, type Taken } from '../../spec/decide/decider.ts';
import type { Decisions } from '../../spec/decide/decisions.ts';
import type { Profile } from '../../spec/profile.ts';
import type { Decision } from '../../spec/rule.ts';
import type { Request, State } from '../../spec/semantics.ts';
import { plus } from '../../spec/situation.ts';
import { atRule } from '../../spec/step.ts';
import { Changes } from './changes.ts';
import { codeWith, type Frame } from './frame.ts';

/**
 * Takes the requests of one operation in one state, as `Decider.takeAmong` does, by which option of each level they have: what their
 * fields say was worked out with the frame.
 */
export class FrameTaker {
  readonly #decider: Decider;
  readonly #decisions: Decisions;
  readonly #frame: Frame;
  readonly #changes: Changes<{ after?: State }>;

  constructor(semantics: Profile, decider: Decider, frame: Frame) {
    this.#decider = decider;
    this.#decisions = decider.of(frame.op);
    this.#frame = frame;
    this.#changes = new Changes(semantics, frame, () => ({}));
  }

  take(request: Request, chosen: readonly number[]): Taken {
    const { base, designation, levels, state, table } = this.#frame;
    let code = base;
    for (let level = 0; level < levels.length; level += 1)
      code = codeWith(this.#frame, level, chosen[level]!, code, chosen);
    const pointed = designation?.pointed(chosen);
    const at = pointed?.at ?? 0;
    const decided = this.#decisions.of(pointed === undefined ? code : plus(code, pointed.code));
    const { rule } = decided;
    try {
      const after = this.#after(rule.then, request, at, chosen);
      return { decided, rule, at, after, view: this.#decider.viewOf(rule.then, state, request) };
    } catch (error) {
      throw atRule(error, table, rule);
    }
  }

  #after(decision: Decision, request: Request, at: number, chosen: readonly number[]): State {
    const { state } = this.#frame;
    if (!followsChange(decision)) return this.#decider.after(decision, state, request, at);
    const known = this.#changes.of(decision, at, request, chosen);
    known.after ??= this.#decider.after(decision, state, request, at);
    return known.after;
  }
}
