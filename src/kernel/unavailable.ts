/** The kernel target cannot be used here; `reason` says why in one line. */
export class KernelUnavailable extends Error {
  override readonly name = 'KernelUnavailable';
  readonly reason: string;

  constructor(reason: string) {
    super(`the kernel target is not available: ${reason}`);
    this.reason = reason;
  }
}
