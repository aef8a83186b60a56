import type { Profile } from '../browser.ts';
import type { TaleRow } from './tale.ts';
import type { Stage } from './walked.ts';

/** A line of a sequence diagram. */
export interface DiagramLine {
  /** Its column among the agents. */
  readonly agent: number;
  readonly said: string;
  /** The step that it is, from 1 on; nothing where the agent asks nobody. */
  readonly step?: number;
  readonly outcome?: string;
  /** What the hooks show afterwards, where that is something else than before. */
  readonly lists?: string;
}

/** A sequence diagram of the steps that were made, those behind a race by whoever goes on. */
export interface Diagram {
  readonly agents: readonly string[];
  readonly hooks: string;
  readonly lines: readonly DiagramLine[];
}

const READER = 'reader';

/** The steps of a tale as a diagram, with what comes of each under the first semantics. */
export function diagramOf(
  tale: readonly TaleRow[],
  stages: readonly Stage[],
  { family }: Profile,
  words: (stage: Stage) => string,
): Diagram {
  const asked = tale.filter(({ says }) => says === undefined).length;
  const rows = [...tale, ...stages.slice(asked).map((): TaleRow => ({ agent: READER }))];
  const agents = [...new Set(rows.map(({ agent }) => agent))];
  const [first] = stages;
  const hooks = first === undefined ? [] : family.hooks(first.before[0]!.universe);
  let step = 0;
  let shown = '';
  const lines = rows.flatMap(({ agent: name, says }): DiagramLine[] => {
    const agent = agents.indexOf(name);
    if (says !== undefined) return [{ agent, said: says }];
    const stage = stages[step];
    if (stage === undefined) return [];
    step += 1;
    const [took] = stage.took;
    if (took === undefined || 'cannot' in took) return [{ agent, said: words(stage), step, outcome: 'not asked' }];
    const seen = Object.entries(took.explanation.after);
    const lists = seen.map(([hook, text]) => (seen.length > 1 ? `${hook}: ${text}` : text)).join('; ');
    const isOther = lists !== shown;
    shown = lists;
    return [{ agent, said: words(stage), step, outcome: took.explanation.outcome, ...(isOther ? { lists } : {}) }];
  });
  return { agents, hooks: hooks.join(', '), lines };
}
