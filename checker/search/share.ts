/** A part of a run that is shared out: part `index` of `of`, from 1 on. */
export interface Share {
  readonly index: number;
  readonly of: number;
}
