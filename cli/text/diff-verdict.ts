import { InvalidArgumentError } from 'commander';
import type { DiffReport } from '../../checker/diff/diff-format.ts';
import { EXIT } from '../exit.ts';

/** The kinds of difference that --forbid takes. */
export const FORBIDDEN = ['behaviour', 'errno', 'vocabulary'] as const;
export type Forbidden = (typeof FORBIDDEN)[number];

/** Takes kinds of difference from the command line, besides those that were given before. */
export function forbidden(text: string, before: readonly Forbidden[] = []): readonly Forbidden[] {
  const kinds = text.split(',').map((kind) => kind.trim());
  const wrong = kinds.find((kind) => !FORBIDDEN.includes(kind as Forbidden));
  if (wrong !== undefined)
    throw new InvalidArgumentError(
      `expected ${FORBIDDEN.join(', ')} or several of them, found "${wrong.slice(0, 80)}"`,
    );
  return [...new Set([...before, ...(kinds as Forbidden[])])];
}

/** The kinds of difference that a report has. What is no difference of errno alone, nor a word, is one of behaviour. */
export function kindsIn({ groups, vocabulary }: DiffReport): ReadonlySet<Forbidden> {
  const kinds = groups.flatMap(({ differences }) =>
    differences.map(({ kind }) => (kind === 'errno' ? kind : 'behaviour')),
  );
  return new Set([...kinds, ...(vocabulary.length > 0 ? (['vocabulary'] as const) : [])]);
}

/**
 * The exit code of a report. Interrupted: 3. A difference, or with kinds that are forbidden one of these: 1. Without: 3
 * where something that a proposal brought was not put to the test, else 0.
 */
export function exitCodeOf(report: DiffReport, forbid: readonly Forbidden[] = FORBIDDEN): number {
  if (report.verdict === 'interrupted') return EXIT.INCONCLUSIVE;
  const kinds = kindsIn(report);
  if (forbid.some((kind) => kinds.has(kind))) return EXIT.VIOLATION;
  return report.untested.a.length + report.untested.b.length > 0 ? EXIT.INCONCLUSIVE : EXIT.HELD;
}
