import type { Family } from '../spec/family.ts';
import type { Observation, Universe } from '../spec/semantics.ts';
import { type Machine, OddAnswer, SenselessRequest } from '../spec/vocabulary/machine.ts';
import type { Outcome } from '../spec/vocabulary/outcome.ts';
import { type Answered, compareAnswer, type Told } from './compare.ts';
import { familyOf, type Trace } from './format.ts';
import type { TraceStep } from './step.ts';
import { TraceError } from './trace-error.ts';

/** What a machine did with one step. */
export interface ReplayedStep {
  /** From 1 on. */
  readonly number: number;
  readonly step: TraceStep;
  readonly ok: boolean;
  /** What came of it; missing where the machine's answer has no name. */
  readonly found?: {
    readonly outcome: Outcome;
    /** Missing where the machine cannot tell, as are hooks and parts of lists. */
    readonly view?: Told;
    readonly hooks: Readonly<Record<string, Told>>;
  };
  /** One line for each thing that is not as expected. */
  readonly differences: readonly string[];
  /** For each of them the field of the expectation, such as `outcome` or `hooks.ingress.slots`. */
  readonly fields: readonly string[];
  /** The fields of the expectation that the machine did not answer, and that were not compared. */
  readonly unanswered: readonly string[];
}

/** Whether a step that is not as expected differs in revisions alone. */
export const isRevisionAlone = ({ fields }: ReplayedStep): boolean =>
  fields.every((field) => field.endsWith('.revision'));

/** What a machine did with a trace: all steps, or those up to the first that is not as expected. */
export interface Replayed {
  readonly trace: Trace;
  readonly ok: boolean;
  readonly steps: readonly ReplayedStep[];
}

/** A trace that a machine was not taken through, and why. */
export interface Skipped {
  readonly trace: Trace;
  readonly skipped: string;
}

/** The result of a step that was answered: as expected where no difference is left. */
export function replayed(family: Family, step: TraceStep, number: number, answered: Answered): ReplayedStep {
  const { differences, unanswered } = compareAnswer(family, step.expect, answered);
  const { outcome, view, hooks } = answered;
  return {
    number,
    step,
    ok: differences.length === 0,
    found: { outcome, ...(view === undefined ? {} : { view }), hooks },
    differences: differences.map(({ message }) => message),
    fields: differences.map(({ field }) => field),
    unanswered,
  };
}

/** The result of a step whose answer no expectation can name. */
export function answeredOddly(step: TraceStep, number: number, { message }: OddAnswer): ReplayedStep {
  const said = `outcome: expected ${step.expect.outcome}, but ${message}`;
  return { number, step, ok: false, differences: [said], fields: ['outcome'], unanswered: [] };
}

/** Takes a machine through one step. Throws what the machine throws. */
export function stepWith(
  machine: Machine,
  { family, universe }: { readonly family: Family; readonly universe: Universe },
  step: TraceStep,
  number: number,
  rules: boolean,
): ReplayedStep {
  const { outcome, view } = machine.apply(step.request);
  const rule = rules ? (machine.decidedBy ?? 'none') : undefined;
  const hooks: Record<string, Observation> = {};
  for (const hook of family.hooks(universe)) hooks[hook] = machine.observe(hook);
  return replayed(family, step, number, { outcome, view, hooks, rule, complete: true });
}

function replayStep(
  machine: Machine,
  trace: Trace,
  number: number,
  { rules = false, where = trace.title }: ReplayOptions,
): ReplayedStep {
  const step = trace.steps[number - 1]!;
  try {
    return stepWith(machine, { family: familyOf(trace), universe: trace.universe }, step, number, rules);
  } catch (error) {
    if (error instanceof SenselessRequest) throw new TraceError(`${where}: step ${number}, request: ${error.message}`);
    if (!(error instanceof OddAnswer)) throw error;
    return answeredOddly(step, number, error);
  }
}

export interface ReplayOptions {
  /** What errors call the trace; its title by default. */
  readonly where?: string;
  /** Whether the machine goes by the rules that the trace names, and must decide each step by the one that is expected. */
  readonly rules?: boolean;
}

/**
 * A replay that is under way, up to the first step that is not as expected: each value is the number of the step that comes
 * next, and answering one with `true` ends it there, without a result. Throws what the machine throws, but for an OddAnswer:
 * a machine that cannot be asked has not answered otherwise; and a TraceError where a step makes no sense.
 */
export function* replaying(
  trace: Trace,
  machine: Machine,
  options: ReplayOptions = {},
): Generator<number, Replayed | undefined, boolean | undefined> {
  machine.reset(trace.universe);
  const steps: ReplayedStep[] = [];
  for (const index of trace.steps.keys()) {
    if (yield index + 1) return undefined;
    const replayed = replayStep(machine, trace, index + 1, options);
    steps.push(replayed);
    if (!replayed.ok) return { trace, ok: false, steps };
  }
  return { trace, ok: true, steps };
}

/** Takes a machine through a trace without a pause; otherwise as `replaying`. */
export function replayTrace(trace: Trace, machine: Machine, options: ReplayOptions = {}): Replayed {
  const run = replaying(trace, machine, options);
  for (;;) {
    const next = run.next();
    if (next.done) return next.value!;
  }
}
