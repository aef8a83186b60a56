import type { z } from 'zod';
import { cut, quote } from '../spec/vocabulary/quote.ts';
import { TraceError } from './trace-error.ts';

type Issue = z.core.$ZodIssue;

/** The most complaints, or keys in one of them, that a message has. */
const MOST = 10;

/** How a value is named in an error. */
export function shown(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object' && value !== null) return 'an object';
  return quote(value);
}

const quoted = (values: readonly unknown[]) => {
  const names = values.map(quote);
  if (names.length < 2) return names.join('');
  return `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`;
};

const TYPES: Readonly<Record<string, string>> = {
  object: 'an object',
  array: 'a list',
  record: 'an object',
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
};

/** The value at a path of the document. */
function valueAt(document: unknown, path: readonly PropertyKey[]): unknown {
  let value = document;
  for (const key of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = (value as Record<PropertyKey, unknown>)[key];
  }
  return value;
}

/** The keys of a path; of a key with other characters than a name has, JSON. */
const dotted = (path: readonly PropertyKey[]) =>
  path.map((key) => (/^[\w-]*$/.test(String(key)) ? cut(String(key)) : quote(String(key)))).join('.');

/** `step 3, request.relative.by` for a place inside a step, `universe.capacity` for one outside. */
function placed(path: readonly PropertyKey[]): string {
  const [first, index, ...rest] = path;
  if (first === 'steps' && typeof index === 'number') {
    const inside = dotted(rest);
    return `step ${index + 1}${inside === '' ? '' : `, ${inside}`}`;
  }
  return dotted(path);
}

/** The values that tell the kinds of a union apart, as its members give them. */
function discriminators(issue: Issue & { code: 'invalid_union' }): readonly unknown[] {
  const found = issue as { options?: readonly unknown[]; note?: string };
  return found.options ?? [];
}

/** What a value would have to be, where its type or its value is wrong. */
function wanted(issue: Issue): string | undefined {
  if (issue.code === 'invalid_type') return TYPES[issue.expected] ?? issue.expected;
  return issue.code === 'invalid_value' ? quoted(issue.values) : undefined;
}

/** What each member of a union without discriminator wants, where all of them refuse the value as a whole. */
function alternatives({ errors }: Issue & { code: 'invalid_union' }): readonly string[] {
  const wishes = errors.map(([first, ...more]) =>
    first !== undefined && more.length === 0 && first.path.length === 0 ? wanted(first) : undefined,
  );
  return wishes.every((wish) => wish !== undefined) ? wishes : [];
}

function expectation(issue: Issue, document: unknown): string {
  const found = shown(valueAt(document, issue.path));
  switch (issue.code) {
    case 'invalid_type':
    case 'invalid_value':
      return `expected ${wanted(issue)}, found ${found}`;
    case 'unrecognized_keys':
      return `expected no field called ${quoted(issue.keys.slice(0, MOST))}`;
    case 'too_small':
      if (issue.origin === 'string') return `expected a text that is not empty, found ${found}`;
      if (issue.origin === 'array') return `expected a list of at least ${issue.minimum}, found a shorter one`;
      return `expected at least ${issue.minimum}, found ${found}`;
    case 'too_big':
      return `expected at most ${issue.maximum}, found ${found}`;
    case 'invalid_union': {
      const options = discriminators(issue);
      if (options.length > 0) return `expected ${quoted(options)}, found ${found}`;
      const wishes = alternatives(issue);
      if (wishes.length > 0) return `expected ${wishes.join(' or ')}, found ${found}`;
      return issue.message === 'Invalid input' ? `expected one of several forms, found ${found}` : issue.message;
    }
    default:
      return issue.message.startsWith('expected') ? issue.message : `${issue.message}, found ${found}`;
  }
}

/** The issues themselves, or of a union without discriminator those of the member that came closest. */
function* flattened(issues: readonly Issue[]): Generator<Issue> {
  for (const issue of issues) {
    if (issue.code === 'invalid_union' && issue.errors.length > 0 && alternatives(issue).length === 0) {
      const closest = issue.errors.toSorted((a, b) => a.length - b.length)[0]!;
      for (const inner of flattened(closest)) yield { ...inner, path: [...issue.path, ...inner.path] } as Issue;
    } else if ((issue.code === 'invalid_key' || issue.code === 'invalid_element') && issue.issues.length > 0) {
      yield { ...issue.issues[0]!, path: issue.path } as Issue;
    } else yield issue;
  }
}

/**
 * One line for each thing that is wrong: where, what was expected, what was found. `place` says how a path into the
 * document is told.
 */
export function explainIssues(issues: readonly Issue[], document: unknown, place = placed): readonly string[] {
  const lines = [...flattened(issues)].map((issue) => {
    const where = place(issue.path);
    return `${where === '' ? '' : `${where}: `}${expectation(issue, document)}`;
  });
  if (lines.length <= MOST) return lines;
  return [...lines.slice(0, MOST), `and ${lines.length - MOST} more`];
}

/** A document that a schema refuses, as an error: each issue on a line with the file. `path` is what errors call the file. */
export function invalidAt(path: string, issues: readonly Issue[], document: unknown, place = placed): TraceError {
  return new TraceError(
    explainIssues(issues, document, place)
      .map((line) => `${path}: ${line}`)
      .join('\n'),
  );
}
