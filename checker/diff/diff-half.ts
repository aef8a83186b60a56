import { dialectOf } from '../../spec/families/slots/dialect.ts';
import { initialState } from '../../spec/families/slots/initial-state.ts';
import { castOf, type Scope, universeOf } from '../../spec/families/slots/scopes/scope.ts';
import type { State } from '../../spec/families/slots/state.ts';
import type { HookName, Request } from '../../spec/families/slots/vocabulary/index.ts';
import type { Profile } from '../../spec/profile.ts';
import type { Taken } from '../decide/decider.ts';
import type { Asked } from './diff-asked.ts';

/** One of two semantics in a scope, and the way it is asked. */
export class Half {
  readonly profile: Profile;
  readonly initial: State;
  readonly #asked: Asked;
  readonly #native: boolean;
  readonly #hooks: ReadonlyMap<string, HookName>;

  /** `hooks` are the names that the common requests use; `native`: whether requests are asked as they are. */
  constructor(asked: Asked, scope: Scope, native: boolean, hooks: readonly HookName[]) {
    this.#asked = asked;
    this.profile = asked.profile;
    this.#native = native;
    const own = castOf(scope).hooks;
    this.#hooks = new Map(hooks.map((hook, index) => [hook, own[index]!]));
    this.initial = initialState(universeOf(scope), this.profile.keeping);
  }

  /** The request as this semantics is asked it; `undefined` where it cannot be. */
  phrase(request: Request): Request | undefined {
    if (this.#native) return request;
    const named = 'hook' in request ? ({ ...request, hook: this.hook(request.hook) } as Request) : request;
    return dialectOf(this.profile.uapi).phrase(named);
  }

  /** What this semantics calls a hook. */
  hook(name: HookName): HookName {
    return this.#hooks.get(name)!;
  }

  /** Requests that are asked as they are share the values of their fields; those that are phrased anew do not. */
  take(state: State, request: Request): Taken {
    const { decider } = this.#asked;
    const taken = this.#native ? decider.takeAmong(state, request) : decider.take(state, request);
    taken.decided.count += 1;
    this.#asked.note(state, request, taken.after);
    return taken;
  }
}
