/** What has to be installed is not there; one line that names the packages. */
export class VmUnavailable extends Error {
  override readonly name = 'VmUnavailable';
}

/** What was given cannot be booted or used: one message that says which file, what was expected and what was found. */
export class VmInputError extends Error {
  override readonly name = 'VmInputError';
}

/** A guest that panics, or ends or hangs before its command has a result; `log` has the last lines of its kernel log. */
export class GuestFailure extends Error {
  override readonly name: string = 'GuestFailure';
  readonly log: readonly string[];

  constructor(message: string, log: readonly string[]) {
    super([message, ...log.map((line) => `  ${line}`)].join('\n'));
    this.log = log;
  }
}

/** A guest that used up its time. */
export class GuestTimeout extends GuestFailure {
  override readonly name = 'GuestTimeout';
}
