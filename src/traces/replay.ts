import type { Machine, Observation, Outcome } from '../spec/vocabulary/index.ts';
import { describeObservation } from './describe.ts';
import type { Trace, TraceStep } from './format.ts';

/** What a machine did with one step. */
export interface ReplayedStep {
  /** From 1 on. */
  readonly number: number;
  readonly step: TraceStep;
  readonly ok: boolean;
  /** What came of it; missing where the machine stopped with an error. */
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

function replayStep(machine: Machine, trace: Trace, step: TraceStep, number: number): ReplayedStep {
  const { expect } = step;
  try {
    const { outcome, view } = machine.apply(step.request);
    const hooks: Record<string, Observation> = {};
    for (const hook of Object.keys(trace.universe.hooks)) hooks[hook] = machine.observe(hook);
    const differences = [
      ...(outcome === expect.outcome ? [] : [`outcome: expected ${expect.outcome}, found ${outcome}`]),
      ...(expect.view === undefined ? [] : compare('the query shows', expect.view, view)),
      ...Object.entries(expect.hooks ?? {}).flatMap(([hook, seen]) =>
        compare(`${hook} afterwards`, seen, hooks[hook]!),
      ),
    ];
    return { number, step, ok: differences.length === 0, found: { outcome, view, hooks }, differences };
  } catch (error) {
    return { number, step, ok: false, differences: [`the machine stopped: ${(error as Error).message}`] };
  }
}

/** Takes a machine through a trace, up to the first step that is not as expected. `onStep` is told before each step. */
export function replayTrace(trace: Trace, machine: Machine, onStep: (number: number) => void = () => {}): Replayed {
  machine.reset(trace.universe);
  const steps: ReplayedStep[] = [];
  for (const [index, step] of trace.steps.entries()) {
    onStep(index + 1);
    const replayed = replayStep(machine, trace, step, index + 1);
    steps.push(replayed);
    if (!replayed.ok) return { trace, ok: false, steps };
  }
  return { trace, ok: true, steps };
}
