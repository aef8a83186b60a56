/** A trace file that cannot be read or written; the message says which file, where in it, and what was expected. */
export class TraceError extends Error {
  override readonly name = 'TraceError';
}
