import { OddAnswer } from '../spec/families/slots/vocabulary/index.ts';

/** Why there is no kernel to drive here, in one line; a test or command that meets it is skipped, not failed. */
export class KernelUnavailable extends Error {
  readonly reason: string;

  constructor(reason: string, options?: ErrorOptions) {
    super(`the kernel cannot be driven here: ${reason}`, options);
    this.name = 'KernelUnavailable';
    this.reason = reason;
  }
}

/** What neither the kernel nor its interface has: a universe it cannot be set to, or a flag without a bit. */
export class NotForKernel extends RangeError {
  override readonly name = 'NotForKernel';
}

/** A call that sets something up failed: which, and the name of its errno. */
export class CallFailed extends OddAnswer {
  override readonly name = 'CallFailed';
  readonly errno: string;

  constructor(call: string, errno: string, details = '') {
    super(`${call} failed with ${errno}${details}`);
    this.errno = errno;
  }
}
