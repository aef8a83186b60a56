import type { Request } from '../../spec/semantics.ts';
import type { Vocabulary } from '../../spec/vocabulary/vocabulary.ts';

/** Where each field of a vocabulary has its value in a tracked request. */
export function indicesOf({ fields }: Vocabulary): Readonly<Record<string, number>> {
  return Object.fromEntries(fields.map((field, index) => [field, index]));
}

/**
 * A request that is filled in again and again, and notes which of its fields a machine looked at. A request that
 * differs only in fields that nobody looked at needs no second try.
 *
 * All requests have one shape, whatever their operation: what fields a request has is to be told by its operation, never
 * by `in`.
 */
export abstract class TrackedRequest {
  /** The fields that were looked at: a sum of their bits. The operation and the hook are not noted. */
  reads = 0;
  readonly values: unknown[] = [];

  /** This object, seen as the request it stands for at the moment. */
  asRequest(): Request {
    return this as unknown as Request;
  }

  /** A lasting copy of the request it stands for at the moment, with the fields that its operation has. */
  abstract copy(): Request;

  /** Makes it a request of an operation, in which nothing is said yet. */
  abstract clear(op: string, hook: string): void;

  /** Gives some fields a value. */
  abstract fill(fields: Readonly<Record<string, unknown>>): void;
}

type TrackedClass = new () => TrackedRequest;

/** The tracked requests of a vocabulary: its fields are properties, which note that they are looked at. */
function classOf(vocabulary: Vocabulary): TrackedClass {
  const { fields, fieldsOf, bits } = vocabulary;
  const indices = indicesOf(vocabulary);
  class Tracked extends TrackedRequest {
    override readonly values: unknown[] = fields.map(() => undefined);

    copy(): Request {
      const own = fieldsOf[this.values[indices.op!] as string]!;
      return Object.freeze(
        Object.fromEntries(own.map((field) => [field, this.values[indices[field]!]])),
      ) as unknown as Request;
    }

    clear(op: string, hook: string): void {
      this.fill(vocabulary.blank(op, hook));
    }

    fill(given: Readonly<Record<string, unknown>>): void {
      for (const field in given) this.values[indices[field]!] = given[field];
    }
  }
  for (const field of fields) {
    const index = indices[field]!;
    const bit = field === 'op' || field === 'hook' ? 0 : bits[field]!;
    Object.defineProperty(Tracked.prototype, field, {
      get(this: TrackedRequest) {
        this.reads |= bit;
        return this.values[index];
      },
    });
  }
  return Tracked;
}

const CLASSES = new WeakMap<Vocabulary, TrackedClass>();

/** A new tracked request. */
export function trackedRequest(vocabulary: Vocabulary): TrackedRequest {
  let known = CLASSES.get(vocabulary);
  if (known === undefined) {
    known = classOf(vocabulary);
    CLASSES.set(vocabulary, known);
  }
  return new known();
}
