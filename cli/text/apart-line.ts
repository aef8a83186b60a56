import type { FindingStep, Instead } from '../../checker/decide/finding.ts';
import { plural } from './output.ts';

/** Cases of a known anomaly that the profile which it is on record of does not have. */
interface Apart {
  readonly by: string;
  readonly cases: number;
  readonly steps: readonly unknown[];
  /** The rule that decided the last step. */
  readonly rule: string;
  /** The step that this profile decides otherwise, and how. */
  readonly decided: FindingStep;
  readonly instead: Instead;
  /** Which step that is, where it is not the last. */
  readonly at?: string;
}

/** That the profile which an anomaly is on record of does not have all cases of it. */
export function apartLine({ by, cases, steps, rule, decided, instead, at }: Apart): string {
  const isOtherChange = instead.rule === decided.rule && instead.outcome === decided.outcome;
  const said =
    instead.rule === undefined
      ? `${by} has no rule`
      : isOtherChange
        ? `${by} changes something else by it`
        : `${by} says ${instead.outcome} by ${instead.rule}`;
  const where = at === undefined ? '' : ` ${at}`;
  return `${plural(cases, 'case')} of it ${cases === 1 ? 'is' : 'are'} not in ${by}: first after ${plural(steps.length, 'step')} by ${rule}, where ${said}${where}`;
}
