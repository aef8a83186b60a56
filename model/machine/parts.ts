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
  /** Whether it was written since all parts were last known to be what was saved. */
  isWritten = false;
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

  /** Has to be called before anything of it changes. */
  protected write(): void {
    if (this.isWritten) return;
    this.isWritten = true;
    this.parts.note(this);
  }
}

/**
 * All parts of a system. To tell whether a request changed anything, or to undo it, those alone are looked at that it wrote: most
 * requests are refused, and take a reference or two that they give back.
 */
export class Parts {
  private readonly all: Part<unknown>[] = [];
  /** Those that are written, up to their number: what lies behind is left from before. */
  private readonly written: Part<unknown>[] = [];
  private writtenCount = 0;
  /** What was saved of all parts that are not written; nothing at first. */
  private base: SavedParts | null = null;

  /** Adds a part behind those there are; returns its number. */
  add(part: Part<unknown>): number {
    return this.all.push(part) - 1;
  }

  /** A part is about to change. */
  note(part: Part<unknown>): void {
    this.written[this.writtenCount++] = part;
  }

  /** What all parts are now. */
  save(): SavedParts {
    const { base } = this;
    const saved: unknown[] = [];
    for (const part of this.all) saved.push(part.isWritten || base === null ? part.save() : base[part.number]);
    return saved;
  }

  /** Makes all parts what they were. */
  restore(saved: SavedParts): void {
    if (saved === this.base) this.undo(saved);
    else for (const part of this.all) if (this.mayDiffer(part, saved)) part.restore(saved[part.number]);
    this.base = saved;
    this.forgetWritten();
  }

  /** Whether all parts are what they were. Allocates nothing. */
  areSame(saved: SavedParts): boolean {
    if (saved !== this.base) {
      for (const part of this.all) if (this.mayDiffer(part, saved) && !part.isSame(saved[part.number])) return false;
      return true;
    }
    for (let index = 0; index < this.writtenCount; index++) {
      const part = this.written[index]!;
      if (!part.isSame(saved[part.number])) return false;
    }
    this.forgetWritten();
    return true;
  }

  private undo(saved: SavedParts): void {
    for (let index = 0; index < this.writtenCount; index++) {
      const part = this.written[index]!;
      part.restore(saved[part.number]);
    }
  }

  private mayDiffer(part: Part<unknown>, saved: SavedParts): boolean {
    return part.isWritten || this.base === null || this.base[part.number] !== saved[part.number];
  }

  /** All of them are what was saved. */
  private forgetWritten(): void {
    for (let index = 0; index < this.writtenCount; index++) this.written[index]!.isWritten = false;
    this.writtenCount = 0;
  }
}
