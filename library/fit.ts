import { familyNamed } from '../spec/families/register.ts';
import { type Profile, rulesOf } from '../spec/profile.ts';
import { unsaid } from '../spec/said.ts';
import type { Request, Universe } from '../spec/semantics.ts';
import { SpecMachine } from '../spec/spec-machine.ts';
import { meant } from '../spec/suggest.ts';
import type { Trace } from '../traces/format.ts';
import { TraceError } from '../traces/trace-error.ts';

/** What of a trace decides whether a semantics fits it. */
export type Fitted = Pick<Trace, 'family' | 'universe'> & { readonly steps: readonly { readonly request: Request }[] };

/** A TraceError where a trace is of another family than a semantics, or its universe not one that the semantics is about. */
export function requireHooksOf(semantics: Profile, path: string, { family, universe }: Fitted): void {
  const { name, schemas } = familyNamed(family);
  if (schemas.universe !== semantics.family.schemas.universe)
    throw new TraceError(
      `${path}: profile: expected one of the family ${name}, found ${semantics.name}, which is of the family ${semantics.family.name}`,
    );
  const wrong = misfitIn(semantics, universe);
  if (wrong !== undefined) throw new TraceError(`${path}: ${wrong}`);
}

/** Why a universe is not one that a semantics is about, with the place in it; `undefined` where it is one. */
export function misfitIn(semantics: Profile, universe: Universe): string | undefined {
  const wrong = semantics.family.misfit?.(semantics, universe);
  return wrong && `${wrong.path.join('.')}: ${wrong.message}`;
}

/**
 * A TraceError where a trace asks for something that a semantics does not have: another kind of hook, an operation, a
 * field, a flag. A flag that has a bit in the merged interface can be set whether an operation knows it or not.
 */
export function requireFit(semantics: Profile, path: string, trace: Fitted): void {
  requireHooksOf(semantics, path, trace);
  const settable = (semantics.family.settable ?? []).map((flag) => `flag ${flag}`);
  for (const [index, { request }] of trace.steps.entries()) {
    const [first] = unsaid(semantics.uapi, request).filter((what) => !settable.includes(what));
    if (first !== undefined)
      throw new TraceError(
        `${path}: step ${index + 1}, request: the profile ${semantics.name} has no ${first}${first.startsWith('operation') ? '' : ` of ${request.op}`}`,
      );
  }
}

/** A TraceError where a trace of a semantics expects a rule that the semantics does not have. The rules of another one are nothing to it. */
export function requireRules(semantics: Profile, path: string, { profile, steps }: Trace): void {
  if (profile !== semantics.name) return;
  const ids = rulesOf(semantics).map(({ id }) => id);
  for (const [index, { expect }] of steps.entries()) {
    const { rule } = expect;
    if (rule !== undefined && !ids.includes(rule))
      throw new TraceError(
        `${path}: step ${index + 1}, expect.rule: no rule of ${profile} is called "${rule}"${meant(rule, ids)}`,
      );
  }
}

/** The semantics of the models that were made here. */
const MODELLED = new WeakMap<object, Profile>();

/** Remembers which semantics a model is one of. */
export function modelOf<T extends object>(semantics: Profile, model: T): T {
  MODELLED.set(model, semantics);
  return model;
}

/** The semantics that a machine goes by: that of the rules, or of a model that was made here; of another machine nobody knows it. */
export const goesBy = (machine: object): Profile | undefined =>
  machine instanceof SpecMachine ? machine.semantics : MODELLED.get(machine);
