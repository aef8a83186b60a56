import { z } from 'zod';
import { AnyScope } from '../../spec/families/register.ts';
import { ExpectedPromise } from '../../spec/vocabulary/promise.ts';
import { OF_ONE, OF_PART, OF_SEVERAL, Result, reportSchema } from '../../spec/vocabulary/report.ts';
import { Finding, FindingStep, Instead } from '../decide/finding.ts';

const Rule = z.strictObject({ id: z.string(), fired: z.int().min(0).describe('transitions that this rule decided') });

/** What a check had to do for its transitions: numbers that do not depend on the machine. */
const Work = z.strictObject({
  situations: z.int().describe('situations that rules were matched against; every other decision was looked up'),
  compares: z.int().describe('changes that were compared in full, each with a state that was built for it'),
  repeats: z.int().describe('changes that the same state had seen before: found again, not compared in full'),
  evaluations: z.int().describe('evaluations of a property'),
});

const Part = z.strictObject({
  ...OF_PART,
  from: z.string().optional().describe('the semantics as it was asked for: a name or a file'),
  compared: z.int().min(0).describe('states of the scope in which this part compared'),
  firsts: z
    .record(z.string(), z.int().min(0).nullable())
    .describe('for each known anomaly, the number of the first state with it'),
  otherwise: z
    .record(z.string(), z.int().min(0).nullable())
    .optional()
    .describe('the same of the first state with a case that the profile which it is known of decides otherwise'),
  failed: z.int().min(0).optional().describe('the number of the state in which something failed'),
  seen: z
    .string()
    .describe('what the model looked like in each state that a step of this part leads to: four bytes each, in base64'),
});

/** A violation of a property that is on record, of the semantics or of one that it was derived from. */
const KnownAnomaly = Finding.extend({
  otherwise: Finding.pick({ rule: true })
    .required()
    .extend({
      cases: z.int().min(1),
      steps: z.array(FindingStep).min(1).describe('a shortest trace'),
      by: z.string().describe('the profile that the anomaly is on record of'),
      instead: Instead.describe(
        'how it decides the last of the steps in the state before; nothing where it has no rule for that',
      ),
    })
    .optional()
    .describe(
      'the cases in which the profile that the anomaly is on record of, one that this was derived from, gives the same request in the same state another outcome or effect',
    ),
});

const Unasked = z
  .array(z.string())
  .optional()
  .describe(
    'properties that a derived profile adds and that --properties alone asks: those of trials, histories and what is seen sometimes',
  );

/** What `mprog check --json` prints: one object. */
export const Verdict = reportSchema(
  'mprog-verdict',
  2,
  { ...OF_ONE, scope: AnyScope },
  {
    model: z
      .boolean()
      .describe('whether spec and model were compared; without a model only the rules and properties were checked'),
    fault: z.string().optional().describe('the fault planted in the model, if any'),
    part: Part.optional().describe(
      'which part of the states was compared (--shard): counts, rules and properties are of that part; `mprog merge` puts all parts together',
    ),
    reduction: z.strictObject({
      symmetry: z.boolean().describe('states and requests were taken up to renaming of interchangeable objects'),
      everyRequest: z.boolean().describe('requests were made even if they differ only in fields that were not read'),
    }),
    states: z.int().min(0),
    transitions: z.int().min(0).describe('requests taken by spec and model, and compared'),
    depth: z.int().min(0).describe('steps from the first state to the furthest'),
    work: Work.optional().describe('the work that was done (--stats)'),
    bound: z.string().optional().describe('the bound that was hit, where the result is inconclusive'),
    rules: z.array(Rule).describe('every rule of the profile, in order'),
    neverFired: z.array(z.string()),
    untested: z
      .array(z.string())
      .describe(
        'rules, removals of rules, values of facts, places, flags and properties that a derived profile adds and that were not exercised',
      ),
    unasked: Unasked,
    properties: z.array(ExpectedPromise).describe('tested: states (always) or transitions (step) that exercise it'),
    anomalies: z
      .array(KnownAnomaly)
      .describe('known anomalies of the semantics that were found, each with the file that explains it'),
    vacuous: z.array(z.string()).describe('properties not exercised in this scope'),
    counterexample: Finding.extend({
      failure: z.record(z.string(), z.unknown()).describe('how spec and model differ, or what does not hold'),
    }).optional(),
  },
).meta({ title: 'The verdict of mprog check' });
export type Verdict = z.output<typeof Verdict>;

/** What the scopes of a run came to for one profile: a rule, a property or anything brought counts where one scope exercised it. */
const Summary = z.strictObject({
  profile: z.string(),
  result: Result,
  scopes: z.array(z.string()).describe('the scopes that were explored to the end'),
  planned: z.int().min(0).describe('how many scopes there were to explore'),
  rules: z.int(),
  neverFired: z.array(z.string()).describe('rules that fired in none of the scopes'),
  properties: z.int(),
  vacuous: z.array(z.string()).describe('properties not exercised in any of the scopes'),
  untested: z.array(z.string()).describe('changes of a derived profile that were not exercised in any of the scopes'),
  unasked: Unasked,
  widened: z
    .array(z.string())
    .optional()
    .describe('known anomalies with cases that the profile which they are on record of decides otherwise'),
});
export type Summary = z.output<typeof Summary>;

/** What `mprog check --json` prints where it goes through several scopes: one object. */
export const Verdicts = reportSchema('mprog-verdicts', 2, OF_SEVERAL, {
  verdicts: z
    .array(Verdict)
    .describe('the verdict of each scope; that of a proposal may hold in a scope that did not exercise all of it'),
  summaries: z.array(Summary).describe('one for each profile; the result is the worst of these'),
}).meta({ title: 'The verdicts of mprog check in several scopes' });
export type Verdicts = z.output<typeof Verdicts>;
