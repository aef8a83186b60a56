import os from 'node:os';

/** The release of the running kernel, such as `6.18.1`. */
export function kernelRelease(): string {
  return os.release();
}
