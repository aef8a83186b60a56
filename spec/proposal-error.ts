/** Something about a derivation that makes no sense; the message says what was expected, found and available. */
export class ProposalError extends Error {
  override readonly name = 'ProposalError';
  /** The file of the proposal, where it came from one. */
  file?: string;
  /** The function of the proposal that it is about, where it is about one. */
  about?: unknown;
}

/** A rule lets a request through for which its effect makes no sense. */
export class SenselessEffect extends ProposalError {
  readonly what: string;
  constructor(what: string, rule = 'a rule') {
    super(`${rule} ${what}: a rule before it has to refuse the request`);
    this.what = what;
  }
}
