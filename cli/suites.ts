import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { type Suite, suiteOf } from '../checker/mutate/suite.ts';
import { suiteScopesOf } from '../checker/requests/scopes.ts';
import { PROFILES, profileNamed } from '../spec/families/profiles.ts';
import { formatTrace, writeText } from '../traces/write.ts';
import { type Asked, askedBy, SUITED, suitesFor } from './asked-by.ts';
import { follow } from './follow.ts';
import { othersOf } from './siblings.ts';

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

function recordOf(profile: string, { judged, survey, unshown }: Suite): MutantRecord {
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
