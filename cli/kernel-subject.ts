import type { Askable } from '../checker/live/askable.ts';
import { KernelUnavailable } from '../kernel/failure.ts';
import { notDriven, notPossible } from '../kernel/targets.ts';
import type { Profile } from '../spec/profile.ts';
import type { Scope, Scopes } from '../spec/semantics.ts';
import { changedFlag, changedScope, type ScopeChanges, wrongScope } from './arguments.ts';
import { UsageError } from './exit.ts';
import type { Assignment } from './kernel-orders.ts';
import { semanticsOf } from './kernel-semantics.ts';

/** What a kernel is held to: a UsageError where there is no such thing, KernelUnavailable where no kernel can be asked about it. */
export async function subjectOf(asked: Pick<Assignment, 'profile' | 'change'>): Promise<Askable> {
  const subject = await told(asked);
  const reason = notDriven(subject.semantics);
  if (reason !== undefined) throw new KernelUnavailable(reason);
  return subject;
}

async function told(asked: Pick<Assignment, 'profile' | 'change'>): Promise<Askable> {
  try {
    return await semanticsOf(asked);
  } catch (error) {
    // A rule to change that there is not.
    if (asked.change !== undefined && (error as Error).name === 'ProposalError')
      throw new UsageError((error as Error).message);
    throw error;
  }
}

/** The scopes to choose from: those made for a kernel, then those of the semantics that a kernel can be set to. */
function scopesFor(semantics: Profile): Readonly<Record<string, Scope>> {
  const { family } = semantics;
  const own: Scopes = family.scopes(semantics);
  const possible = Object.entries(own).filter(([, scope]) => impossible(semantics, scope) === undefined);
  return { ...family.kernelScopes?.(semantics), ...Object.fromEntries(possible), ...family.kernelScopes?.(semantics) };
}

const impossible = (semantics: Profile, scope: Scope) =>
  notPossible(semantics.family, semantics.family.explore(scope, semantics).universe);

/** The scope that options ask for; a UsageError where there is none, or a kernel cannot be set to it. */
export function scopeOf(semantics: Profile, options: ScopeChanges & { readonly scope: string }): Scope {
  const scopes = scopesFor(semantics);
  const base = Object.hasOwn(scopes, options.scope) ? scopes[options.scope] : undefined;
  if (base === undefined) throw new UsageError(wrongScope(Object.keys(scopes), options.scope));
  const scope = changedScope(semantics.family, base, options);
  const reason = impossible(semantics, scope);
  if (reason !== undefined) throw new UsageError(`${changedFlag(options) ?? '--scope'}: ${reason}`);
  return scope;
}
