import { vocabularyOf } from '../../../vocabulary/vocabulary.ts';
import { type Op, Request, type RequestOf } from './request.ts';

/** The name of a field of some request. */
export type Field = { [O in Op]: keyof RequestOf<O> }[Op] & string;

/** What requests can be made of. Every query says its buffer, or has none. */
export const VOCABULARY = vocabularyOf(Request, { buffer: 'none' });

/** The operations there are. */
export const OPS = VOCABULARY.ops as readonly Op[];

/** Every field that a request may have. */
export const FIELDS = VOCABULARY.fields as readonly Field[];

/** The operations whose answer shows something. */
export const SHOWING: ReadonlySet<Op> = new Set(['prog_query', 'run']);

/** The operations whose requests name a hook. */
export const NAMES_HOOK = VOCABULARY.opsWith('hook') as ReadonlySet<Op>;

/** The operations whose requests name a link. */
export const NAMES_LINK = VOCABULARY.opsWith('link') as ReadonlySet<Op>;

/** One bit for every field: a set of fields is the sum of their bits. */
export const FIELD_BITS = VOCABULARY.bits as Readonly<Record<Field, number>>;

/** A set of fields. */
export const bitsOf = (fields: readonly Field[]) => VOCABULARY.bitsOf(fields);

/** The fields of a request in which nothing is said yet, but for its hook where its operation names one. */
export const blank = (op: Op, hook: string): Record<string, unknown> => VOCABULARY.blank(op, hook);
