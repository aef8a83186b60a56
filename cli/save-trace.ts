import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { Trace } from '../traces/format.ts';
import { formatTrace, type WriteOptions, writeTrace } from '../traces/write.ts';

/** Writes a trace under a name made from its content; gives the name of the file. */
export function saveTrace(directory: string, stem: string, trace: Trace, options?: WriteOptions): string {
  const digest = createHash('sha256').update(formatTrace(trace)).digest('hex').slice(0, 8);
  const file = join(directory, `${stem}-${digest}.json`);
  writeTrace(file, trace, options);
  return file;
}
