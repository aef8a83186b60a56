import { z } from 'zod';
import { PROFILES } from '../spec/families/profiles.ts';
import { familyNamed, nameInTraces } from '../spec/families/register.ts';
import type { Family } from '../spec/family.ts';
import type { Observation, Request, Universe } from '../spec/semantics.ts';
import { SenselessRequest } from '../spec/vocabulary/machine.ts';
import { applyAnswer, observeAnswer, resetAnswer } from '../traces/drivers/answers.ts';
import type { Driver } from '../traces/drivers/driver.ts';
import { DriverError } from '../traces/drivers/driver-error.ts';
import { Origin, type Trace } from '../traces/format.ts';
import { explainIssues } from '../traces/issues.ts';
import { parseTrace } from '../traces/read.ts';
import type { TraceStep } from '../traces/step.ts';
import { TraceError } from '../traces/trace-error.ts';
import { ArgumentError } from './argument-error.ts';
import { goesBy, requireFit } from './fit.ts';
import { checked, options, RUNNING, requireMachine, text, wanted } from './options.ts';
import { breather, type Running, unlessEnded } from './running.ts';
import type { Trace as SlotsTrace } from './typed.ts';

/** What is recorded. */
export interface Recording {
  /** The semantics that the answers are those of, such as `tcx`: the trace is replayed by it. */
  readonly profile: string;
  /** What the trace shows, in one line. */
  readonly title: string;
  /** What exists before the first request; what is left out has its default. */
  readonly universe: object;
  /** The requests, in order; fields that are left out have their defaults. */
  readonly requests: readonly { readonly op: string }[];
  /** The family of the semantics, where it is none that comes with this package. */
  readonly family?: string | undefined;
  readonly origin?: Origin | undefined;
}

/** Where a recording stands: steps from 1 on. */
export interface RecordProgress {
  readonly step: number;
  readonly steps: number;
}

const RECORDING = options<Recording>({
  profile: text,
  title: text,
  universe: z.custom<object>(), // a TraceError says what is wrong with it
  requests: wanted<Recording['requests']>('a list', Array.isArray),
  family: text.optional(),
  origin: Origin.optional(),
});
const OPTIONS = options<Running<RecordProgress>>(RUNNING);

/** A machine or driver; one that goes by rules says which decided. */
type Recorded = Driver & { readonly decidedBy?: string | undefined };

/** The family of what is recorded: that of the profile, where it comes with this package. */
function familyFor({ family, profile }: Recording): Family {
  try {
    return PROFILES.find(({ name }) => name === profile)?.family ?? familyNamed(family);
  } catch (error) {
    throw new ArgumentError(`family: ${(error as Error).message}`);
  }
}

/** A value that keeps to a schema; a TraceError that says what is wrong with it. */
function valid<T>(
  schema: { safeParse(value: unknown): { success: true; data: T } | { success: false; error: { issues: unknown } } },
  where: string,
  value: unknown,
): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const issues = result.error.issues as Parameters<typeof explainIssues>[0];
  throw new TraceError(
    explainIssues(issues, value)
      .map((line) => `${where}: ${line}`)
      .join('\n'),
  );
}

/**
 * Makes a trace of what comes of requests on a machine or driver: of each step the outcome, what a query wrote, what every hook shows
 * afterwards, and the rule where the machine goes by rules. Rejects with a TraceError on a universe or request that makes no sense, such as one
 * that gives a name which is taken by the answers so far, or that the semantics of a SpecMachine or model does not have; and with a DriverError
 * where the machine cannot do a step, throws, or leaves out a part of a list: a trace tells everything. Rejects with an ArgumentError, and with
 * the reason of the signal.
 */
export function record(
  machine: Recorded,
  recording: Recording & { readonly family?: undefined },
  running?: Running<RecordProgress>,
): Promise<SlotsTrace>;
export function record(machine: Recorded, recording: Recording, running?: Running<RecordProgress>): Promise<Trace>;
export async function record(
  machine: Recorded,
  recording: Recording,
  running: Running<RecordProgress> = {},
): Promise<Trace> {
  requireMachine('machine', machine);
  const { profile, title, origin } = checked(RECORDING, recording, 'recording');
  const { signal } = checked(OPTIONS, running);
  const family = familyFor(recording);
  const { schemas } = family;
  const universe = valid(schemas.universe as z.ZodType<Universe>, 'universe', recording.universe);
  const asked = schemas.request as unknown as z.ZodType<Request>;
  const requests = recording.requests.map((each, index) => valid(asked, `step ${index + 1}, request`, each));
  const semantics = goesBy(machine);
  const asTrace = { family: family.name, universe, steps: requests.map((request) => ({ request })) };
  if (semantics !== undefined) requireFit(semantics, 'the recording', asTrace);
  const hooks = family.hooks(universe);
  const breathe = breather(running);
  whole('reset', resetAnswer(await unlessEnded(machine.reset?.(universe, { profile, title }), signal)) ?? {});
  const steps: TraceStep[] = [];
  const names = family.names?.();
  for (const [index, request] of requests.entries()) {
    const where = `step ${index + 1}`;
    await breathe({ step: index + 1, steps: requests.length });
    const taken = names?.taken(request);
    if (taken !== undefined) throw new TraceError(`${where}, ${taken.path.join('.')}: ${taken.message}`);
    const { outcome, view } = whole(where, applyAnswer(family, await answer(machine, request, where, signal)));
    names?.answered(request, outcome);
    const rule = machine.decidedBy;
    const seen: Record<string, Observation> = {};
    for (const hook of hooks)
      seen[hook] = complete(
        family,
        `${where}: ${hook}`,
        whole(where, observeAnswer(family, await unlessEnded(machine.observe(hook), signal))),
      );
    const shown = family.queries.has(request.op) ? { view: complete(family, `${where}: view`, view) } : {};
    steps.push({ request, expect: { outcome, ...(rule === undefined ? {} : { rule }), ...shown, hooks: seen } });
  }
  const named = nameInTraces(family);
  const about = {
    ...(named === undefined ? {} : { family: named }),
    profile,
    title,
    ...(origin === undefined ? {} : { origin }),
  };
  return parseTrace('the recording', { format: 'mprog-trace', version: 1, ...about, universe, steps });
}

/** What a machine answers to a request; rejects with a TraceError where the request makes no sense. */
async function answer(machine: Recorded, request: Request, where: string, signal: AbortSignal | undefined) {
  try {
    return await unlessEnded(machine.apply(request), signal);
  } catch (error) {
    if (error instanceof SenselessRequest) throw new TraceError(`${where}, request: ${error.message}`);
    throw error;
  }
}

function whole<T extends object>(where: string, answer: T): Exclude<T, { readonly skip: string }> {
  if ('skip' in answer) throw new DriverError(`${where}: cannot be recorded: ${String(answer.skip)}`);
  return answer as Exclude<T, { readonly skip: string }>;
}

function complete({ schemas }: Family, where: string, seen: unknown): Observation {
  const result = schemas.observation.safeParse(seen);
  if (result.success) return result.data as Observation;
  throw new DriverError(`${where}: cannot be recorded: ${explainIssues(result.error.issues, seen)[0]}`);
}
