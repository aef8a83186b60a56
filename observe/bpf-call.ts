import type { Attribute } from './attribute.ts';
import type { Came } from './came.ts';
import type { Link } from './objects.ts';
import type { Process } from './processes.ts';
import type { Returned, Value } from './strace/value.ts';
import type { Target, World } from './world.ts';

/** One call of bpf(2) with what it came to. */
export interface BpfCall {
  readonly world: World;
  readonly process: Process;
  readonly attribute: Attribute;
  readonly returned: Returned;
  readonly outcome: Came;
}

/** Follows a call. */
export type Handler = (call: BpfCall) => void;

/** The text of a value; nothing where it is none. */
export const textOf = (value: Value | undefined): string => (value?.is === 'text' ? value.text : '');

/** The fd that a call returned, if any. */
export const fdOf = ({ returned }: BpfCall) => (returned.is === 'number' ? returned.number : undefined);

/** The hook of a link. */
export const targetOfLink = ({ parts }: World, { part, hook }: Link): Target => ({ part: parts.get(part)!, hook });
