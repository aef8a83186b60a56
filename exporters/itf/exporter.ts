import type { Trace } from '../../traces/format.ts';
import { type Itf, type ItfValue, toItf, VARIABLES } from '../../traces/itf.ts';
import { undefinedIn } from '../../traces/not-for-kernel.ts';
import type { TraceFile } from '../../traces/trace-file.ts';
import { bySpec, type Shown } from '../by-the-spec.ts';
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
    if (error instanceof RangeError) return error.message; // the spec says otherwise, or knows no such profile
    throw error;
  }
}

/** Throws a RangeError where the spec says otherwise than the trace. */
function statesOf(trace: Trace): Itf['states'] {
  const universe = toItf(trace.universe);
  const { first, steps } = bySpec(trace, { rules: true });
  const map = (hooks: Shown) => ({
    '#map': Object.entries(hooks).map(([name, seen]): [string, ReturnType<typeof observed>] => [name, observed(seen)]),
  });
  const init = { request: variant('init', {}), outcome: 'ok', rule: '', view: variant('nothing', {}) };
  return [
    { '#meta': { index: 0 }, universe, ...init, hooks: map(first) },
    ...steps.map(({ step, outcome, rule, view, hooks }, index) => {
      const { op, ...fields } = step.request as { readonly op: string };
      const request = variant(op, fields);
      return {
        '#meta': { index: index + 1 },
        universe,
        request,
        outcome,
        rule,
        view: observed(view),
        hooks: map(hooks),
      };
    }),
  ];
}
