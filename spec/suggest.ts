/** How many letters must change to make one name of another, capitals aside. */
function distance(one: string, other: string): number {
  const [a, b] = [one.toLowerCase(), other.toLowerCase()];
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1)
      next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)));
    row = next;
  }
  return row[b.length]!;
}

/** The name that is meant, in parentheses behind one that is not there; nothing where none is like it. */
export function meant(name: string, names: readonly string[]): string {
  const near = names.find((each) => each.toLowerCase() === name.toLowerCase()) ?? nearestOf(name, names);
  const isLike = distance(name, near) <= Math.max(1, Math.floor(name.length / 3));
  return isLike ? ` (did you mean "${near}"?)` : '';
}

function nearestOf(name: string, names: readonly string[]): string {
  const [best = ''] = names.toSorted((a, b) => distance(name, a) - distance(name, b));
  return best;
}

/** The three names that are most like another one, as a person would list them. */
export function closest(name: string, names: readonly string[]): string {
  const near = names.toSorted((a, b) => distance(name, a) - distance(name, b)).slice(0, 3);
  return near.map((each) => `"${each}"`).join(', ');
}

/** The name that is most like another one. */
export function nearest(name: string, names: readonly string[]): string {
  return `"${nearestOf(name, names)}"`;
}
