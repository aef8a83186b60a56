import { shown } from '../spec/shown.ts';
import { meant } from '../spec/suggest.ts';

/** An argument that makes no sense: the message says what was expected, what was found and what there is. */
export class ArgumentError extends RangeError {
  override readonly name = 'ArgumentError';
}

/** What has a name, among others. An ArgumentError lists the names there are. */
export function namedIn<T extends { readonly name: string }>(what: string, all: readonly T[], name: string): T {
  const found = all.find((each) => each.name === name);
  if (found !== undefined) return found;
  const names = [...new Set(all.map((each) => each.name))];
  const hint = typeof name === 'string' ? meant(name, names) : '';
  throw new ArgumentError(`expected a ${what} (${names.join(', ')}), found ${shown(name)}${hint}`);
}
