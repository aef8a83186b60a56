import { z } from 'zod';
import { AnyRequest, AnyScope, AnyUniverse } from '../../spec/families/register.ts';
import { type Profile, rulesOf } from '../../spec/profile.ts';
import { OF_ONE, reportSchema } from '../../spec/vocabulary/report.ts';
import { headOf } from '../../traces/report-head.ts';
import { toTell, untestedTexts } from '../decide/differing.ts';
import type { Fuzzed } from './fuzz.ts';

const Difference = z.strictObject({
  target: z.string(),
  scope: z.string(),
  sequence: z.int().describe('the sequence it was found in, from 0 on'),
  found: z.int().describe('requests of that sequence up to it'),
  reproduced: z.boolean().describe('whether it happened again from the start, and was shrunk'),
  rule: z.string().describe('the rule that predicted otherwise'),
  is: z.enum(['outcome', 'view', 'observation', 'references', 'link-state', 'device-state', 'error', 'alarm']),
  said: z.string(),
  universe: AnyUniverse,
  steps: z.array(AnyRequest),
  file: z.string().optional(),
});

/** What `mprog fuzz --json` prints: one object. Held: no difference in these sequences, which says nothing of others. */
export const FuzzReport = reportSchema(
  'mprog-fuzz',
  1,
  {
    ...OF_ONE,
    scopes: z.array(
      z.strictObject({
        scope: AnyScope,
        steps: z.int().describe('requests that were made in it; 0: it was not tried'),
      }),
    ),
  },
  {
    kernel: z
      .strictObject({
        release: z.string(),
        intended: z.boolean().describe('whether the profile is for this release'),
        log: z.boolean().describe('whether the whole kernel log could be read for warnings'),
      })
      .optional()
      .describe('the kernel that was a target'),
    fault: z.string().optional().describe('the fault that was planted in the model'),
    driver: z
      .strictObject({
        command: z.string(),
        skipped: z
          .array(z.strictObject({ reason: z.string(), requests: z.int().min(1) }))
          .describe(
            'why it could not do what was asked of it, which then counts as not made; or start a sequence in a scope',
          ),
        unanswered: z
          .array(z.strictObject({ field: z.string(), steps: z.int().min(1) }))
          .describe('what it did not tell, and what was not compared'),
      })
      .optional()
      .describe('the driver that was the target'),
    targets: z.array(z.string()),
    seed: z.int().describe('the same seed makes the same requests'),
    sequences: z.int(),
    steps: z.int(),
    changes: z.int().describe('those of them that changed something'),
    situations: z.int().describe('distinct situations that were met'),
    rules: z.array(z.strictObject({ rule: z.string(), steps: z.int() })).describe('how many steps each rule decided'),
    notReached: z.array(z.string()).describe('rules that decided no step'),
    leftOut: z.array(z.string()).describe('requests that could not be made, in one line each'),
    untested: z
      .array(z.string())
      .optional()
      .describe(
        'what a derived semantics changed and the kernel was not asked for, in one line each: the result is inconclusive then',
      ),
    difference: Difference.optional(),
  },
).meta({ title: 'What mprog fuzz found' });
export type FuzzReport = z.output<typeof FuzzReport>;

/** A run as its report; `asked` is what it was told. */
export function reportOf(
  semantics: Profile,
  fuzzed: Fuzzed,
  {
    command,
    ...asked
  }: Pick<FuzzReport, 'targets' | 'seed' | 'fault' | 'leftOut' | 'kernel'> & { readonly command?: string },
  file?: string,
): FuzzReport {
  const { steps, changes, sequences, seconds, scopes, fired, situations, told, finding, interrupted } = fuzzed;
  const rules = rulesOf(semantics);
  const isOpen = finding !== undefined || interrupted || told === undefined;
  const untested = isOpen ? [] : untestedTexts(toTell(semantics), { confirmed: fired, told }, 'sequences');
  return {
    ...headOf('mprog-fuzz', 1),
    profile: semantics.name,
    scopes: [...scopes],
    result: untested.length > 0 || steps === 0 ? 'inconclusive' : resultOf(finding, interrupted),
    seconds: Math.round(seconds * 1000) / 1000,
    ...asked,
    ...(command === undefined ? {} : { driver: driverOf(command, fuzzed) }),
    sequences,
    steps,
    changes,
    situations,
    rules: rules.flatMap(({ id }) => (fired.has(id) ? [{ rule: id, steps: fired.get(id)! }] : [])),
    notReached: rules.flatMap(({ id }) => (fired.has(id) ? [] : [id])),
    ...(untested.length === 0 ? {} : { untested }),
    ...(finding === undefined ? {} : { difference: differenceOf(finding, file) }),
  };
}

const byNumber = <T>(counted: ReadonlyMap<string, number>, of: (name: string, times: number) => T) =>
  [...counted]
    .toSorted(([one, a], [other, b]) => b - a || one.localeCompare(other))
    .map(([name, times]) => of(name, times));

function driverOf(command: string, { skipped, unanswered }: Fuzzed): NonNullable<FuzzReport['driver']> {
  return {
    command,
    skipped: byNumber(skipped, (reason, requests) => ({ reason, requests })),
    unanswered: byNumber(unanswered, (field, steps) => ({ field, steps })),
  };
}

/** What a log says is seen once; anything else that does not happen again may be the doing of another process. */
function resultOf(finding: Fuzzed['finding'], interrupted: boolean): FuzzReport['result'] {
  if (finding === undefined) return interrupted ? 'inconclusive' : 'held';
  return finding.reproduced || finding.leaving.is === 'alarm' ? 'violated' : 'inconclusive';
}

function differenceOf({ leaving, steps, ...where }: NonNullable<Fuzzed['finding']>, file: string | undefined) {
  return { ...where, ...leaving, steps: [...steps], ...(file === undefined ? {} : { file }) };
}
