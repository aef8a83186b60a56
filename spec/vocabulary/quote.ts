/** The longest piece of somebody's input that a message repeats. */
const MOST = 80;

/** Characters that would change how a terminal shows what comes after them, and that JSON leaves as they are. */
const UNSEEN = /[\u007f-\u009f\u2028-\u202e\u2066-\u2069]/g;

/** The same with those that JSON escapes: control characters, and halves of characters. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: it is these that are escaped
const UNSAFE = /[\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069\ud800-\udfff]/gu;

const escaped = (character: string) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;

/** A text of somebody else on one line, as a terminal shows it: what would change the lines around it is escaped. */
export const visible = (text: string): string => text.replace(UNSAFE, escaped);

/** A value with every text in it, keys too, as `visible` gives it. */
export function visibleIn<T>(value: T): T {
  if (typeof value === 'string') return visible(value) as T;
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(visibleIn) as T;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [visible(key), visibleIn(each)])) as T;
}

/** The text of JSON as a terminal shows it; it says the same. */
export const visibleJson = (json: string): string => json.replace(UNSEEN, escaped);

/** A text cut to 80 characters. */
export function cut(text: string): string {
  return text.length <= MOST ? text : `${text.slice(0, MOST)}…`;
}

/** A value as a message repeats it: JSON where JSON has it, on one line, at most 80 characters. */
export function quote(value: unknown): string {
  const text = typeof value === 'number' ? String(value) : (JSON.stringify(value) ?? String(value));
  return cut(visibleJson(text));
}
