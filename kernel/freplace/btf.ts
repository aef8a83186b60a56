import { endianness } from 'node:os';

const LITTLE = endianness() === 'LE';

/** Sources: include/uapi/linux/btf.h and Documentation/bpf/btf.rst, v6.18. */
const MAGIC = 0xeb9f;
const VERSION = 1;
const HEADER = 24;
const KINDS = { INT: 1, PTR: 2, STRUCT: 4, ENUM: 6, FUNC: 12, FUNC_PROTO: 13 } as const;
const SIGNED = 1;
/** The linkage of a function takes the place of a count. */
const LINKAGE = { static: 0, global: 1 } as const;

/**
 * Writes the type information of one program (BTF), as far as functions need it. Every method adds one type and gives its id; ids
 * count from 1, and a type is added after those that it names.
 */
export class Btf {
  readonly #types: Buffer[] = [];
  readonly #strings: string[] = [''];
  #stringsLength = 1;

  /** A signed integer of so many bytes. */
  int(name: string, bytes: number): number {
    return this.#add(name, 'INT', 0, [bytes, (SIGNED << 24) | (8 * bytes)]);
  }

  /** An enum of 4 bytes with one value, 0. */
  enumeration(name: string, value: string): number {
    return this.#add(name, 'ENUM', 1, [4, this.#string(value), 0]);
  }

  /** A struct of which only name and size are known. */
  struct(name: string, bytes: number): number {
    return this.#add(name, 'STRUCT', 0, [bytes]);
  }

  pointer(to: number): number {
    return this.#add('', 'PTR', 0, [to]);
  }

  /** A type of functions: what they give, and what each argument is. Arguments are called a, b, ... */
  prototype(result: number, args: readonly number[]): number {
    const named = args.flatMap((type, index) => [this.#string(String.fromCharCode(97 + index)), type]);
    return this.#add('', 'FUNC_PROTO', args.length, [result, ...named]);
  }

  func(name: string, prototype: number, linkage: keyof typeof LINKAGE): number {
    return this.#add(name, 'FUNC', LINKAGE[linkage], [prototype]);
  }

  /** Header, types, strings. */
  encode(): Buffer {
    const types = Buffer.concat(this.#types);
    const strings = Buffer.from(this.#strings.map((each) => `${each}\0`).join(''), 'latin1');
    const head = words([0, HEADER, 0, types.length, types.length, strings.length]);
    LITTLE ? head.writeUInt16LE(MAGIC, 0) : head.writeUInt16BE(MAGIC, 0);
    head[2] = VERSION;
    return Buffer.concat([head, types, strings]);
  }

  /** A struct btf_type, whose `info` is a count and a kind, and what follows it. */
  #add(name: string, kind: keyof typeof KINDS, count: number, rest: readonly number[]): number {
    this.#types.push(words([this.#string(name), ((KINDS[kind] << 24) | count) >>> 0, ...rest]));
    return this.#types.length;
  }

  /** Where a string is; that without a character is the first. */
  #string(text: string): number {
    if (text === '') return 0;
    const at = this.#stringsLength;
    this.#strings.push(text);
    this.#stringsLength += text.length + 1;
    return at;
  }
}

/** Numbers of 4 bytes in the byte order of this host. */
export function words(numbers: readonly number[]): Buffer {
  const bytes = Buffer.alloc(4 * numbers.length);
  for (const [index, number] of numbers.entries())
    LITTLE ? bytes.writeUInt32LE(number, 4 * index) : bytes.writeUInt32BE(number, 4 * index);
  return bytes;
}
