import { profileNamed } from '../../spec/families/profiles.ts';
import type { Request } from '../../spec/semantics.ts';
import { SpecMachine } from '../../spec/spec-machine.ts';
import { SenselessRequest } from '../../spec/vocabulary/machine.ts';
import { familyOf, type Trace } from '../../traces/format.ts';
import { type Itf, type ItfValue, toItf, VARIABLES } from '../../traces/itf.ts';
import { undefinedIn } from '../../traces/not-for-kernel.ts';
import type { TraceFile } from '../../traces/trace-file.ts';
import type { ExportedFile, Exporter, SkippedTrace } from '../exporter.ts';
import { freshName } from '../fresh-name.ts';

/** A trace of the Informal Trace Format for each trace. */
export const ITF: Exporter = {
  title: 'a trace of Apalache and Quint (ITF) for each trace',
  use: undefined,
  *make({ traces }) {
    const files: ExportedFile[] = [];
    const skipped: SkippedTrace[] = [];
    const names = new Set<string>();
    for (const [index, file] of traces.entries()) {
      const itf = itfOf(file);
      if (typeof itf === 'string') skipped.push({ ...file, reason: itf });
      else
        files.push({
          name: freshName(names, file.path, 'itf.json'),
          text: `${JSON.stringify(itf, null, 1)}\n`,
          traces: [file],
        });
      if (yield index + 1) break;
    }
    return { files, skipped };
  },
};

/** Something with a tag, as Quint has it. */
const variant = (tag: string, value: unknown) => ({ tag, value: toItf(value) });

/** An observation: its kind, and the rest. */
function observed(observation: object): { readonly tag: string; readonly value: ItfValue } {
  const { is, ...rest } = observation as { readonly is: string };
  return variant(is, rest);
}

/** A trace as ITF, with the states as the spec gives them; or why there is none. */
export function itfOf({ path, trace }: TraceFile): Itf | string {
  const why = undefinedIn(trace);
  if (why !== undefined) return why;
  try {
    return {
      '#meta': {
        format: 'ITF',
        'format-description': 'https://apalache-mc.org/docs/adr/015adr-trace.html',
        description: trace.title,
        source: path,
        profile: trace.profile,
        ...(trace.family === undefined ? {} : { family: trace.family }),
      },
      vars: [...VARIABLES] as unknown as Itf['vars'],
      states: statesOf(trace),
    };
  } catch (error) {
    if (error instanceof RangeError) return error.message; // no such profile, or a request that makes no sense
    throw error;
  }
}

/** Throws a RangeError where the spec says otherwise than the trace, a SenselessRequest among others. */
function statesOf(trace: Trace): Itf['states'] {
  const family = familyOf(trace);
  const machine = new SpecMachine(profileNamed(trace.profile));
  machine.reset(trace.universe);
  const universe = toItf(trace.universe);
  const names = family.hooks(trace.universe);
  const hooks = () => ({
    '#map': names.map((name): [string, ReturnType<typeof observed>] => [name, observed(machine.observe(name))]),
  });
  const first = { request: variant('init', {}), outcome: 'ok', rule: '', view: variant('nothing', {}) };
  const states = [{ '#meta': { index: 0 }, universe, ...first, hooks: hooks() }];
  for (const [index, { request, expect }] of trace.steps.entries()) {
    const { op, ...fields } = request as { readonly op: string };
    const { outcome, view } = taken(machine, request, index + 1);
    if (outcome !== expect.outcome)
      throw new RangeError(`step ${index + 1}: the trace expects ${expect.outcome}, ${trace.profile} has ${outcome}`);
    const rule = machine.decidedBy ?? '';
    states.push({
      '#meta': { index: index + 1 },
      universe,
      request: variant(op, fields),
      outcome,
      rule,
      view: observed(view),
      hooks: hooks(),
    });
  }
  return states;
}

function taken(machine: SpecMachine, request: Request, number: number) {
  try {
    return machine.apply(request);
  } catch (error) {
    throw error instanceof SenselessRequest ? new RangeError(`step ${number}: ${error.message}`) : error;
  }
}
