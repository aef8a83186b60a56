import { TraceError } from '../traces/trace-error.ts';
import { NAMED } from './numbers.ts';
import type { Parsed, Value } from './strace/value.ts';

/** The number that a value stands for, if it is one or has a name that is known. */
export function numberOf(value: Value | undefined): number | undefined {
  if (value === undefined) return undefined;
  if (value.is === 'number') return value.number;
  if (value.is === 'name') return NAMED.get(value.name);
  if (value.is === 'change') return numberOf(value.before);
  if (value.is !== 'bits') return undefined;
  const bits = value.of.map(numberOf);
  return bits.includes(undefined) ? undefined : bits.reduce<number>((all, bit) => (all | bit!) >>> 0, 0);
}

/** A number behind the fields that strace knows: where it is, and its size in bytes. */
interface Behind {
  readonly at: number;
  readonly size: 4 | 8;
}

/** What shows the fields that a version of strace, or its options, left out. */
export const SHOWN_BY = 'strace 6.18 or later with -v shows it';

/** The attribute of one call of bpf(2), as strace prints it: `where` is the file and line. */
export class Attribute {
  readonly where: string;
  readonly #fields = new Map<string, Value>();
  readonly #hidden: boolean;
  readonly #extra: DataView;
  readonly #size: number;

  constructor(where: string, { args }: Parsed) {
    this.where = where;
    const [, attribute, size] = args;
    this.#size = numberOf(size) ?? 0;
    if (attribute?.is !== 'struct')
      throw new TraceError(`${where}: attribute: expected {…}, found an address; ${SHOWN_BY}`);
    let hidden = attribute.hidden;
    // A member of the union is a struct of its own (query={…}), as is what a link has of its hook (tcx={…}).
    const take = (fields: Readonly<Record<string, Value>>) => {
      for (const [name, value] of Object.entries(fields)) {
        if (value.is !== 'struct' || this.#fields.has(name)) this.#fields.set(name, value);
        else {
          hidden ||= value.hidden;
          take(value.fields);
        }
      }
    };
    take(attribute.fields);
    this.#hidden = hidden;
    const extra = this.#fields.get('extra_data');
    const bytes = extra?.is === 'text' ? extra.text : '';
    this.#extra = new DataView(Uint8Array.from(bytes, (byte) => byte.charCodeAt(0)).buffer);
  }

  /** A field under any of its names, if it is printed. */
  value(...names: readonly string[]): Value | undefined {
    const name = names.find((each) => this.#fields.has(each));
    return name === undefined ? undefined : this.#fields.get(name);
  }

  /** A field that strace always prints where it knows it; a TraceError where it does not. */
  must(...names: readonly string[]): Value {
    const value = this.value(...names);
    if (value === undefined)
      throw new TraceError(`${this.where}: ${names[0]}: expected this field, found none; ${SHOWN_BY}`);
    return value;
  }

  /** The number of such a field. */
  number(...names: readonly string[]): number {
    return numberOf(this.must(...names)) ?? this.#unread(names[0]!);
  }

  /** A field near the end, which a strace that does not know it shows as bytes, or hides, and leaves out where it is 0. */
  late(behind: Behind, ...names: readonly string[]): Value {
    const value = this.value(...names);
    if (value !== undefined) return value;
    if (this.#hidden) throw new TraceError(`${this.where}: ${names[0]}: expected this field, found "..."; ${SHOWN_BY}`);
    return { is: 'number', number: this.#bytes(behind) };
  }

  /** The same as a number. */
  lateNumber(behind: Behind, ...names: readonly string[]): number {
    return numberOf(this.late(behind, ...names)) ?? this.#unread(names[0]!);
  }

  #unread(name: string): never {
    throw new TraceError(
      `${this.where}: ${name}: expected a number, or a name of include/uapi/linux/bpf.h, found another`,
    );
  }

  #bytes({ at, size }: Behind): number {
    const from = at - (this.#size - this.#extra.byteLength);
    if (from < 0 || from + size > this.#extra.byteLength) return 0;
    return size === 4 ? this.#extra.getUint32(from, true) : Number(this.#extra.getBigUint64(from, true));
  }
}
