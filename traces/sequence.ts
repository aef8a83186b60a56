/** What one agent does, in a sequence diagram. */
export interface SequenceRow {
  /** Its index among the agents. */
  readonly agent: number;
  /** What it asks, or does. */
  readonly said: string;
  /** Whether it asks the hook; otherwise it is a thing of its own. */
  readonly asks: boolean;
  readonly answer: string;
  /** What the hooks show afterwards, where that is something else than before. */
  readonly lists: string | undefined;
}

/** A sequence diagram: agents, and the hooks that they ask. */
export interface Sequence {
  readonly agents: readonly string[];
  readonly hooks: readonly string[];
  /** What the hooks show first. */
  readonly first: string;
  /** What was done before, and what is said between that and the rest. */
  readonly earlier: readonly SequenceRow[];
  readonly start: string;
  readonly rows: readonly SequenceRow[];
}

/** Text that Mermaid does not take for anything else. */
const escaped = (text: string) => text.replaceAll(';', ',').replaceAll('#', 'no. ').replace(/\s+/g, ' ');

const id = (agent: number) => `a${agent + 1}`;

const linesOf = ({ agent, said, asks, answer, lists }: SequenceRow): readonly string[] => [
  asks
    ? `  ${id(agent)}->>hook: ${escaped(said)}`
    : `  Note over ${id(agent)}: ${escaped(said + (answer && `: ${answer}`))}`,
  ...(asks ? [`  hook-->>${id(agent)}: ${escaped(answer)}`] : []),
  ...(lists === undefined ? [] : [`  Note over hook: ${escaped(lists)}`]),
];

/** A sequence diagram as the source that Mermaid reads, line by line. */
export const mermaidLines = ({ agents, hooks, first, earlier, start, rows }: Sequence): readonly string[] => [
  'sequenceDiagram',
  ...agents.map((name, index) => `  participant ${id(index)} as ${escaped(name)}`),
  `  participant hook as ${escaped(hooks.join(', '))}`,
  `  Note over hook: ${escaped(first)}`,
  ...earlier.flatMap(linesOf),
  ...(earlier.length === 0 ? [] : [`  Note over ${id(0)},hook: ${escaped(start)}`]),
  ...rows.flatMap(linesOf),
];
