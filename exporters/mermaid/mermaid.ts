import { profileNamed } from '../../spec/families/profiles.ts';
import { SpecMachine } from '../../spec/spec-machine.ts';
import { SenselessRequest } from '../../spec/vocabulary/machine.ts';
import { agentsOf } from '../../traces/agents.ts';
import { familyOf, type Trace } from '../../traces/format.ts';
import { mermaidLines, type SequenceRow } from '../../traces/sequence.ts';
import type { TraceFile } from '../../traces/trace-file.ts';
import type { ExportedFile, Exporter, SkippedTrace } from '../exporter.ts';
import { freshName } from '../fresh-name.ts';

/** A sequence diagram of Mermaid for each trace. */
export const MERMAID: Exporter = {
  title: 'a Mermaid sequence diagram for each trace',
  use: undefined,
  *make({ version, traces }) {
    const files: ExportedFile[] = [];
    const skipped: SkippedTrace[] = [];
    const names = new Set<string>();
    for (const [index, file] of traces.entries()) {
      try {
        files.push({ name: freshName(names, file.path, 'mmd'), text: mermaidOf(file, version), traces: [file] });
      } catch (error) {
        if (!(error instanceof RangeError)) throw error; // no such profile, or a request that makes no sense
        skipped.push({ ...file, reason: error.message });
      }
      if (yield index + 1) break;
    }
    return { files, skipped };
  },
};

/** Who makes requests of which nobody is named: after a race, whoever looks what became of it. */
const nobody = (named: readonly string[]) => (named.length === 0 ? 'caller' : 'reader');

/** A trace as the source of a sequence diagram, its title in front. Throws a RangeError where the spec says otherwise than the trace. */
export function mermaidOf({ path, trace }: TraceFile, version: string): string {
  const named = agentsOf(trace);
  const by = trace.steps.map((_, index) => named[index] ?? nobody(named));
  const agents = [...new Set(by)];
  const { first, rows } = rowsOf(trace, (index) => agents.indexOf(by[index]!));
  const hooks = familyOf(trace).hooks(trace.universe);
  return [
    '---',
    `title: ${JSON.stringify(trace.title)}`,
    '---',
    `%% ${path}, by mprog-spec ${version}`,
    ...mermaidLines({ agents, hooks, first, earlier: [], start: '', rows }),
    '',
  ].join('\n');
}

function rowsOf(trace: Trace, agentOf: (index: number) => number) {
  const semantics = profileNamed(trace.profile);
  const { words, hooks: hooksIn } = semantics.family;
  const hooks = hooksIn(trace.universe);
  const machine = new SpecMachine(semantics);
  machine.reset(trace.universe);
  const shown = () => {
    const seen = hooks.map((hook) => [hook, words.observation(machine.observe(hook))] as const);
    return seen.map(([hook, text]) => (hooks.length > 1 ? `${hook}: ${text}` : text)).join(', ');
  };
  const first = shown();
  let before = first;
  const rows = trace.steps.map(({ request, expect }, index): SequenceRow => {
    const { outcome, view } = taken(machine, request, index + 1);
    if (outcome !== expect.outcome)
      throw new RangeError(`step ${index + 1}: the trace expects ${expect.outcome}, ${trace.profile} has ${outcome}`);
    const after = shown();
    const lists = after === before ? undefined : after;
    before = after;
    const isQuery = semantics.family.queries.has(request.op) && outcome === 'ok';
    return {
      agent: agentOf(index),
      said: words.request(request, hooks.length > 1 ? 'several' : 'one'),
      asks: true,
      answer: isQuery ? `${outcome}, ${words.observation(view)}` : outcome,
      lists,
    };
  });
  return { first, rows };
}

function taken(machine: SpecMachine, request: Parameters<SpecMachine['apply']>[0], number: number) {
  try {
    return machine.apply(request);
  } catch (error) {
    throw error instanceof SenselessRequest ? new RangeError(`step ${number}: ${error.message}`) : error;
  }
}
