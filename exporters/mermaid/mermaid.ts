import { agentsOf } from '../../traces/agents.ts';
import { familyOf, type Trace } from '../../traces/format.ts';
import { mermaidLines, type SequenceRow } from '../../traces/sequence.ts';
import type { TraceFile } from '../../traces/trace-file.ts';
import { bySpec, type Shown } from '../by-the-spec.ts';
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
        if (!(error instanceof RangeError)) throw error; // the spec says otherwise, or knows no such profile
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
  const { words, queries } = familyOf(trace);
  const { first, steps } = bySpec(trace, { rules: false });
  const several = Object.keys(first).length > 1;
  const drawn = (hooks: Shown) =>
    Object.entries(hooks)
      .map(([hook, seen]) => (several ? `${hook}: ${words.observation(seen)}` : words.observation(seen)))
      .join(', ');
  let before = drawn(first);
  const rows = steps.map(({ step: { request }, outcome, view, hooks }, index): SequenceRow => {
    const after = drawn(hooks);
    const lists = after === before ? undefined : after;
    before = after;
    const isQuery = queries.has(request.op) && outcome === 'ok';
    return {
      agent: agentOf(index),
      said: words.request(request, several ? 'several' : 'one'),
      asks: true,
      answer: isQuery ? `${outcome}, ${words.observation(view)}` : outcome,
      lists,
    };
  });
  return { first: drawn(first), rows };
}
