const WIDTH = 80;

/** A text of at most 80 characters; what is longer ends in "…". */
export function cut(text: string): string {
  const [line = ''] = text.split('\n');
  const short = line.length > WIDTH ? `${line.slice(0, WIDTH - 1)}…` : line;
  return line === text || short !== line ? short : `${line}…`;
}

/** A value as an error shows it, whatever it is. */
export function shown(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (typeof value === 'function') return 'a function';
  if (typeof value === 'number' || typeof value === 'bigint' || typeof value === 'symbol') return cut(String(value));
  if (value instanceof Promise) return 'a promise';
  try {
    return cut(JSON.stringify(value));
  } catch {
    return 'an object';
  }
}
