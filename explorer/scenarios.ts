import type { Scenarios } from './opening.ts';

/** The scenarios of races that the page has. */
export const SCENARIOS: Scenarios = Object.fromEntries(
  Object.entries(import.meta.glob('../scenarios/*.json', { eager: true, query: '?raw', import: 'default' })).map(
    ([path, text]) => [path.replace(/^.*\/|\.json$/g, ''), text as string],
  ),
);
