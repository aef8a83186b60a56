import type { Link, Prog } from './objects.ts';

/** A relative on its way through a request: the value and bits it was named by, and what they resolved to. */
export class Tuple {
  value = 0;
  /** The ID and LINK bits. */
  bits = 0;
  /** The program to stand beside; null where no relative is named. */
  prog: Prog | null = null;
  /** The link its slot must have; null where any will do. */
  link: Link | null = null;
}
