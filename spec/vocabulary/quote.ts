/** The longest piece of somebody's input that a message repeats. */
const MOST = 80;

/** Characters that would change how a terminal shows what comes after them. */
const UNSEEN = /[\u007f-\u009f\u2028-\u202e\u2066-\u2069]/g;

/** A text cut to 80 characters. */
export function cut(text: string): string {
  return text.length <= MOST ? text : `${text.slice(0, MOST)}…`;
}

/** A value as a message repeats it: JSON where JSON has it, on one line, at most 80 characters. */
export function quote(value: unknown): string {
  const text = typeof value === 'number' ? String(value) : (JSON.stringify(value) ?? String(value));
  return cut(text.replace(UNSEEN, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`));
}
