/** What was worked out once, by a list of small numbers that it depends on: whole ones from 0, and only those that were asked for. */
export class Memo<T> {
  readonly #further: (Memo<T> | undefined)[] = [];
  /** What is known of the numbers that led here. */
  value: T | undefined;

  /** With one number more. */
  with(number: number): Memo<T> {
    const known = this.#further[number];
    if (known !== undefined) return known;
    const made = new Memo<T>();
    this.#further[number] = made;
    return made;
  }
}
