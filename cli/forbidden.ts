import { InvalidArgumentError } from 'commander';
import { DIFFERENCE_KINDS, type Forbidden } from '../checker/diff/diff-format.ts';

/** Takes kinds of difference from the command line, besides those that were given before. */
export function forbidden(text: string, before: readonly Forbidden[] = []): readonly Forbidden[] {
  const kinds = text.split(',').map((kind) => kind.trim());
  const wrong = kinds.find((kind) => !DIFFERENCE_KINDS.includes(kind as Forbidden));
  if (wrong !== undefined)
    throw new InvalidArgumentError(
      `expected ${DIFFERENCE_KINDS.join(', ')} or several of them, found "${wrong.slice(0, 80)}"`,
    );
  return [...new Set([...before, ...(kinds as Forbidden[])])];
}
