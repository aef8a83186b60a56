/** The name of the file of a trace, with another ending: that of the trace, numbered where another one has it. */
export function freshName(names: Map<string, number>, path: string, ending: string): string {
  const name = path
    .split('/')
    .at(-1)!
    .replace(/\.json$/, '');
  const before = names.get(name) ?? 0;
  names.set(name, before + 1);
  return `${name}${before === 0 ? '' : `.${before + 1}`}.${ending}`;
}
