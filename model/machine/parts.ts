/**
 * What the parts of a system were at one time, each by its number. A part that was not written in between has the same record
 * as before.
 */
export type SavedParts = readonly unknown[];

/**
 * A part of a system that requests change: it is saved, put back and compared as a whole. What can change of it is written by
 * its own methods and setters alone, each of which calls `write` first.
 */
export abstract class Part<Saved> {
  readonly number: number;
  private readonly parts: Parts;

  constructor(parts: Parts) {
    this.parts = parts;
    this.number = parts.add(this);
  }

  /** What it is now. */
  abstract save(): Saved;
  /** Makes it what it was; the only one that changes it without calling `write`. */
  abstract restore(saved: Saved): void;
  /** Whether it is what it was. */
  abstract isSame(saved: Saved): boolean;

  /** Whether it was written since all parts were last known to be what was saved. */
  get isWritten(): boolean {
    return this.parts.isWritten(this.number);
  }

  /** Has to be called before anything of it changes. */
  protected write(): void {
    this.parts.note(this.number);
  }
}

/**
 * All parts of a system. To tell whether a request changed anything, or to undo it, those alone are looked at that it wrote: most
 * requests are refused, and take a reference or two that they give back.
 */
export class Parts {
  private readonly all: Part<unknown>[] = [];
  /** Whether each was written, by its number: what is asked of all of them is not asked of objects of many classes. */
  private readonly marks: boolean[] = [];
  /** The numbers of those that were written, up to how many there are: what lies behind is left from before. */
  private readonly written: number[] = [];
  private writtenCount = 0;
  /** What was saved of all parts that are not written; nothing at first. */
  private base: SavedParts | null = null;

  /** Adds a part behind those there are; returns its number. */
  add(part: Part<unknown>): number {
    this.marks.push(false);
    return this.all.push(part) - 1;
  }

  isWritten(number: number): boolean {
    return this.marks[number]!;
  }

  /** A part is about to change. */
  note(number: number): void {
    if (this.marks[number]) return;
    this.marks[number] = true;
    this.written[this.writtenCount++] = number;
  }

  /** What all parts are now. */
  save(): SavedParts {
    const { base } = this;
    const saved: unknown[] = [];
    for (let number = 0; number < this.all.length; number++)
      saved.push(this.marks[number] || base === null ? this.all[number]!.save() : base[number]);
    return saved;
  }

  /** Makes all parts what they were. */
  restore(saved: SavedParts): void {
    if (saved === this.base)
      for (let index = 0; index < this.writtenCount; index++) this.restorePart(this.written[index]!, saved);
    else
      for (let number = 0; number < this.all.length; number++)
        if (this.mayDiffer(number, saved)) this.restorePart(number, saved);
    this.base = saved;
    this.forgetWritten();
  }

  /** Whether all parts are what they were. Allocates nothing. */
  areSame(saved: SavedParts): boolean {
    if (saved !== this.base) {
      for (let number = 0; number < this.all.length; number++)
        if (this.mayDiffer(number, saved) && !this.isSamePart(number, saved)) return false;
      return true;
    }
    for (let index = 0; index < this.writtenCount; index++)
      if (!this.isSamePart(this.written[index]!, saved)) return false;
    this.forgetWritten();
    return true;
  }

  private restorePart(number: number, saved: SavedParts): void {
    this.all[number]!.restore(saved[number]);
  }

  private isSamePart(number: number, saved: SavedParts): boolean {
    return this.all[number]!.isSame(saved[number]);
  }

  private mayDiffer(number: number, saved: SavedParts): boolean {
    return this.marks[number]! || this.base === null || this.base[number] !== saved[number];
  }

  /** All of them are what was saved. */
  private forgetWritten(): void {
    for (let index = 0; index < this.writtenCount; index++) this.marks[this.written[index]!] = false;
    this.writtenCount = 0;
  }
}
