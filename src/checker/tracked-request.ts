import type { Field } from '../spec/situation.ts';
import { FIELDS_OF, type Op, type Request } from '../spec/vocabulary/index.ts';
import { FIELD_BITS } from './decisions.ts';
import { DEFAULTS } from './requests.ts';

const FLAGS = FIELD_BITS.flags;
const LINK = FIELD_BITS.link;
const PROG = FIELD_BITS.prog;
const REPLACE = FIELD_BITS.replace;
const OLD = FIELD_BITS.old;
const REVISION = FIELD_BITS.revision;
const RELATIVE = FIELD_BITS.relative;
const BUFFER = FIELD_BITS.buffer;
const QUERY_FLAGS = FIELD_BITS.queryFlags;
const ATTACH_FLAGS = FIELD_BITS.attachFlags;
const PROG_ATTACH_FLAGS = FIELD_BITS.progAttachFlags;
const DEVICE = FIELD_BITS.device;

/**
 * A request that is filled in again and again, and notes which of its fields a machine looked at. A request that
 * differs only in fields that nobody looked at needs no second try.
 *
 * Every field has a plain property of its own, so that all requests have one shape, whatever their operation: what fields
 * a request has is to be told by its operation, never by `in`.
 */
export class TrackedRequest implements Record<Field, unknown> {
  /** The fields that were looked at: a sum of FIELD_BITS. */
  reads = 0;
  opNow: unknown;
  hookNow: unknown;
  flagsNow: unknown;
  linkNow: unknown;
  progNow: unknown;
  replaceNow: unknown;
  oldNow: unknown;
  revisionNow: unknown;
  relativeNow: unknown;
  bufferNow: unknown;
  queryFlagsNow: unknown;
  attachFlagsNow: unknown;
  progAttachFlagsNow: unknown;
  deviceNow: unknown;

  get op() {
    return this.opNow;
  }

  get hook() {
    return this.hookNow;
  }

  get flags() {
    this.reads |= FLAGS;
    return this.flagsNow;
  }

  get link() {
    this.reads |= LINK;
    return this.linkNow;
  }

  get prog() {
    this.reads |= PROG;
    return this.progNow;
  }

  get replace() {
    this.reads |= REPLACE;
    return this.replaceNow;
  }

  get old() {
    this.reads |= OLD;
    return this.oldNow;
  }

  get revision() {
    this.reads |= REVISION;
    return this.revisionNow;
  }

  get relative() {
    this.reads |= RELATIVE;
    return this.relativeNow;
  }

  get buffer() {
    this.reads |= BUFFER;
    return this.bufferNow;
  }

  get queryFlags() {
    this.reads |= QUERY_FLAGS;
    return this.queryFlagsNow;
  }

  get attachFlags() {
    this.reads |= ATTACH_FLAGS;
    return this.attachFlagsNow;
  }

  get progAttachFlags() {
    this.reads |= PROG_ATTACH_FLAGS;
    return this.progAttachFlagsNow;
  }

  get device() {
    this.reads |= DEVICE;
    return this.deviceNow;
  }

  /** This object, seen as the request it stands for at the moment. */
  asRequest(): Request {
    return this as unknown as Request;
  }

  /** A lasting copy of the request it stands for at the moment, with the fields that its operation has. */
  copy(): Request {
    const fields: readonly Field[] = FIELDS_OF[this.opNow as Op];
    return Object.freeze(Object.fromEntries(fields.map((field) => [field, this[`${field}Now`]]))) as unknown as Request;
  }

  /** Makes it a request of an operation, in which nothing is said yet. */
  clear(op: Op, hook: string): void {
    for (const [field, value] of Object.entries(blank(op, hook))) SETTERS[field as Field](this, value);
  }
}

const NOTHING_SAID: Readonly<Record<string, unknown>> = DEFAULTS;

/** Requests of every operation in which nothing is said yet. */
const BLANKS = Object.fromEntries(
  Object.entries<readonly Field[]>(FIELDS_OF).map(([op, fields]) => [
    op,
    { ...Object.fromEntries(fields.map((field) => [field, NOTHING_SAID[field]])), op },
  ]),
);

/** A request of an operation in which nothing is said yet. */
export function blank(op: Op, hook: string): Record<string, unknown> {
  const fields = BLANKS[op]!;
  return 'hook' in fields ? { ...fields, hook } : { ...fields };
}

/** Sets one field of a request. */
export type Setter = (request: TrackedRequest, value: unknown) => void;

/** A setter for every field: a call each, instead of a look-up by name. */
export const SETTERS: Readonly<Record<Field, Setter>> = {
  op: (request, value) => {
    request.opNow = value;
  },
  hook: (request, value) => {
    request.hookNow = value;
  },
  flags: (request, value) => {
    request.flagsNow = value;
  },
  link: (request, value) => {
    request.linkNow = value;
  },
  prog: (request, value) => {
    request.progNow = value;
  },
  replace: (request, value) => {
    request.replaceNow = value;
  },
  old: (request, value) => {
    request.oldNow = value;
  },
  revision: (request, value) => {
    request.revisionNow = value;
  },
  relative: (request, value) => {
    request.relativeNow = value;
  },
  buffer: (request, value) => {
    request.bufferNow = value;
  },
  queryFlags: (request, value) => {
    request.queryFlagsNow = value;
  },
  attachFlags: (request, value) => {
    request.attachFlagsNow = value;
  },
  progAttachFlags: (request, value) => {
    request.progAttachFlagsNow = value;
  },
  device: (request, value) => {
    request.deviceNow = value;
  },
};
