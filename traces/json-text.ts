import { createScanner, type ParseError, parse as parseTolerantly } from 'jsonc-parser';
import { quote } from '../spec/vocabulary/quote.ts';

/** Deeper than any document of ours; recursion over it is safe. */
const DEEPEST = 64;
/** The most fields of an object, or elements of a list. */
export const WIDEST = 10_000;
/** The most values in one document: what is wrong with a million of them can still be told. */
const MOST_VALUES = 1_000_000;

/** A text that is no document of ours; the message says where, what was expected and what was found. */
export class JsonTextError extends Error {
  override readonly name = 'JsonTextError';
}

/**
 * The document of a JSON text. Refused is also what JSON.parse takes without a word: an object that gives one key twice,
 * and the key `__proto__`, which is no key of what it returns. Throws a JsonTextError.
 */
export function parseJson(text: string): unknown {
  if (text.startsWith('\uFEFF'))
    throw new JsonTextError('line 1, column 1: expected JSON, found a byte order mark; save the file without one');
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    throw new JsonTextError(notJson(text));
  }
  const complaint = complaintAbout(text);
  if (complaint !== undefined) throw new JsonTextError(complaint);
  return document;
}

/** Where a text stops being JSON, and what is there. */
function notJson(text: string): string {
  const errors: ParseError[] = [];
  try {
    parseTolerantly(text, errors, { disallowComments: true });
  } catch {
    return `expected JSON, found brackets that are nested deeper than ${DEEPEST}`;
  }
  const [first] = errors;
  if (first === undefined) return 'expected JSON, found something else';
  const before = text.slice(0, first.offset).split('\n');
  const rest = text.slice(first.offset, first.offset + 200).split('\n')[0]!;
  const found = rest.trim() === '' ? (text.slice(first.offset).trim() === '' ? 'the end' : 'a line end') : quote(rest);
  return `line ${before.length}, column ${before.at(-1)!.length + 1}: expected JSON, found ${found}`;
}

/** An object or list that is open: the keys it has so far (with their lines), or the number of elements. */
interface Open {
  readonly keys: Map<string, number> | undefined;
  size: number;
  /** Whether the next string is a key. */
  wantsKey: boolean;
}

/** What is wrong with a text that is JSON; looked for token by token, so that no depth is too much. */
function complaintAbout(text: string): string | undefined {
  const scanner = createScanner(text, true);
  const open: Open[] = [];
  let values = 1;
  // A token of no length is the end.
  for (scanner.scan(); scanner.getTokenLength() > 0; scanner.scan()) {
    const line = scanner.getTokenStartLine() + 1;
    const top = open.at(-1);
    const token = text[scanner.getTokenOffset()];
    let complaint: string | undefined;
    if (token === '{' || token === '[') {
      const isObject = token === '{';
      open.push({ keys: isObject ? new Map() : undefined, size: 1, wantsKey: isObject });
      if (open.length > DEEPEST) complaint = `expected at most ${DEEPEST} levels of brackets, found more`;
    } else if (token === '}' || token === ']') open.pop();
    else if (token === ',') {
      values += 1;
      complaint = another(top!);
      if (values > MOST_VALUES) complaint ??= `expected at most ${MOST_VALUES} values in one file, found more`;
    } else if (token === '"' && top?.wantsKey) complaint = key(top, scanner.getTokenValue(), line);
    if (complaint !== undefined) return `line ${line}, column ${scanner.getTokenStartCharacter() + 1}: ${complaint}`;
  }
  return undefined;
}

/** Notes that one more field or element begins; what is wrong with that. */
function another(top: Open): string | undefined {
  top.size += 1;
  top.wantsKey = top.keys !== undefined;
  if (top.size <= WIDEST) return undefined;
  return `expected at most ${WIDEST} ${top.keys === undefined ? 'elements' : 'fields'}, found more`;
}

/** Notes a key; what is wrong with it. */
function key(top: Open, name: string, line: number): string | undefined {
  top.wantsKey = false;
  const earlier = top.keys!.get(name);
  if (earlier !== undefined)
    return `expected every field once, found a second ${quote(name)} (the first is on line ${earlier})`;
  if (name === '__proto__') return 'expected no field called "__proto__"';
  top.keys!.set(name, line);
  return undefined;
}
