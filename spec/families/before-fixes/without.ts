import type { Derivation } from '../../derivation-form.ts';
import { derive } from '../../derive.ts';
import type { Reach } from '../../fix.ts';
import type { Profile } from '../../profile.ts';

/** A profile without one of its fixes: what the code before did otherwise; `what` it is of, for the title. */
export function without(fixed: Profile, what: string, commit: string, defect: Partial<Derivation>): Reach {
  const name = `before-${commit}`;
  const title = `${what} without the fix ${commit}`;
  return { is: 'expected', fixed, before: derive(fixed, { ...defect, name, title, model: name }) };
}
