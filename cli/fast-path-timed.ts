import type { VariantVerdict } from '../checker/fast-path/verdict.ts';

/** A verdict and how long it took. */
export interface Timed {
  readonly verdict: VariantVerdict;
  readonly seconds: number;
}
