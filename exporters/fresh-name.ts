/** The name of the file of a trace, with another ending: that of the trace, numbered where another one has it. It is among `taken` then. */
export function freshName(taken: Set<string>, path: string, ending: string): string {
  const name = path
    .split('/')
    .at(-1)!
    .replace(/\.json$/, '');
  let fresh = name;
  for (let number = 2; taken.has(fresh); number += 1) fresh = `${name}.${number}`;
  taken.add(fresh);
  return `${fresh}.${ending}`;
}
