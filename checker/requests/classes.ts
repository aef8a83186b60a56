import type { Labelling, Option } from '../../spec/semantics.ts';

/** The objects that could stand for one another, numbered. */
class Classes {
  readonly #numbers = new Map<string, number>();
  readonly #ranks = new Map<string, { class: number; rank: number }>();
  readonly #sizes: number[] = [];

  constructor({ classes }: Labelling) {
    for (const [object, name] of classes) {
      let number = this.#numbers.get(name);
      if (number === undefined) {
        number = this.#sizes.length;
        this.#numbers.set(name, number);
        this.#sizes.push(0);
      }
      this.#ranks.set(object, { class: number, rank: this.#sizes[number]! });
      this.#sizes[number]! += 1;
    }
  }

  get count(): number {
    return this.#sizes.length;
  }

  of(option: Option): { class: number; rank: number } {
    const found = option.names === undefined ? undefined : this.#ranks.get(option.names);
    return found === undefined || this.#sizes[found.class]! < 2 ? ALONE : found;
  }
}

const ALONE = { class: -1, rank: 0 };

const CLASSES = new WeakMap<Labelling, Classes>();

/** The classes of a labelling, made once. */
export function classesOf(labels: Labelling): Classes {
  let classes = CLASSES.get(labels);
  if (classes === undefined) {
    classes = new Classes(labels);
    CLASSES.set(labels, classes);
  }
  return classes;
}
