import { z } from 'zod';
import { USUAL } from '../../spec/families/register.ts';
import type { Family } from '../../spec/family.ts';
import { OddAnswer } from '../../spec/vocabulary/machine.ts';
import { Outcome } from '../../spec/vocabulary/outcome.ts';
import type { Told } from '../compare.ts';
import { explainIssues, shown } from '../issues.ts';
import type { Answer, Skip } from './driver.ts';
import { DriverError } from './driver-error.ts';
import { answersOf, ResetAnswer } from './messages.ts';

/** What an answer must be, in words. */
const EXPECTED = {
  reset: '{"ok":true}',
  apply: '{"outcome":…}',
  observe: '{"is":"list",…} or {"is":"nothing"}',
} as const;

function checked<T>(schema: z.ZodType<T>, op: keyof typeof EXPECTED, field: string | undefined, answer: unknown): T {
  const result = schema.safeParse(answer);
  if (result.success) return result.data;
  const isObject = typeof answer === 'object' && answer !== null && !Array.isArray(answer);
  if (!isObject || (field !== undefined && !(field in answer) && !('skip' in answer)))
    throw new DriverError(`answer to ${op}: expected ${EXPECTED[op]} or {"skip":…}, found ${text(answer)}`);
  const chosen = 'skip' in answer ? 0 : 1;
  const { options } = schema as unknown as { options: readonly z.ZodType[] };
  const issues = options[chosen]!.safeParse(answer).error?.issues ?? result.error.issues;
  throw new DriverError(`answer to ${op}: ${explainIssues(issues, answer)[0]}`);
}

/** A value as JSON, cut short. */
function text(value: unknown): string {
  const json = typeof value === 'object' ? JSON.stringify(value) : undefined;
  return json === undefined ? shown(value) : json.length > 80 ? `${json.slice(0, 80)}…` : json;
}

/** Checks the answer to a reset; of a function, nothing is an answer too. Throws a DriverError on what is none. */
export function resetAnswer(answer: unknown): Skip | undefined {
  if (answer === undefined) return undefined;
  const given = checked(ResetAnswer, 'reset', 'ok', answer);
  return 'skip' in given ? given : undefined;
}

/** The schemas of answers, made once for each family. */
const SCHEMAS = new WeakMap<
  Family,
  { readonly apply: z.ZodType<Skip | Answer>; readonly observe: z.ZodType<Skip | Told> }
>();

function schemasOf(family: Family) {
  let known = SCHEMAS.get(family);
  if (known === undefined) {
    const { apply, observe } = answersOf(family);
    // A machine of this package may also say that a request is undefined behaviour.
    known = { apply: z.union([apply.options[0], apply.options[1].extend({ outcome: Outcome })]), observe };
    SCHEMAS.set(family, known);
  }
  return known;
}

/** How errnos are called; traces name some of them. */
const ERRNO = /^E[A-Z0-9]{2,30}$/;

/** Checks the answer to a request. Throws a DriverError on what is none, such as an outcome without name, and an OddAnswer on an errno that no trace can name. */
export function applyAnswer(family: Family, answer: unknown): Skip | Answer {
  const { outcome } = (answer ?? {}) as { readonly outcome?: unknown };
  if (typeof outcome === 'string' && ERRNO.test(outcome) && !Outcome.safeParse(outcome).success)
    throw new OddAnswer(`it failed with ${outcome}, which no trace expects`);
  if (outcome !== undefined && !Outcome.safeParse(outcome).success)
    throw new DriverError(
      `answer to apply: outcome: expected "ok" or the name of an errno, such as "EINVAL", found ${text(outcome)}`,
    );
  return checked(schemasOf(family).apply, 'apply', 'outcome', answer);
}

/** Checks the answer to a look at a hook. Throws a DriverError on what is none. */
export function observeAnswer(family: Family, answer: unknown): Skip | Told {
  return checked(schemasOf(family).observe, 'observe', family === USUAL ? 'is' : undefined, answer);
}
