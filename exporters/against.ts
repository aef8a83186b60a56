import type { Profile } from '../spec/profile.ts';
import { unsaid } from '../spec/said.ts';
import { SpecMachine } from '../spec/spec-machine.ts';
import { SenselessRequest } from '../spec/vocabulary/machine.ts';
import { familyOf } from '../traces/format.ts';
import type { Expectation, TraceStep } from '../traces/step.ts';
import type { TraceFile } from '../traces/trace-file.ts';

/** What another semantics gives, of all that a step expects. */
function expectedBy(machine: SpecMachine, { request, expect }: TraceStep): Expectation {
  const { outcome, view } = machine.apply(request);
  const { hooks } = expect;
  return {
    outcome,
    ...(machine.decidedBy === undefined ? {} : { rule: machine.decidedBy }),
    ...(expect.view === undefined ? {} : { view }),
    ...(hooks === undefined
      ? {}
      : { hooks: Object.fromEntries(Object.keys(hooks).map((hook) => [hook, machine.observe(hook)])) }),
  };
}

/** A trace with the results of another semantics instead of its own; or why there are none, in one line. */
export function resultsBy(profile: Profile, { path, trace }: TraceFile): TraceFile | string {
  const { family, uapi, name } = profile;
  if (familyOf(trace).schemas.universe !== family.schemas.universe) return `its objects are none of ${name}`;
  const wrong = family.misfit?.(profile, trace.universe);
  if (wrong !== undefined) return `${wrong.path.join('.')}: ${wrong.message}`;
  const machine = new SpecMachine(profile);
  machine.reset(trace.universe);
  const settable = (family.settable ?? []).map((flag) => `flag ${flag}`);
  const steps: TraceStep[] = [];
  for (const [index, step] of trace.steps.entries()) {
    const at = `step ${index + 1}: `;
    const [first] = unsaid(uapi, step.request).filter((what) => !settable.includes(what));
    if (first !== undefined) return `${at}${name} has no ${first}`;
    try {
      steps.push({ request: step.request, expect: expectedBy(machine, step) });
    } catch (error) {
      if (error instanceof SenselessRequest) return `${at}under ${name} it makes no sense: ${error.message}`;
      throw error;
    }
  }
  return { path, trace: { ...trace, profile: name, steps } };
}
