/** Programs are numbers; 0 ends a list. A and B are attached at first, X comes with the first update and Y with the second. */
export type Program = number;
export const END: Program = 0;
export const PROGRAMS: readonly Program[] = [1, 2, 3, 4];
const NAMES = ['·', 'A', 'B', 'X', 'Y'];

/** A program by its letter; the terminator is a dot. */
export function nameOf(program: Program): string {
  return NAMES[program]!;
}

export type List = readonly Program[];

/** An update of a list. Positions count from 0; a new program has been made for it. */
export type Update =
  | { readonly kind: 'insert'; readonly at: number; readonly program: Program }
  | { readonly kind: 'remove'; readonly at: number; readonly program: Program }
  | { readonly kind: 'replace'; readonly at: number; readonly program: Program; readonly old: Program };

/** The list that an update makes of a list. */
export function applied(list: List, update: Update): List {
  switch (update.kind) {
    case 'insert':
      return list.toSpliced(update.at, 0, update.program);
    case 'remove':
      return list.toSpliced(update.at, 1);
    case 'replace':
      return list.with(update.at, update.program);
  }
}

/** Every update that a list of this capacity can take, with `fresh` where a new program is needed. */
export function updatesOf(list: List, fresh: Program, capacity: number): readonly Update[] {
  const gaps = list.length < capacity ? [...list.keys(), list.length] : [];
  return [
    ...gaps.map((at): Update => ({ kind: 'insert', at, program: fresh })),
    ...list.map((program, at): Update => ({ kind: 'remove', at, program })),
    ...list.map((old, at): Update => ({ kind: 'replace', at, program: fresh, old })),
  ];
}

/** The program that leaves the list with an update. */
export function released(update: Update): Program | undefined {
  if (update.kind === 'insert') return undefined;
  return update.kind === 'remove' ? update.program : update.old;
}

/** An update in a few words. */
export function describeUpdate(update: Update): string {
  switch (update.kind) {
    case 'insert':
      return `insert ${nameOf(update.program)} at ${update.at}`;
    case 'remove':
      return `remove ${nameOf(update.program)}`;
    case 'replace':
      return `replace ${nameOf(update.old)} by ${nameOf(update.program)}`;
  }
}
