import { type CheckProgress, check } from '../checker/check/check.ts';
import type { Profile } from '../spec/profile.ts';
import type { Request, Scope, Universe } from '../spec/semantics.ts';
import { ArgumentError } from './argument-error.ts';
import { checked, options, RUNNING, scope as scopeOption, wholeNumber } from './options.ts';
import { semanticsOf } from './prepare.ts';
import { finished, type Running } from './running.ts';
import { scopeOf } from './scopes.ts';

/** How the states of a semantics are explored. */
export interface ExploreOptions extends Running<CheckProgress> {
  /** The scope, by name or made; `default` unless given. */
  readonly scope?: string | Scope | undefined;
  readonly depth?: number | undefined;
  readonly states?: number | undefined;
}

const OPTIONS = options<ExploreOptions>({
  scope: scopeOption.optional(),
  depth: wholeNumber.optional(),
  states: wholeNumber.optional(),
  ...RUNNING,
});

/** The states that were found, breadth first. */
export interface States {
  readonly profile: string;
  readonly scope: Scope;
  /** What exists before the first request. */
  readonly universe: Universe;
  /** How many there are, up to renaming of interchangeable programs and links. */
  readonly states: number;
  /** Requests from the first state to the furthest. */
  readonly depth: number;
  /** Whether that is every state of the scope. */
  readonly complete: boolean;
  /** Requests that lead to the state found as number `index` (0 is the first): no shorter way is there. `record` makes a trace of them. */
  pathTo(index: number): readonly Request[];
}

/**
 * Finds every state that the rules of a semantics reach in a scope; nothing is compared and no property is looked at. Rejects as
 * `check` does.
 */
export async function explore(profile: string | Profile, given: ExploreOptions = {}): Promise<States> {
  const { scope: chosen = 'default', depth, states, ...running } = checked(OPTIONS, given);
  const semantics = semanticsOf(profile);
  const scope = scopeOf(semantics, chosen);
  const limits = { ...(depth === undefined ? {} : { depth }), ...(states === undefined ? {} : { states }) };
  const { explored } = await finished(check({ ...semantics, properties: [] }, undefined, scope, { limits }), running);
  return {
    profile: semantics.name,
    scope,
    universe: semantics.family.explore(scope, semantics).universe,
    states: explored.states,
    depth: explored.depth,
    complete: explored.ending.is === 'complete',
    pathTo: (index) => {
      if (!Number.isInteger(index) || index < 0 || index >= explored.states)
        throw new ArgumentError(`index: expected a number from 0 to ${explored.states - 1}, found ${String(index)}`);
      return explored.pathTo(index);
    },
  };
}
