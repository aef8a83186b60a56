import { stemOf } from './lockstep.ts';

/**
 * What the model looked like in each state that the rules enumerate, in short. Where it looks different in one state of the
 * rules, depending on the way there, the model tells states apart that the rules take as one, and a whole check has more of them.
 */
export class Fingerprints {
  readonly #numbers: ReadonlyMap<string, number>;
  readonly #prints: Uint32Array;
  /** The number of a state that has two of them. */
  #torn: number | undefined;

  /** The keys of all states, in their order. */
  constructor(keys: readonly string[]) {
    this.#numbers = new Map(keys.map((key, number) => [stemOf(key), number]));
    this.#prints = new Uint32Array(keys.length);
  }

  /** Notes a state by its key; one that was not enumerated is behind a bound. */
  note(key: string): void {
    const number = this.#numbers.get(stemOf(key));
    if (number === undefined) return;
    const print = hashOf(key);
    if (this.#prints[number] === 0) this.#prints[number] = print;
    else if (this.#prints[number] !== print) this.#torn ??= number;
  }

  /** All of them as text: four bytes for each state in base64, 0 for those that were not met, and 1 where there were two. */
  asText(): string {
    const prints = this.#prints.slice();
    if (this.#torn !== undefined) prints[this.#torn] = TORN;
    return Buffer.from(prints.buffer).toString('base64');
  }
}

const TORN = 1;

/** FNV-1a, without the two numbers that say something else. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return (hash | 2) >>> 0;
}

function printsOf(text: string): Uint32Array {
  const bytes = Buffer.from(text, 'base64');
  return new Uint32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
}

/** The number of the first state in which the model looked different to different parts, or to one. */
export function tornBetween(texts: readonly string[]): number | undefined {
  const all = texts.map(printsOf);
  const first = all[0] ?? new Uint32Array();
  for (let number = 0; number < first.length; number += 1) {
    const met = new Set(all.map((prints) => prints[number]!).filter((print) => print !== 0));
    if (met.size > 1 || met.has(TORN)) return number;
  }
  return undefined;
}
