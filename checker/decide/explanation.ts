import { z } from 'zod';
import { citationOf } from '../../spec/citation.ts';
import { AnyRequest } from '../../spec/families/register.ts';
import { type Profile, tableOf } from '../../spec/profile.ts';
import { matchingRules } from '../../spec/rule.ts';
import type { Request } from '../../spec/semantics.ts';
import { SpecMachine } from '../../spec/spec-machine.ts';
import { SenselessRequest } from '../../spec/vocabulary/machine.ts';
import { Outcome } from '../../spec/vocabulary/outcome.ts';
import { OF_ONE, reportSchema } from '../../spec/vocabulary/report.ts';
import { compareAnswer } from '../../traces/compare.ts';
import type { Trace } from '../../traces/format.ts';
import { TraceError } from '../../traces/trace-error.ts';

const Situation = z.record(z.string(), z.union([z.string(), z.boolean()]));

/** How the spec sees one step. */
export const Explanation = z.strictObject({
  number: z.int().describe('from 1 on'),
  request: AnyRequest,
  said: z.string().describe('the request as a person writes it'),
  outcome: Outcome,
  expected: Outcome.describe('what the trace says'),
  differs: z
    .array(z.string())
    .exactOptional()
    .describe('what else is otherwise than the trace says: the rule, the answer to a query, a hook afterwards'),
  rule: z.string(),
  sentence: z.string(),
  source: z.string(),
  situation: Situation,
  because: Situation.describe('the part of the situation that the rule asks for'),
  otherwise: z.array(z.string()).describe('rules further down whose condition holds too'),
  objects: z
    .array(z.string())
    .exactOptional()
    .describe('what the answer says of each object: why a program ran, or not'),
  after: z.record(z.string(), z.string()).describe('what each hook shows afterwards'),
});
export type Explanation = z.output<typeof Explanation>;

/** What `mprog explain --json` prints: one object. */
export const ExplanationReport = reportSchema('mprog-explanation', 2, OF_ONE, {
  file: z.string(),
  traceProfile: z.string().describe('the profile that the trace names'),
  steps: z.array(Explanation),
}).meta({
  title: 'What mprog explain says of a trace',
  description: 'held: every step comes out as the trace says; violated: one does not.',
});
export type ExplanationReport = z.output<typeof ExplanationReport>;

/** Explains each step of a trace; goes on past one that comes out otherwise than expected, as long as the next one can be asked. */
export function explain(semantics: Profile, trace: Trace, path: string): readonly Explanation[] {
  const spec = new SpecMachine(semantics);
  spec.reset(trace.universe);
  return trace.steps.map(({ request, expect }, index) => {
    const number = index + 1;
    try {
      const { explanation, view, hooks } = taken(semantics, spec, request, { number, expected: expect.outcome });
      const { outcome } = explanation;
      // A rule is that of a trace of the same semantics.
      const rule = trace.profile === semantics.name ? explanation.rule : undefined;
      const { differences } = compareAnswer(semantics.family, expect, { outcome, view, hooks, rule, complete: true });
      const differs = differences.flatMap(({ field, message }) => (field === 'outcome' ? [] : [message]));
      return differs.length === 0 ? explanation : { ...explanation, differs };
    } catch (error) {
      // A step that was to be refused, and is not, can leave a name taken that a later step gives.
      if (error instanceof SenselessRequest) throw new TraceError(`${path}: step ${number}, request: ${error.message}`);
      throw error;
    }
  });
}

/**
 * Takes a request in the present state of a machine and explains it, as step `number`; it is `expected` to come out as it does, unless something
 * else is given. Throws a SenselessRequest where it makes no sense.
 */
export const explainRequest = (semantics: Profile, spec: SpecMachine, request: Request, asked: Asked): Explanation =>
  taken(semantics, spec, request, asked).explanation;

interface Asked {
  readonly number: number;
  readonly expected?: Outcome;
}

/** A request that was taken: how it is explained, what it answered, and what each hook shows afterwards. */
function taken(semantics: Profile, spec: SpecMachine, request: Request, { number, expected }: Asked) {
  const { family } = semantics;
  const { words, citations } = family;
  const { state } = spec;
  const names = family.hooks(state.universe);
  const { rule, reading, view } = spec.explain(request);
  const hooks = Object.fromEntries(names.map((hook) => [hook, spec.observe(hook)]));
  const objects = words.objects?.(state, request, view) ?? [];
  const { situation } = reading;
  const { where, source } = citationOf(citations, rule.cite);
  const others = matchingRules(tableOf(semantics, request), situation).slice(1);
  const explanation: Explanation = {
    number,
    request,
    said: words.request(request, names.length > 1 ? 'several' : 'one'),
    outcome: rule.then.outcome,
    expected: expected ?? rule.then.outcome,
    rule: rule.id,
    sentence: rule.sentence,
    source: `${where}, ${source}`,
    situation,
    because: Object.fromEntries(Object.keys(rule.when).map((field) => [field, situation[field]!])),
    otherwise: others.map((other) => `${other.id} (${other.then.outcome})`),
    ...(objects.length === 0 ? {} : { objects: [...objects] }),
    after: Object.fromEntries(names.map((hook) => [hook, words.observation(hooks[hook]!)])),
  };
  return { explanation, view, hooks };
}
