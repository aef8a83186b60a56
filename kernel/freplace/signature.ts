import { NotForKernel } from '../failure.ts';
import type { Btf } from './btf.ts';

/** What a value is: a number, or a pointer to a struct of a name. */
const NUMBERS = ['int', 'long', 'enum'] as const;
type Number = (typeof NUMBERS)[number];

/** Kind of the result, and of each argument, where every other word is a pointer to a struct of that name. */
export interface Signature {
  readonly result: Number;
  readonly args: readonly string[];
}

const SHAPE = /^(\w+)\(((?:\w+(?:, ?\w+)*)?)\)$/;

export const isNumber = (kind: string): kind is Number => (NUMBERS as readonly string[]).includes(kind);

/** The contexts of programs. */
export const CONTEXTS = ['xdp_md', '__sk_buff'] as const;
export const isContext = (kind: string | undefined): boolean => CONTEXTS.some((each) => each === kind);

/** A signature as it is written, such as `int(xdp_md, int)`. Throws NotForKernel on one that cannot be made. */
export function signatureOf(text: string): Signature {
  const [, result, args] = SHAPE.exec(text) ?? [];
  if (result === undefined || !isNumber(result))
    throw new NotForKernel(`signature ${text}: expected int, long or enum, and arguments, such as int(xdp_md, int)`);
  const all = args === '' ? [] : args!.split(/, ?/);
  if (all.length > 5) throw new NotForKernel(`signature ${text}: a function takes 5 arguments at most`);
  return { result, args: all };
}

/** The types of numbers, in every BTF: the first is the int. */
export const INT_ID = 1;

/** Adds types by the words of signatures, each once. Adds the int at once, whose id is INT_ID. */
export class Types {
  readonly #btf: Btf;
  readonly #ids = new Map<string, number>();

  constructor(btf: Btf) {
    this.#btf = btf;
    this.id('int');
  }

  id(kind: string): number {
    const known = this.#ids.get(kind);
    if (known !== undefined) return known;
    const id = this.#make(kind);
    this.#ids.set(kind, id);
    return id;
  }

  prototype({ result, args }: Signature): number {
    const [of, ...those] = [result, ...args].map((kind) => this.id(kind));
    return this.#btf.prototype(of!, those);
  }

  #make(kind: string): number {
    if (kind === 'int') return this.#btf.int('int', 4);
    if (kind === 'long') return this.#btf.int('long', 8);
    if (kind === 'enum') return this.#btf.enumeration('verdict', 'nothing');
    return this.#btf.pointer(this.#btf.struct(kind, 4));
  }
}
