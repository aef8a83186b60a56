/** Arguments for a Node that can import the source as it is. */
export const IMPORTS_SOURCE = ['--import', import.meta.resolve('jiti/register')];

/** A line of a module for such a Node: names from a file of the source. */
export function importLine(names: readonly string[], path: string): string {
  const url = new URL(`../../${path}`, import.meta.url).href;
  return `const { ${names.join(', ')} } = (await import(${JSON.stringify(url)})).default;`;
}
