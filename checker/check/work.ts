/** Work of a check that is counted while it is done. */
export interface Tally {
  compares: number;
  repeats: number;
  evaluations: number;
}

/**
 * What a check had to do for its transitions: numbers that do not depend on the machine. They tell whether it has become slower,
 * and in what.
 */
export interface Work extends Readonly<Tally> {
  readonly situations: number;
}

export const noWork = (): Tally => ({ compares: 0, repeats: 0, evaluations: 0 });
