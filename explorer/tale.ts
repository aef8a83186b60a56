import { madeBy } from '../browser.ts';

/** One thing that an agent of a race does: what it says by itself, or else the next step. */
export interface TaleRow {
  readonly agent: string;
  readonly says?: string;
}

const LONGEST = 300;
const isText = (value: unknown): value is string =>
  typeof value === 'string' && value.length > 0 && value.length <= LONGEST;

/** Rows of a URL; `undefined` where they are none, or are about more steps than there are. */
export function parseTale(document: unknown, steps: number): readonly TaleRow[] | undefined {
  if (!Array.isArray(document) || document.length === 0) return undefined;
  const rows = document.map((each: unknown) => {
    const { agent, says } = (each ?? {}) as { readonly agent?: unknown; readonly says?: unknown };
    if (!isText(agent) || (says !== undefined && !isText(says))) return undefined;
    return says === undefined ? { agent } : { agent, says };
  });
  const whole = rows.filter((row) => row !== undefined);
  if (whole.length < rows.length || whole.filter(({ says }) => says === undefined).length > steps) return undefined;
  return whole;
}

/** What is left of a tale where the steps behind some are others. */
export function cutTale(tale: readonly TaleRow[] | undefined, steps: number): readonly TaleRow[] | undefined {
  if (tale === undefined) return undefined;
  let asked = 0;
  const rows = tale.filter(({ says }) => {
    if (says !== undefined) return asked < steps;
    asked += 1;
    return asked <= steps;
  });
  return rows.some(({ says }) => says === undefined) ? rows : undefined;
}

/** The rows of a trace whose first steps are made by agents; nothing where none is named. */
export const taleOf = (agents: readonly string[]): readonly TaleRow[] | undefined =>
  agents.length === 0 ? undefined : agents.map((agent) => ({ agent }));

/** Where a trace comes from whose steps agents make. */
export function originOf(tale: readonly TaleRow[] | undefined, steps: number) {
  const agents = (tale ?? []).filter(({ says }) => says === undefined).slice(0, steps);
  if (agents.length === 0) return { kind: 'hand' as const };
  return { kind: 'race' as const, note: madeBy(agents.map(({ agent }) => agent)) };
}
