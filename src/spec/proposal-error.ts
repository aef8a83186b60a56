/** Something about a derivation that makes no sense; the message says what was expected, found and available. */
export class ProposalError extends Error {
  override readonly name = 'ProposalError';
  /** The file of the proposal, where it came from one. */
  file?: string;
}
