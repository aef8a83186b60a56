import { type SuiteProgress, suiteOf } from '../checker/mutate/suite.ts';
import { suiteScopesOf } from '../checker/requests/scopes.ts';
import type { Profile } from '../spec/profile.ts';
import type { Scope } from '../spec/semantics.ts';
import type { Trace } from '../traces/format.ts';
import { checked, isNamedOrMade, listOf, options, RUNNING } from './options.ts';
import { semanticsOf } from './prepare.ts';
import { finished, type Running } from './running.ts';
import { scopeOf } from './scopes.ts';

export type { SuiteProgress } from '../checker/mutate/suite.ts';

/** How a suite is taken. */
export interface SuiteOptions extends Running<SuiteProgress> {
  /** The scopes to take it from; those that `mprog traces` takes unless given. */
  readonly scopes?: readonly (string | Scope)[] | undefined;
}

const OPTIONS = options<SuiteOptions>({
  scopes: listOf<string | Scope>('scopes', isNamedOrMade).optional(),
  ...RUNNING,
});

/** A conformance suite, and what it shows. */
export interface ConformanceSuite {
  /** The traces, each with a file name that is made from the rule that its last step fires. */
  readonly traces: readonly { readonly file: string; readonly trace: Trace }[];
  /** Mutants of the rules that fail a trace, that nothing in the scopes distinguishes, and that a bound left open. */
  readonly mutants: { readonly killed: number; readonly equivalent: number; readonly unclear: number };
  /** Rules that no scope reaches. */
  readonly unreached: readonly string[];
}

/**
 * Finds few traces that every distinguishable mutant of a semantics fails: those of `mprog traces`, but for the ones that show faults
 * of a model or tell siblings apart. Rejects with an ArgumentError, a ProposalError, or the reason of the signal.
 */
export async function suite(profile: string | Profile, given: SuiteOptions = {}): Promise<ConformanceSuite> {
  const { scopes, ...running } = checked(OPTIONS, given);
  const semantics = semanticsOf(profile);
  const chosen = scopes?.map((scope) => scopeOf(semantics, scope)) ?? suiteScopesOf(semantics);
  const found = await finished(suiteOf(semantics, chosen, { siblings: [], faults: [], ofBase: [] }), running);
  const of = (fate: string) => found.judged.filter(({ judgement }) => judgement.is === fate).length;
  return {
    traces: found.traces.map(({ file, trace }) => ({ file, trace })),
    mutants: { killed: of('differs'), equivalent: of('equivalent'), unclear: of('unclear') },
    unreached: found.unreached,
  };
}
