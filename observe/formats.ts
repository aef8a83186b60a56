import { isItf } from '../traces/itf-trace.ts';
import { parseDocument } from '../traces/parse.ts';
import { shownOf } from './bpftool/host.ts';
import { looksLikeJson } from './bpftool/shapes.ts';
import { itfShown } from './itf/itf.ts';
import { type Observed, observing } from './observe.ts';
import { looksLikeSyzkaller } from './syzkaller/grammar.ts';
import { programShown } from './syzkaller/program.ts';
import type { Reading } from './world.ts';

/**
 * Reads what a file has, by its content: ITF, JSON of bpftool, a program of syzkaller, or a log of strace. Otherwise as `observing`. A TraceError where
 * it is none of them.
 */
export function* readingAny(
  path: string,
  text: string,
  reading: Reading,
): Generator<number, Observed | undefined, boolean | undefined> {
  if (looksLikeSyzkaller(text)) return programShown(path, text, reading);
  if (!looksLikeJson(text)) return yield* observing(path, text, reading);
  const document = parseDocument(path, text);
  return isItf(document) ? itfShown(path, text, document, reading.asked) : shownOf(path, text, reading);
}

/** The same without a pause. */
export function readAny(path: string, text: string, reading: Reading): Observed {
  const run = readingAny(path, text, reading);
  for (;;) {
    const next = run.next();
    if (next.done) return next.value!;
  }
}
