import { z } from 'zod';
import { AnyRequest, AnyScope } from '../../spec/families/register.ts';
import { OF_ONE, OF_PART, reportSchema } from '../../spec/vocabulary/report.ts';

/** What became of a mutant. */
export const Fate = z
  .enum(['killed', 'equivalent', 'survived', 'unclear'])
  .describe(
    'killed: a trace, or the check, detects it; equivalent: no state of the scopes distinguishes it from the semantics; survived: it can be detected, but is not; unclear: neither shown to be detectable nor to be equivalent',
  );

const MutantResult = z.strictObject({
  id: z.string().describe('the operator, the rule or operation, and the condition if it is about one'),
  operator: z.string(),
  at: z.string().describe('the rule or operation that was changed, the sibling profile, or the fault'),
  fate: Fate,
  by: z.string().optional().describe('what kills it: a trace file, or a scope of the check'),
  step: z.int().min(0).optional().describe('the step of the trace, or the length of the counterexample'),
  way: z.array(AnyRequest).optional().describe('of a survivor, the shortest requests found that detect it'),
});
export type MutantResult = z.output<typeof MutantResult>;

const Part = z.strictObject({
  ...OF_PART,
  from: z.string().describe('the semantics as it was asked for: a name or a file'),
  mutants: z.int().min(0).describe('mutants of the whole run'),
});

/** What `mprog mutate --json` prints: one object. */
export const MutationReport = reportSchema(
  'mprog-mutation',
  2,
  { ...OF_ONE, scopes: z.array(z.strictObject({ scope: AnyScope })).describe('where mutants were judged') },
  {
    part: Part.optional().describe(
      'which part of the mutants was judged (--shard): what is said is of that part; `mprog merge` puts all parts together',
    ),
    missing: z.string().optional().describe('the parts that were not there when parts were put together'),
    killer: z.string().describe('what has to kill the mutants: a suite of traces, or mprog check'),
    traces: z.int().min(0).describe('traces of the suite'),
    states: z.int().min(0),
    requests: z.int().min(0).describe('distinct ways to read a request that were tried in these states'),
    score: z.strictObject({
      killed: z.int().min(0),
      of: z.int().min(0).describe('mutants that are not equivalent'),
      equivalent: z.int().min(0),
    }),
    operators: z.array(
      z.strictObject({
        operator: z.string(),
        does: z.string(),
        mutants: z.int().min(0),
        killed: z.int().min(0),
        equivalent: z.int().min(0),
        survived: z.int().min(0),
        unclear: z.int().min(0),
      }),
    ),
    mutants: z.array(MutantResult),
  },
).meta({
  title: 'The report of mprog mutate',
  description:
    'held: every mutant is killed or equivalent; violated: one survived; inconclusive: of one it is unclear.',
});
export type MutationReport = z.output<typeof MutationReport>;

/** The figures of a report that follow from what became of each mutant. */
export function tallied(
  mutants: readonly MutantResult[],
  does: (operator: string) => string,
): Pick<MutationReport, 'result' | 'score' | 'operators'> {
  const count = (all: readonly MutantResult[], fate: MutantResult['fate']) =>
    all.filter((each) => each.fate === fate).length;
  const names = [...new Set(mutants.map(({ operator }) => operator))];
  const operators = names.map((operator) => {
    const own = mutants.filter((each) => each.operator === operator);
    return {
      operator,
      does: does(operator),
      mutants: own.length,
      killed: count(own, 'killed'),
      equivalent: count(own, 'equivalent'),
      survived: count(own, 'survived'),
      unclear: count(own, 'unclear'),
    };
  });
  const equivalent = count(mutants, 'equivalent');
  const unclear = count(mutants, 'unclear') > 0;
  const result = count(mutants, 'survived') > 0 ? 'violated' : unclear ? 'inconclusive' : 'held';
  return {
    result,
    score: { killed: count(mutants, 'killed'), of: mutants.length - equivalent, equivalent },
    operators,
  };
}
