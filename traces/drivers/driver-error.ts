/** A driver that cannot be started, or did not answer as the protocol says: the message says where, what was expected and found. */
export class DriverError extends Error {
  override readonly name = 'DriverError';
}
