import type { Request } from '../spec/vocabulary/index.ts';
import type { Field } from '../spec/situation.ts';
import { FIELD_BITS } from './decisions.ts';

type Values = Record<Field, unknown>;

/**
 * A request that is filled in again and again, and notes which of its fields a machine looked at. A request that
 * differs only in fields that nobody looked at needs no second try.
 */
export class TrackedRequest {
  /** The fields that were looked at: a sum of FIELD_BITS. */
  reads = 0;
  /** The fields as they are now; a fresh object for each operation, so that it has that operation's fields only. */
  values: Values = {} as Values;

  get op() {
    return this.values.op;
  }
  get hook() {
    return this.values.hook;
  }
  get flags() {
    this.reads |= FLAGS;
    return this.values.flags;
  }
  get link() {
    this.reads |= LINK;
    return this.values.link;
  }
  get prog() {
    this.reads |= PROG;
    return this.values.prog;
  }
  get replace() {
    this.reads |= REPLACE;
    return this.values.replace;
  }
  get old() {
    this.reads |= OLD;
    return this.values.old;
  }
  get revision() {
    this.reads |= REVISION;
    return this.values.revision;
  }
  get relative() {
    this.reads |= RELATIVE;
    return this.values.relative;
  }
  get buffer() {
    this.reads |= BUFFER;
    return this.values.buffer;
  }
  get queryFlags() {
    this.reads |= QUERY_FLAGS;
    return this.values.queryFlags;
  }
  get attachFlags() {
    this.reads |= ATTACH_FLAGS;
    return this.values.attachFlags;
  }
  get device() {
    this.reads |= DEVICE;
    return this.values.device;
  }

  /** This object, seen as the request it stands for at the moment. */
  asRequest(): Request {
    return this as unknown as Request;
  }

  /** A lasting copy of the request it stands for at the moment. */
  copy(): Request {
    return Object.freeze({ ...this.values }) as unknown as Request;
  }
}

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
const DEVICE = FIELD_BITS.device;
