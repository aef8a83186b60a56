import type { Report, Result } from '../spec/vocabulary/report.ts';

/** The exit codes of every command. */
export const EXIT = {
  /** Held, or as expected. */
  HELD: 0,
  /** A violation or a difference. */
  VIOLATION: 1,
  /** The request was wrong: usage, an unreadable file, a malformed trace. */
  USAGE: 2,
  /** A bound was hit, or the run was interrupted: never reported as held. */
  INCONCLUSIVE: 3,
  /** The kernel target is not available here (the skip code of the kernel's selftests). */
  SKIPPED: 4,
  /** A defect of this program (EX_SOFTWARE of sysexits.h). */
  INTERNAL: 70,
} as const;

const OF_RESULT = {
  held: EXIT.HELD,
  violated: EXIT.VIOLATION,
  inconclusive: EXIT.INCONCLUSIVE,
  skipped: EXIT.SKIPPED,
} as const satisfies Record<Result, number>;

/** The exit code of every command that has a report: it follows from the result, unless a signal ended the run. */
export function exitCodeOf({ result, interrupted }: Pick<Report, 'result' | 'interrupted'>): number {
  return interrupted ? EXIT.INCONCLUSIVE : OF_RESULT[result];
}

/** What was asked for makes no sense; the message says what would. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
