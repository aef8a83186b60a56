import { z } from 'zod';
import { KNOWN_FLAGS, Observation, Outcome, Request, Universe } from '../spec/vocabulary/index.ts';

/** What a step must come to. */
export const Expectation = z.strictObject({
  outcome: Outcome,
  rule: z.string().optional().describe('the id of the rule that decides'),
  view: Observation.optional().describe('what a prog_query writes; of a prog_query only'),
  hooks: z
    .record(z.string(), Observation)
    .optional()
    .describe('what a query with ample room shows of hooks afterwards'),
});
export type Expectation = Readonly<z.output<typeof Expectation>>;

export const TraceStep = z
  .strictObject({ request: Request, expect: Expectation })
  .describe('one request, and what must come of it');
export type TraceStep = Readonly<z.output<typeof TraceStep>>;

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

/** A trace: what exists, and what is done to it, with what must come of each step. */
export const Trace = z
  .strictObject({
    format: z.literal('mprog-trace').describe('tells a trace from other JSON files'),
    version: z.literal(TRACE_VERSION).describe('the version of the format'),
    profile: z.string().describe('the semantics that the expectations are those of, such as tcx'),
    title: z.string().describe('what the trace shows, in one line'),
    origin: Origin.optional().describe('where the trace comes from'),
    universe: Universe.describe('what exists before the first step'),
    steps: z.array(TraceStep).readonly().describe('what is done, in this order'),
  })
  .superRefine((trace, context) => {
    trace.steps.forEach((step, index) => {
      for (const { path, message } of unknownNames(trace.universe, step))
        context.addIssue({ code: 'custom', path: ['steps', index, ...path], message });
    });
  })
  .meta({ title: 'A trace of mprog-spec', description: 'See docs/trace-format.md' });
export type Trace = Readonly<z.output<typeof Trace>>;

interface Complaint {
  readonly path: readonly string[];
  readonly message: string;
}

/** The objects that a step names and the universe does not have. */
function unknownNames(universe: Universe, { request, expect }: TraceStep): readonly Complaint[] {
  const complaints: Complaint[] = [];
  const own = new Set(universe.links);
  const known = {
    program: new Set(Object.keys(universe.programs)),
    link: new Set([...own, ...Object.keys(universe.foreignLinks)]),
    hook: new Set(Object.keys(universe.hooks)),
    device: new Set(Object.values(universe.hooks).flatMap((hook) => (hook.kind === 'cgroup' ? [] : [hook.device]))),
  };
  const need = (what: keyof typeof known, name: string, ...path: string[]) => {
    if (known[what].has(name)) return;
    const there = [...known[what]].slice(0, 8).join(', ') || 'none';
    complaints.push({ path, message: `expected a ${what} of the universe (${there}), found "${name}"` });
  };
  for (const [field, value] of Object.entries(request) as [string, unknown][]) {
    if (field === 'hook') need('hook', String(value), 'request', field);
    if (field === 'device') need('device', String(value), 'request', field);
    if (typeof value === 'string' && field === 'link') need('link', value, 'request', field);
    if (typeof value === 'string' && field === 'prog') need('program', value, 'request', field);
    if (typeof value !== 'object' || value === null || !('name' in value) || !('is' in value)) continue;
    need(value.is === 'link' ? 'link' : 'program', String(value.name), 'request', field, 'name');
  }
  const changed = 'link' in request ? request.link : undefined;
  const name = typeof changed === 'object' && changed.is === 'link' ? changed.name : changed;
  if (typeof name === 'string' && known.link.has(name) && !own.has(name))
    complaints.push({
      path: ['request', 'link'],
      message: `expected a link of the universe's own, found the foreign link "${name}"`,
    });
  const flags: readonly string[] = [...KNOWN_FLAGS, ...universe.flags];
  if ('flags' in request)
    request.flags.forEach((flag, index) => {
      if (!flags.includes(flag))
        complaints.push({
          path: ['request', 'flags', String(index)],
          message: `expected a flag (${flags.join(', ')}), found "${flag}"`,
        });
    });
  if (expect.view !== undefined && request.op !== 'prog_query')
    complaints.push({ path: ['expect', 'view'], message: `expected no view, because a ${request.op} shows nothing` });
  for (const hook of Object.keys(expect.hooks ?? {})) need('hook', hook, 'expect', 'hooks', hook);
  return complaints;
}

/** The published JSON Schema of a trace file (docs/trace.schema.json). */
export function renderTraceSchema(): string {
  return `${JSON.stringify(z.toJSONSchema(Trace, { io: 'input', target: 'draft-2020-12' }), null, 2)}\n`;
}
