import { type Libc, must, SystemCallError } from './libc.ts';
import { KernelUnavailable } from './unavailable.ts';

/** Source: include/uapi/linux/sched.h. */
const CLONE_NEWNET = 0x40000000;
const O_CLOEXEC = 0o2000000;
const OWN_NAMESPACE = '/proc/thread-self/ns/net';

/**
 * A network namespace of this thread's own. It has no name: it is gone when the thread has left it (or has ended, in
 * whatever way) and nothing inside is held open any more.
 */
export class NetworkNamespace {
  readonly #libc: Libc;
  readonly #original: number;
  #left = false;

  private constructor(libc: Libc, original: number) {
    this.#libc = libc;
    this.#original = original;
  }

  /** Moves this thread into a new namespace; KernelUnavailable where that is not allowed. */
  static enter(libc: Libc): NetworkNamespace {
    const original = must(libc, `open ${OWN_NAMESPACE}`, libc.open(OWN_NAMESPACE, O_CLOEXEC));
    if (libc.unshare(CLONE_NEWNET) < 0) {
      const { errno } = new SystemCallError('unshare', libc.errno());
      libc.close(original);
      throw new KernelUnavailable(`a network namespace of its own cannot be made (unshare: ${errno}); CAP_SYS_ADMIN is needed`);
    }
    return new NetworkNamespace(libc, original);
  }

  /** An fd of the namespace this thread is in. */
  openOwn(): number {
    return must(this.#libc, `open ${OWN_NAMESPACE}`, this.#libc.open(OWN_NAMESPACE, O_CLOEXEC));
  }

  /** Goes back to where the thread was. */
  leave(): void {
    if (this.#left) return;
    this.#left = true;
    must(this.#libc, 'setns', this.#libc.setns(this.#original, CLONE_NEWNET));
    this.#libc.close(this.#original);
  }
}
