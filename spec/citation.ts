/** A source that rules are quoted from. */
export interface Citation {
  /** Commit, header or page. */
  readonly source: string;
  /** Function or section. */
  readonly where: string;
}

/** Sources by the labels that rules cite them by. */
export type Citations = Readonly<Record<string, Citation>>;

/** The source of a rule, which cites it by its label or as it is. */
export function citationOf(citations: Citations, cite: string | Citation): Citation {
  return typeof cite === 'string' ? citations[cite]! : cite;
}
