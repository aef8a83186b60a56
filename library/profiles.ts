import { MODELS, type ModelKind } from '../model/index.ts';
import { PROFILES } from '../spec/families/profiles.ts';
import type { Profile } from '../spec/profile.ts';
import type { Scope, Scopes } from '../spec/semantics.ts';
import type { Explorable } from '../spec/vocabulary/machine.ts';
import { namedIn } from './argument-error.ts';
import { modelOf } from './fit.ts';
import { modelAsked } from './model-asked.ts';
import { checked, options, text } from './options.ts';
import { semanticsOf } from './prepare.ts';

/** The semantics that come with this package. */
export const profiles = {
  /** All of them. */
  list: (): readonly Profile[] => PROFILES,
  /** Their names, such as `tcx`. */
  names: (): readonly string[] => PROFILES.map(({ name }) => name),
  /** The one of a name; an ArgumentError lists the names there are. */
  named: (name: string): Profile => namedIn('profile', PROFILES, name),
  /** The scopes that come with a profile, by name; `default` is the one that is taken unless another is given. */
  scopes: (profile: string | Profile): Scopes => semanticsOf(profile).family.scopes(semanticsOf(profile)),
  /** The scopes that fire every rule between them: those of `mprog check all`. */
  mainScopes: (profile: string | Profile): readonly Scope[] =>
    semanticsOf(profile).family.mainScopes(semanticsOf(profile)),
} as const;

const OPTIONS = options<{ readonly fault?: string | undefined }>({ fault: text.optional() });

function kindOf(name: string): ModelKind {
  const known = Object.entries(MODELS).map(([each, kind]) => ({ name: each, kind }));
  return namedIn('model', known, name).kind;
}

/** The imperative models, by the name of the profile that each implements. */
export const models = {
  /** Their names. */
  names: (): readonly string[] => Object.keys(MODELS),
  /** A new one, with a fault planted in it where one is given. An ArgumentError lists the names, or the faults, there are. */
  create: (name: string, given: { readonly fault?: string | undefined } = {}): Explorable => {
    const { create, faults } = kindOf(name);
    const { fault } = checked(OPTIONS, given);
    const known = Object.keys(faults).map((each) => ({ name: each }));
    if (fault !== undefined) namedIn('fault', known, fault);
    const semantics = profiles.named(name);
    return modelOf(semantics, modelAsked(semantics, create(fault)));
  },
  /** The faults that can be planted in one, each with a sentence that says what it does. */
  faults: (name: string): Readonly<Record<string, string>> =>
    Object.fromEntries(Object.entries(kindOf(name).faults).map(([id, { sentence }]) => [id, sentence])),
} as const;
