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
import {
  can,
  checked,
  isListOf,
  isNamedOrMade,
  isText,
  options,
  RUNNING,
  scope,
  text,
  trueOrFalse,
  wanted,
  wholeNumber,
} from './options.ts';
import { semanticsOf } from './prepare.ts';
import { models, profiles } from './profiles.ts';
import { finished, type Running } from './running.ts';
import { scopeOf } from './scopes.ts';
import { requireProperties } from './search.ts';

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

type InOne = CheckOptions & { readonly scope?: string | Scope | undefined };
type InSeveral = CheckOptions & { readonly scopes?: 'main' | 'all' | readonly (string | Scope)[] | undefined };

const isModel = (value: unknown) =>
  value === 'none' || can(value, 'reset', 'apply', 'observe', 'save', 'restore', 'same', 'key');
const areTexts = (value: unknown) => Array.isArray(value) && value.every(isText);
const areScopes = (value: unknown) => value === 'main' || value === 'all' || isListOf(value, isNamedOrMade);

const COMMON = {
  model: wanted<Explorable | 'none'>('a machine that can be explored, or "none"', isModel).optional(),
  fault: text.optional(),
  depth: wholeNumber.optional(),
  states: wholeNumber.optional(),
  symmetry: trueOrFalse.optional(),
  everyRequest: trueOrFalse.optional(),
  known: wanted<readonly string[]>('a list of ids', areTexts).optional(),
  ...RUNNING,
};
const IN_ONE = options<InOne>({ scope: scope.optional(), ...COMMON });
const IN_SEVERAL = options<InSeveral>({
  scopes: wanted<'main' | 'all' | readonly (string | Scope)[]>(
    '"main", "all" or a list of scopes',
    areScopes,
  ).optional(),
  ...COMMON,
});

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

async function checkScope(semantics: Profile, within: Scope, asked: CheckOptions, alone: boolean): Promise<Verdict> {
  const { fault, depth, states, symmetry = true, everyRequest = false } = asked;
  const record = asked.known === undefined ? knownAnomalies(semantics) : [];
  const limits = { ...(depth === undefined ? {} : { depth }), ...(states === undefined ? {} : { states }) };
  const onRecord = asked.known === undefined ? recordOf(semantics) : { known: asked.known };
  const settings = { limits, symmetry, everyRequest, ...onRecord };
  const search = checking(semantics, machineOf(semantics, asked), within, settings);
  const { verdict } = await finished(search, asked);
  return concluded(verdict, { semantics, fault, record, alone });
}

function subjectOf(given: string | Profile, { known = [] }: CheckOptions): Profile {
  const semantics = semanticsOf(given);
  requireProperties(semantics, known);
  refuseIdleFlags(semantics);
  return semantics;
}

/**
 * Explores one scope of a semantics (`default` unless given): every request in every state, taken by the rules and by the model, with every
 * property held to the result. The verdict is what `mprog check --json` prints (docs/verdict.schema.json): `held`, `violated` with a
 * shortest counterexample, or `inconclusive` with the bound that was hit. Rejects with an ArgumentError on what there is not, a
 * ProposalError on a semantics that makes no sense, and the reason of the signal.
 */
export async function check(profile: string | Profile, given: InOne = {}): Promise<Verdict> {
  const { scope: chosen = 'default', ...asked } = checked(IN_ONE, given);
  const semantics = subjectOf(profile, asked);
  return checkScope(semantics, scopeOf(semantics, chosen), asked, true);
}

/**
 * The same in several scopes, up to the first that does not hold: `main` (those that fire every rule; the default), `all` that come with the
 * profile, or a list. The result is what `mprog check --scope main --json` prints (docs/verdicts.schema.json); its one summary says what
 * they came to.
 */
export async function checkScopes(profile: string | Profile, given: InSeveral = {}): Promise<Verdicts> {
  const { scopes = 'main', ...asked } = checked(IN_SEVERAL, given);
  const semantics = subjectOf(profile, asked);
  const chosen =
    scopes === 'main'
      ? profiles.mainScopes(semantics)
      : (scopes === 'all' ? Object.values(profiles.scopes(semantics)) : scopes).map((each) => scopeOf(semantics, each));
  if (chosen.length === 0) throw new ArgumentError('scopes: expected at least one, found none');
  const seconds = stopwatch();
  const verdicts: Verdict[] = [];
  for (const each of chosen) {
    verdicts.push(await checkScope(semantics, each, asked, chosen.length === 1));
    if (verdicts.at(-1)!.result !== 'held') break;
  }
  return verdictsOf([{ semantics, verdicts, planned: chosen.length }], seconds());
}
