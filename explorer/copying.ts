import { FORMATS, formatTrace, parseTraceText, traceOf } from '../browser.ts';
import { profiles } from './known.ts';
import type { Session } from './session.ts';
import { originOf } from './tale.ts';
import type { Stage, Walked } from './walked.ts';

/** The steps that are taken as a trace of the first semantics; `undefined` where there is none yet. What that cannot be asked is left out. */
export function traceText(
  { semantics: [semantics], tale }: Session,
  walked: Walked,
  stages: readonly Stage[],
): string | undefined {
  const requests = stages.flatMap(({ took: [first] }) =>
    first === undefined || 'cannot' in first ? [] : [first.explanation.request],
  );
  if (requests.length === 0) return undefined;
  const universe = semantics.family.trimmed(walked.stepping.universes[0]!, requests);
  const title = stages.length === 1 ? 'one step in the explorer' : `${stages.length} steps in the explorer`;
  return formatTrace(traceOf(semantics, universe, requests, { title, origin: originOf(tale, requests.length) }));
}

/** A command for a shell that explains a trace. Its text has no line that is the end mark alone: it is JSON. */
export const commandText = (trace: string): string => `mprog explain /dev/stdin <<'END'\n${trace}END\n`;

/** What a trace can be copied as, by name, in a few words: as it is, as a command for a shell, or in a format of `mprog export`. */
export const COPIES: Readonly<Record<string, string>> = {
  trace: 'as trace',
  command: 'as command',
  ...Object.fromEntries(Object.entries(FORMATS).map(([name, { title }]) => [name, title])),
};

/** The text of a trace as one of those. Throws an Error with the reason where a format cannot carry it. */
export function copyOf(what: string, trace: string, version: string): string {
  if (what === 'trace') return trace;
  if (what === 'command') return commandText(trace);
  const file = { path: 'explorer.json', trace: parseTraceText('explorer.json', trace) };
  const making = FORMATS[what]!.make({ version, name: 'explorer', traces: [file] });
  let next = making.next();
  while (!next.done) next = making.next();
  const { files, skipped } = next.value;
  if (files[0] === undefined) throw new Error(`${COPIES[what]}: not possible for this trace: ${skipped[0]?.reason}`);
  return files[0].text;
}

/** The profiles that another one can stand beside: those of its family. */
export const besides = (name: string) => {
  const all = profiles();
  const own = all.find((each) => each.name === name)!;
  return all.filter((each) => each !== own && each.family.vocabulary === own.family.vocabulary);
};
