import { Part, type Parts } from './parts.ts';

/** A table from small numbers to objects, such as that of fds: what a number stands for, or null. */
export class Table<T> extends Part<readonly (T | null)[]> {
  private readonly entries: (T | null)[];

  constructor(parts: Parts, entries: readonly (T | null)[]) {
    super(parts);
    this.entries = [...entries];
  }

  /** How many numbers it has. */
  get size(): number {
    return this.entries.length;
  }

  /** What a number of the table stands for, or null. */
  at(number: number): T | null {
    return this.entries[number]!;
  }

  /** From now on a number stands for something else, or for nothing. */
  set(number: number, entry: T | null): void {
    this.write();
    this.entries[number] = entry;
  }

  /** Adds a number behind the last, and returns it. */
  push(entry: T | null): number {
    this.write();
    return this.entries.push(entry) - 1;
  }

  save(): readonly (T | null)[] {
    return this.entries.slice();
  }

  restore(saved: readonly (T | null)[]): void {
    for (let number = 0; number < saved.length; number++) this.entries[number] = saved[number]!;
  }

  isSame(saved: readonly (T | null)[]): boolean {
    for (let number = 0; number < saved.length; number++) if (this.entries[number] !== saved[number]) return false;
    return true;
  }
}
