import { z } from 'zod';
import type { Scope } from '../spec/semantics.ts';
import { shown } from '../spec/shown.ts';
import { meant } from '../spec/suggest.ts';
import { explainIssues } from '../traces/issues.ts';
import { ArgumentError } from './argument-error.ts';

/** The schema of each option of an interface. */
type Shape<T> = { readonly [Option in keyof T]-?: z.ZodType<T[Option] | undefined> };

/** The schema of an interface of options: these and no others. */
export const options = <T>(shape: Shape<T>): z.ZodObject => z.strictObject(shape as Shape<Record<string, unknown>>);

/** A value that passes a test; an error says what was expected instead. */
export const wanted = <T>(what: string, is: (value: unknown) => boolean): z.ZodType<T> =>
  z.custom<T>(is, { error: ({ input }) => `expected ${what}, found ${shown(input)}` });

export const isText = (value: unknown): value is string => typeof value === 'string';
const isFunction = (value: unknown) => typeof value === 'function';
const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;
/** Whether a value is the name of something, or the thing itself. */
export const isNamedOrMade = (value: unknown) => isText(value) || isObject(value);
/** Whether a value is an object with functions of these names. */
export const can = (value: unknown, ...names: readonly string[]): boolean =>
  isObject(value) && names.every((name) => isFunction(value[name]));
/** Whether a value is a list with something in it, where everything passes a test. */
export const isListOf = (value: unknown, is: (each: unknown) => boolean): boolean =>
  Array.isArray(value) && value.length > 0 && value.every(is);

export const text = wanted<string>('a text', isText);
export const wholeNumber = wanted<number>(
  'a whole number',
  (value) => Number.isSafeInteger(value) && Number(value) >= 0,
);
export const trueOrFalse = wanted<boolean>('true or false', (value) => typeof value === 'boolean');
export const listOf = <T>(what: string, is: (each: unknown) => boolean) =>
  wanted<readonly T[]>(`a list of ${what}`, (value) => isListOf(value, is));
export const scope = wanted<string | Scope>('the name of a scope, or a scope', isNamedOrMade);
export const signal = wanted<AbortSignal>('an AbortSignal', (value) =>
  can(value, 'throwIfAborted', 'addEventListener'),
);

/** What every call that may take long accepts. */
export const RUNNING = {
  signal: signal.optional(),
  onProgress: wanted<(at: unknown) => void>('a function', isFunction).optional(),
};

/** Options that keep to their schema. An ArgumentError says what is wrong with them; `called` is what it calls them. */
export function checked<T>(schema: z.ZodObject, given: T, called = 'options'): T {
  const result = schema.safeParse(given);
  if (result.success) return given;
  const names = Object.keys(schema.shape);
  const lines = result.error.issues.flatMap((issue) => {
    if (issue.path.length > 0) return explainIssues([issue], given);
    if (issue.code !== 'unrecognized_keys') return [`${called}: ${explainIssues([issue], given)[0]}`];
    return issue.keys.map(
      (key) => `${called}: expected one of ${names.join(', ')}, found ${shown(key)}${meant(key, names)}`,
    );
  });
  throw new ArgumentError(lines.join('; '));
}

/** The value of an argument that keeps to a schema; an ArgumentError that says what is wrong with it. */
export function argument<T>(called: string, schema: z.ZodType<T>, given: T): T {
  return checked(z.strictObject({ [called]: schema }), { [called]: given })[called] as T;
}

/** An ArgumentError where a machine cannot be put to requests. */
export function requireMachine(called: string, machine: unknown): void {
  if (can(machine, 'apply', 'observe')) return;
  throw new ArgumentError(`${called}: expected an object with the functions apply and observe`);
}
