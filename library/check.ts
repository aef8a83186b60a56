import { type CheckProgress, check as checking } from '../checker/check/check.ts';
import { concluded, verdictsOf } from '../checker/check/summary.ts';
import type { Verdict, Verdicts } from '../checker/check/verdict.ts';
import { knownAnomalies, recordOf } from '../checker/promises/register.ts';
import { stopwatch } from '../checker/search/stopwatch.ts';
import type { Profile } from '../spec/profile.ts';
import type { Scope } from '../spec/semantics.ts';
import { refuseIdleFlags } from '../spec/validate.ts';
import type { Explorable } from '../spec/vocabulary/machine.ts';
import { ArgumentError } from './argument-error.ts';
import { semanticsOf } from './prepare.ts';
import { models, profiles } from './profiles.ts';
import { finished, type Running } from './running.ts';
import { scopeOf } from './scopes.ts';

export type { CheckProgress } from '../checker/check/check.ts';

/** How a semantics is checked. */
export interface CheckOptions extends Running<CheckProgress> {
  /** The machine that is compared with the rules: the model of the profile unless given; `none` checks rules and properties alone. */
  readonly model?: Explorable | 'none' | undefined;
  /** A fault to plant in the model of the profile, such as `attach/before-off-by-one`. */
  readonly fault?: string | undefined;
  /** No state further than this many steps from the first is looked into. */
  readonly depth?: number | undefined;
  /** No more than this many states are kept. */
  readonly states?: number | undefined;
  /** Whether states and requests are taken up to renaming of interchangeable objects; they are unless this is `false`. */
  readonly symmetry?: boolean | undefined;
  /** Whether requests are repeated that differ only in what nobody looked at. */
  readonly everyRequest?: boolean | undefined;
  /** Ids of properties that are known not to hold; those on record for the profile unless given. */
  readonly known?: readonly string[] | undefined;
}

/** The machine to compare with, if any. */
function machineOf({ name, model }: Profile, { model: given, fault }: CheckOptions): Explorable | undefined {
  if (fault === undefined) {
    if (given === 'none') return undefined;
    return given ?? (model === undefined ? undefined : models.create(model));
  }
  if (given !== undefined)
    throw new ArgumentError('fault: expected no model beside it: a fault is planted in that of the profile');
  if (model === undefined) throw new ArgumentError(`fault: ${name} has no model to plant a fault in`);
  return models.create(model, { fault });
}

async function checkScope(semantics: Profile, scope: Scope, options: CheckOptions, alone: boolean): Promise<Verdict> {
  const { fault, depth, states, symmetry = true, everyRequest = false } = options;
  const record = options.known === undefined ? knownAnomalies(semantics) : [];
  const limits = { ...(depth === undefined ? {} : { depth }), ...(states === undefined ? {} : { states }) };
  const onRecord = options.known === undefined ? recordOf(semantics) : { known: options.known };
  const settings = { limits, symmetry, everyRequest, ...onRecord };
  const search = checking(semantics, machineOf(semantics, options), scope, settings);
  const { verdict } = await finished(search, options);
  return concluded(verdict, { semantics, fault, record, alone });
}

function subjectOf(given: string | Profile): Profile {
  const semantics = semanticsOf(given);
  refuseIdleFlags(semantics);
  return semantics;
}

/**
 * Explores one scope of a semantics (`default` unless given): every request in every state, taken by the rules and by the model, with every
 * property held to the result. The verdict is what `mprog check --json` prints (docs/verdict.schema.json): `held`, `violated` with a
 * shortest counterexample, or `inconclusive` with the bound that was hit. Rejects with an ArgumentError on what there is not, a
 * ProposalError on a semantics that makes no sense, and the reason of the signal.
 */
export async function check(
  profile: string | Profile,
  { scope = 'default', ...options }: CheckOptions & { readonly scope?: string | Scope | undefined } = {},
): Promise<Verdict> {
  const semantics = subjectOf(profile);
  return checkScope(semantics, scopeOf(semantics, scope), options, true);
}

/**
 * The same in several scopes, up to the first that does not hold: `main` (those that fire every rule; the default), `all` that come with the
 * profile, or a list. The result is what `mprog check --scope main --json` prints (docs/verdicts.schema.json); its one summary says what
 * they came to.
 */
export async function checkScopes(
  profile: string | Profile,
  {
    scopes = 'main',
    ...options
  }: CheckOptions & { readonly scopes?: 'main' | 'all' | readonly (string | Scope)[] | undefined } = {},
): Promise<Verdicts> {
  const semantics = subjectOf(profile);
  const chosen =
    scopes === 'main'
      ? profiles.mainScopes(semantics)
      : (scopes === 'all' ? Object.values(profiles.scopes(semantics)) : scopes).map((scope) =>
          scopeOf(semantics, scope),
        );
  if (chosen.length === 0) throw new ArgumentError('scopes: expected at least one, found none');
  const seconds = stopwatch();
  const verdicts: Verdict[] = [];
  for (const scope of chosen) {
    verdicts.push(await checkScope(semantics, scope, options, chosen.length === 1));
    if (verdicts.at(-1)!.result !== 'held') break;
  }
  return verdictsOf([{ semantics, verdicts, planned: chosen.length }], seconds());
}
