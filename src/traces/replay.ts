import { type Machine, type Observation, OddAnswer, type Outcome } from '../spec/vocabulary/index.ts';
import { describeObservation } from './describe.ts';
import type { Trace } from './format.ts';
import type { TraceStep } from './step.ts';

/** What a machine did with one step. */
export interface ReplayedStep {
  /** From 1 on. */
  readonly number: number;
  readonly step: TraceStep;
  readonly ok: boolean;
  /** What came of it; missing where the machine's answer has no name. */
  readonly found?: {
    readonly outcome: Outcome;
    readonly view: Observation;
    readonly hooks: Record<string, Observation>;
  };
  /** One line for each thing that is not as expected. */
  readonly differences: readonly string[];
}

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

function compare(what: string, expected: Observation, found: Observation): string[] {
  const [one, other] = [canonical(expected), canonical(found)];
  if (one === other) return [];
  return [`${what}: expected ${describeObservation(expected)}, found ${describeObservation(found)}`];
}

function canonical(seen: Observation): string {
  if (seen.is === 'nothing') return seen.is;
  const slots = seen.slots.map((slot) => [slot.prog, slot.link, slot.flags ?? []]);
  return JSON.stringify([seen.revision, seen.count, slots, seen.mode ?? '', seen.effective ?? []]);
}

function ruleDifference(machine: Machine, expected: string | undefined): string[] {
  const { decidedBy } = machine;
  if (expected === undefined || decidedBy === expected) return [];
  return [`rule: expected ${expected}, found ${decidedBy ?? 'none'}`];
}

function replayStep(machine: Machine, trace: Trace, step: TraceStep, number: number, rules: boolean): ReplayedStep {
  const { expect } = step;
  try {
    const { outcome, view } = machine.apply(step.request);
    const hooks: Record<string, Observation> = {};
    for (const hook of Object.keys(trace.universe.hooks)) hooks[hook] = machine.observe(hook);
    const differences = [
      ...(outcome === expect.outcome ? [] : [`outcome: expected ${expect.outcome}, found ${outcome}`]),
      ...(rules ? ruleDifference(machine, expect.rule) : []),
      ...(expect.view === undefined ? [] : compare('the query shows', expect.view, view)),
      ...Object.entries(expect.hooks ?? {}).flatMap(([hook, seen]) =>
        compare(`${hook} afterwards`, seen, hooks[hook]!),
      ),
    ];
    return { number, step, ok: differences.length === 0, found: { outcome, view, hooks }, differences };
  } catch (error) {
    if (!(error instanceof OddAnswer)) throw error;
    return { number, step, ok: false, differences: [`outcome: expected ${expect.outcome}, but ${error.message}`] };
  }
}

export interface ReplayOptions {
  /** Whether the machine goes by the rules that the trace names, and must decide each step by the one that is expected. */
  readonly rules?: boolean;
}

/**
 * A replay that is under way, up to the first step that is not as expected: each value is the number of the step that comes
 * next, and answering one with `true` ends it there, without a result. Throws what the machine throws, but for an OddAnswer:
 * a machine that cannot be asked has not answered otherwise.
 */
export function* replaying(
  trace: Trace,
  machine: Machine,
  { rules = false }: ReplayOptions = {},
): Generator<number, Replayed | undefined, boolean | undefined> {
  machine.reset(trace.universe);
  const steps: ReplayedStep[] = [];
  for (const [index, step] of trace.steps.entries()) {
    if (yield index + 1) return undefined;
    const replayed = replayStep(machine, trace, step, index + 1, rules);
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
