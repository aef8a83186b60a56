import type { Domain } from '../../spec/families/slots/vocabulary/index.ts';
import type { Cgroup } from './cgroup.ts';

/** The memory of one socket; it is open while it has a cgroup. */
export class Socket {
  readonly name: string;
  domain: Domain = 'inet';
  /** The cgroup that its maker was in. */
  cgroup: Cgroup | null = null;

  constructor(name: string) {
    this.name = name;
  }
}
