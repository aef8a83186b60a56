/** Columns of a line, with the tab that it is set in; tabs have 8. */
const WIDTH = 72;
const TAB = 8;

/** A space behind a comma that is in no string. */
const OUTSIDE_STRINGS = /(?<=,) (?=(?:[^"]*"[^"]*")*[^"]*$)/;

const widthOf = (line: string): number => TAB + line.replaceAll('\t', ''.padEnd(TAB)).length;

/** Words with what comes before and after them, over as many lines as it takes. */
export function callLines(begin: string, words: readonly string[], end: string): readonly string[] {
  return filled(begin, words.join(', ').split(OUTSIDE_STRINGS), end);
}

/** Pieces with a space between them, with what comes before and after them, over as many lines as it takes. */
export function filled(begin: string, [first = '', ...rest]: readonly string[], end: string): readonly string[] {
  const indent = `${/^\t*/.exec(begin)![0]}     `;
  const lines = [`${begin}${first}`];
  for (const [at, piece] of rest.entries()) {
    const longer = `${lines.at(-1)} ${piece}`;
    const room = at === rest.length - 1 ? WIDTH - end.length : WIDTH;
    if (widthOf(longer) <= room) lines[lines.length - 1] = longer;
    else lines.push(`${indent}${piece}`);
  }
  lines[lines.length - 1] += end;
  return lines;
}
