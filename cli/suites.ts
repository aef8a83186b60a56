import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { type Suite, suiteOf } from '../checker/mutate/suite.ts';
import { waysOf } from '../checker/mutate/ways.ts';
import { suiteScopesOf } from '../checker/requests/scopes.ts';
import { PROFILES, profileNamed } from '../spec/families/profiles.ts';
import { readTraceFiles } from '../traces/files.ts';
import { formatTrace, writeText } from '../traces/write.ts';
import { type Asked, askedBy, SUITED, suitesFor } from './asked-by.ts';
import { follow } from './follow.ts';
import { othersOf, shippedSuite } from './siblings.ts';

/** What is kept of the mutants of a profile beside its suite: those that no trace can show, and why. */
export const MutantRecord = z.strictObject({
  profile: z.string(),
  scopes: z.array(z.string()),
  states: z.int(),
  mutants: z.int(),
  equivalent: z.array(z.string()).describe('no state of the scopes distinguishes them from the profile'),
  unclear: z.array(z.string()).describe('a bound was hit before it was clear'),
  unshown: z.array(z.string()).describe('faults of the model that no request of the scopes shows'),
});
export type MutantRecord = z.output<typeof MutantRecord>;

/** The folder of the records, as seen from the one of all traces. */
const MUTANTS = join('..', 'docs', 'mutants');

function recordOf(
  profile: string,
  { judged, survey, unshown }: Pick<Suite, 'judged' | 'survey' | 'unshown'>,
): MutantRecord {
  const ids = (is: string) => judged.filter(({ judgement }) => judgement.is === is).map(({ mutant }) => mutant.id);
  return {
    profile,
    scopes: survey.beginnings.map(({ scope }) => scope.name),
    states: survey.places.length,
    mutants: judged.length,
    equivalent: ids('equivalent'),
    unclear: ids('unclear'),
    unshown: [...unshown],
  };
}

/** Makes a suite, and writes it in place of the one that was there. */
async function writeSuite(folder: string, { semantics, others }: Asked, format?: string): Promise<Suite> {
  const name = format === undefined ? semantics.name : `${semantics.name} for ${format}`;
  const search = suiteOf(semantics, suiteScopesOf(semantics), others);
  const { result } = await follow(search, ({ doing, done, of }) => `${name}: ${doing}, ${done} of ${of}`);
  rmSync(folder, { recursive: true, force: true });
  for (const { file, trace } of result.traces) writeText(join(folder, file), formatTrace(trace), { force: true });
  return result;
}

/** Writes the suites of some profiles, or of all, the records of their mutants, and the suites of requests that a library can express. */
export async function writeSuites(directory: string, names: readonly string[]): Promise<void> {
  for (const semantics of names.length === 0 ? PROFILES : names.map(profileNamed)) {
    const { name } = semantics;
    const result = await writeSuite(join(directory, 'conformance', name), { semantics, others: othersOf(semantics) });
    for (const [format, of] of Object.entries(SUITED))
      if (of.includes(name))
        await writeSuite(join(directory, suitesFor(format), name), askedBy(format, semantics), format);
    const record = `${JSON.stringify(recordOf(semantics.name, result), null, 2)}\n`;
    writeText(join(directory, MUTANTS, `${semantics.name}.json`), record, { force: true });
  }
}

/** The folder, beside the lists of a profile, of requests that come to the same by its rules. */
const WAYS = 'ways';

/**
 * Writes beside the lists of some profiles what else kills mutants that are wrong for some requests alone, and beside the records of
 * mutants those that no trace can show.
 */
export async function writeWays(directory: string, names: readonly string[]): Promise<void> {
  for (const semantics of names.map(profileNamed)) {
    const { name } = semantics;
    const folder = join(directory, 'lists', name);
    rmSync(join(folder, WAYS), { recursive: true, force: true });
    const lists = readTraceFiles([folder]).traces.map(({ path, trace }) => ({ file: path, trace }));
    const given = [...shippedSuite(semantics), ...lists];
    const search = waysOf(semantics, suiteScopesOf(semantics), given);
    const { result } = await follow(search, ({ doing, done, of }) => `${name}: ${doing}, ${done} of ${of}`);
    for (const { file, trace } of result.traces)
      writeText(join(folder, WAYS, file), formatTrace(trace), { force: true });
    const record = { ...recordOf(name, { ...result, unshown: [] }), mutants: result.mutants };
    writeText(join(directory, MUTANTS, `${name}-ways.json`), `${JSON.stringify(record, null, 2)}\n`, { force: true });
  }
}
