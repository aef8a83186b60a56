import { profileNamed } from '../spec/families/profiles.ts';
import type { Observation } from '../spec/semantics.ts';
import { SpecMachine } from '../spec/spec-machine.ts';
import { SenselessRequest } from '../spec/vocabulary/machine.ts';
import type { Outcome } from '../spec/vocabulary/outcome.ts';
import type { Trace } from '../traces/format.ts';
import { stepWith } from '../traces/replay.ts';
import type { TraceStep } from '../traces/step.ts';

/** What the spec shows of every hook. */
export type Shown = Readonly<Record<string, Observation>>;

/** A step with what the spec makes of it. */
export interface ShownStep {
  readonly step: TraceStep;
  readonly outcome: Outcome;
  /** The rule that decides; empty where none does. */
  readonly rule: string;
  readonly view: Observation;
  readonly hooks: Shown;
}

/**
 * The states of a trace as the spec gives them: those before the first step, and each step. Throws a RangeError where there is no such profile, where a request
 * makes no sense, and where the trace expects anything else than the spec says: what is written of it would not be this trace. `rules` says whether that goes
 * for rules too.
 */
export function bySpec(
  trace: Trace,
  { rules }: { readonly rules: boolean },
): { readonly first: Shown; readonly steps: readonly ShownStep[] } {
  const semantics = profileNamed(trace.profile);
  const { family } = semantics;
  const machine = new SpecMachine(semantics);
  const { universe } = trace;
  machine.reset(universe);
  const first = Object.fromEntries(family.hooks(universe).map((hook) => [hook, machine.observe(hook)]));
  const steps = trace.steps.map((step, index): ShownStep => {
    const where = `step ${index + 1}`;
    const { found, differences } = sensibly(where, () =>
      stepWith(machine, { family, universe }, step, index + 1, rules),
    );
    if (differences.length > 0) throw new RangeError(`${where}: not what ${trace.profile} says: ${differences[0]}`);
    return { step, rule: machine.decidedBy ?? '', ...(found as Pick<ShownStep, 'outcome' | 'view' | 'hooks'>) };
  });
  return { first, steps };
}

function sensibly<T>(where: string, take: () => T): T {
  try {
    return take();
  } catch (error) {
    throw error instanceof SenselessRequest ? new RangeError(`${where}: ${error.message}`) : error;
  }
}
