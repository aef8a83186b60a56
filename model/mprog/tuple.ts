import { RelativeNumber } from '../machine/lower.ts';
import type { Prog } from '../machine/objects.ts';
import type { Link } from './hook.ts';

/** A relative on its way through a request: the value and bits it was named by, and what they resolved to. */
export class Tuple extends RelativeNumber {
  /** The program to stand beside; null where no relative is named. */
  prog: Prog | null = null;
  /** The link its slot must have; null where any will do. */
  link: Link | null = null;
}
