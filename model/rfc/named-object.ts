import { RelativeNumber } from '../machine/lower.ts';
import type { Prog } from '../machine/objects.ts';
import type { Link } from './hook.ts';

/** The object that a request names: the value and bits it was named by, and what is held of it. */
export class NamedObject extends RelativeNumber {
  /** The program; null where nothing is named. */
  prog: Prog | null = null;
  /** The link that its slot must have; null where any will do. */
  link: Link | null = null;
}
