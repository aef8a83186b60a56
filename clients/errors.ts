/** A client cannot be run here: a tool or a library is not here, or cannot be had. The message is one line. */
export class ClientMissing extends Error {
  override readonly name = 'ClientMissing';
}

/** A test program that was written for a client cannot be compiled, or did not say what it must. The message is one line. */
export class ClientBroken extends Error {
  override readonly name = 'ClientBroken';
}
