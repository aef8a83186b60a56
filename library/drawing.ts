import type { Column, Drawing } from '../spec/drawing.ts';
import type { Family } from '../spec/family.ts';
import type { State } from '../spec/semantics.ts';

/** The drawing of a state; of a family that has none, what a query shows of each hook, in words. */
export function drawingOf(family: Family, state: State): Drawing {
  if (family.drawing !== undefined) return family.drawing(state);
  const columns = family.hooks(state.universe).map((name): Column => {
    const seen = family.words.observation(family.observe(state, name));
    return { name, about: '', facts: [seen], slots: [], gone: false };
  });
  return { columns, objects: [] };
}
