import {
  blank,
  FIELD_BITS,
  FIELDS,
  FIELDS_OF,
  type Field,
  type Op,
  type Request,
} from '../../spec/families/slots/vocabulary/index.ts';

/** Where each field has its value in a tracked request. */
export const INDEX = Object.fromEntries(FIELDS.map((field, index) => [field, index])) as Readonly<
  Record<Field, number>
>;

/** The fields as plain properties, which note that they are looked at. */
export interface TrackedRequest extends Readonly<Record<Field, unknown>> {}

/**
 * A request that is filled in again and again, and notes which of its fields a machine looked at. A request that
 * differs only in fields that nobody looked at needs no second try.
 *
 * All requests have one shape, whatever their operation: what fields a request has is to be told by its operation, never
 * by `in`.
 */
// biome-ignore lint/suspicious/noUnsafeDeclarationMerging: every field is defined on the prototype below
export class TrackedRequest {
  /** The fields that were looked at: a sum of FIELD_BITS. The operation and the hook are not noted. */
  reads = 0;
  readonly values: unknown[] = FIELDS.map(() => undefined);

  /** This object, seen as the request it stands for at the moment. */
  asRequest(): Request {
    return this as unknown as Request;
  }

  /** A lasting copy of the request it stands for at the moment, with the fields that its operation has. */
  copy(): Request {
    const fields: readonly Field[] = FIELDS_OF[this.values[INDEX.op] as Op];
    return Object.freeze(
      Object.fromEntries(fields.map((field) => [field, this.values[INDEX[field]]])),
    ) as unknown as Request;
  }

  /** Makes it a request of an operation, in which nothing is said yet. */
  clear(op: Op, hook: string): void {
    this.fill(blank(op, hook));
  }

  /** Gives some fields a value. */
  fill(fields: Readonly<Record<string, unknown>>): void {
    for (const [field, value] of Object.entries(fields)) this.values[INDEX[field as Field]] = value;
  }
}

for (const field of FIELDS) {
  const index = INDEX[field];
  const bit = field === 'op' || field === 'hook' ? 0 : FIELD_BITS[field];
  Object.defineProperty(TrackedRequest.prototype, field, {
    get(this: TrackedRequest) {
      this.reads |= bit;
      return this.values[index];
    },
  });
}
