import { type Ground, type Possible, type Request, type State, Stepping, type Took } from '../browser.ts';
import { type Session, SessionError, scopeNamed } from './session.ts';

/** A request that was taken, with what came of it under each semantics. */
export interface Stage {
  readonly request: Request;
  readonly before: readonly State[];
  readonly took: readonly Took[];
}

/** What a session steps through. Throws a SessionError, or a RangeError where two semantics cannot be compared. */
export function steppingOf({ semantics, ground, steps }: Pick<Session, 'semantics' | 'ground' | 'steps'>): Stepping {
  if (!('scope' in ground)) return new Stepping(semantics, { universe: ground.universe, requests: steps });
  const scope = scopeNamed(semantics[0], ground.scope);
  if (scope === undefined) throw new SessionError(`scope: ${semantics[0].name} has none called "${ground.scope}"`);
  return new Stepping(semantics, { scope } as Ground);
}

/** The states along some requests. What was walked before is not walked again. */
export class Walked {
  readonly stepping: Stepping;
  readonly first: readonly State[];
  #stages: readonly Stage[] = [];
  #possible: { readonly states: readonly State[]; readonly found: readonly Possible[] } | undefined;

  constructor(stepping: Stepping) {
    this.stepping = stepping;
    this.first = stepping.start();
  }

  /** What comes of each request, in order. */
  along(requests: readonly Request[]): readonly Stage[] {
    const known = this.#stages.findIndex(({ request }, index) => request !== requests[index]);
    const stages = known === -1 ? this.#stages.slice(0, requests.length) : this.#stages.slice(0, known);
    for (const request of requests.slice(stages.length)) {
      const before = stages.at(-1)?.took.map(({ after }) => after) ?? this.first;
      stages.push({ request, before, took: this.stepping.take(before, request, stages.length + 1) });
    }
    this.#stages = stages;
    return stages;
  }

  /** The states behind so many of some requests. */
  states(requests: readonly Request[], at: number): readonly State[] {
    return at === 0 ? this.first : this.along(requests)[at - 1]!.took.map(({ after }) => after);
  }

  /** The requests that can be made behind so many of some; those of the same states are not looked for again. */
  possible(requests: readonly Request[], at: number): readonly Possible[] {
    const states = this.states(requests, at);
    const known = this.#possible;
    if (known?.states.every((state, which) => state === states[which])) return known.found;
    const found = this.stepping.possible(states);
    this.#possible = { states, found };
    return found;
  }
}
