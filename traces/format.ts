import { z } from 'zod';
import { familyNamed, USUAL } from '../spec/families/register.ts';
import type { Family } from '../spec/family.ts';
import type { Universe } from '../spec/semantics.ts';
import { quote } from '../spec/vocabulary/quote.ts';
import { stepSchema, type TraceStep } from './step.ts';

export const Origin = z.strictObject({
  kind: z
    .enum(['hand', 'conformance', 'counterexample', 'kernel', 'anomaly', 'difference', 'race'])
    .describe('who made the trace, or what for'),
  note: z.string().optional().describe('anything else about it, for a person'),
  kernel: z.string().optional().describe('the release of the kernel, where one had a part in it'),
});
export type Origin = Readonly<z.output<typeof Origin>>;

/** The version that is written, and the only one that is read. */
export const TRACE_VERSION = 1;

/** The most steps of a trace. */
export const MOST_STEPS = 10_000;

/** Text that a terminal shows on one line, as it is, and that a compiler takes in a comment: no half of a character, no change of direction. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: it is these that are refused
export const Line = z.string().regex(/^[^\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\ud800-\udfff]*$/u, {
  error: ({ input }) => `expected one line without control characters, found ${quote(input)}`,
});

/** A trace: what exists, and what is done to it, with what must come of each step. */
export interface Trace {
  readonly format: 'mprog-trace';
  readonly version: typeof TRACE_VERSION;
  readonly family?: string | undefined;
  readonly profile: string;
  readonly title: string;
  readonly origin?: Origin | undefined;
  readonly universe: Universe;
  readonly steps: readonly TraceStep[];
}

const SCHEMAS = new WeakMap<Family, z.ZodType<Trace>>();

/** The schema of the traces of a family. */
export function traceSchema(family: Family): z.ZodType<Trace> {
  const known = SCHEMAS.get(family) ?? schemaOf(family);
  SCHEMAS.set(family, known);
  return known;
}

function schemaOf(family: Family): z.ZodType<Trace> {
  return z
    .strictObject({
      format: z.literal('mprog-trace').describe('distinguishes a trace from other JSON files'),
      version: z.literal(TRACE_VERSION).describe('the version of the format'),
      family: z
        .string()
        .optional()
        .describe(`the family of the semantics, which its objects and requests are of (default: ${USUAL.name})`),
      profile: Line.min(1).describe('the semantics that the expectations are those of, such as tcx'),
      title: Line.describe('what the trace shows, in one line'),
      origin: Origin.optional().describe('where the trace comes from'),
      universe: (family.schemas.universe as z.ZodType<Universe>).describe('what exists before the first step'),
      steps: z.array(stepSchema(family)).min(1).max(MOST_STEPS).readonly().describe('the requests, in this order'),
    })
    .superRefine((trace, context) => {
      for (const { path, message } of family.complaints?.(trace) ?? [])
        context.addIssue({ code: 'custom', path: [...path], message });
    })
    .meta({ title: 'A trace of mprog-spec', description: 'See docs/trace-format.md' });
}

/** The family of a trace. */
export function familyOf({ family }: Pick<Trace, 'family'>): Family {
  return familyNamed(family);
}

/** The published JSON Schema of a trace file (docs/trace.schema.json). */
export function renderTraceSchema(): string {
  return `${JSON.stringify(z.toJSONSchema(traceSchema(USUAL), { io: 'input', target: 'draft-2020-12' }), null, 2)}\n`;
}
