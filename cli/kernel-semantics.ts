import { type Askable, askable } from '../checker/live/askable.ts';
import { withOutcome } from '../spec/profile.ts';
import type { Assignment } from './kernel-orders.ts';
import { semanticsArgument } from './semantics.ts';

/**
 * The rules that a kernel is held to: those of a profile or file, or with one of them deliberately changed; and what of them no
 * kernel can be asked. Rejects with a UsageError or ProposalError.
 */
export async function semanticsOf({ profile, change }: Pick<Assignment, 'profile' | 'change'>): Promise<Askable> {
  const semantics = await semanticsArgument(profile);
  return askable(change === undefined ? semantics : withOutcome(semantics, change.rule, change.errno));
}
