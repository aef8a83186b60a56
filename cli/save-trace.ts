import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { Trace } from '../traces/format.ts';
import { TraceError } from '../traces/trace-error.ts';
import { formatTrace, type WriteOptions, writeTrace } from '../traces/write.ts';

/**
 * Writes a trace under a name made from its content; gives the name of the file. Where it cannot be written that is said, and nothing is
 * given: what was found is still to be reported.
 */
export function saveTrace(directory: string, stem: string, trace: Trace, options?: WriteOptions): string | undefined {
  const digest = createHash('sha256').update(formatTrace(trace)).digest('hex').slice(0, 8);
  const file = join(directory, `${stem}-${digest}.json`);
  try {
    writeTrace(file, trace, options);
    return file;
  } catch (error) {
    if (!(error instanceof TraceError)) throw error;
    process.stderr.write(`${error.message}\n`);
    return undefined;
  }
}
