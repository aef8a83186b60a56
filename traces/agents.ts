import type { Trace } from './format.ts';

const BEGINNING = 'Made by, in this order: ';

/** The note of a trace of a race: who makes its requests, one after another. */
export const madeBy = (agents: readonly string[]): string => `${BEGINNING}${agents.join(', ')}.`;

/** Who makes the first requests of a trace, in order; of other traces than those of races nobody is named. */
export function agentsOf({ origin, steps }: Pick<Trace, 'origin' | 'steps'>): readonly string[] {
  const note = origin?.kind === 'race' ? (origin.note ?? '') : '';
  if (!note.startsWith(BEGINNING) || !note.endsWith('.')) return [];
  const agents = note.slice(BEGINNING.length, -1).split(', ');
  return agents.length > steps.length || agents.some((name) => name === '') ? [] : agents;
}
