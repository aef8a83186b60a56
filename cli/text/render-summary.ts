import type { Summary } from '../../checker/check/verdict.ts';
import { colours, plural, say } from './output.ts';
import { untestedLines } from './render-verdict.ts';

const RESULTS = {
  held: colours.green('✓'),
  violated: colours.red('✗'),
  inconclusive: colours.yellow('?'),
  skipped: colours.yellow('–'),
} as const;

/** How far the scopes were explored. */
function through(scopes: readonly string[], planned: number): string {
  if (scopes.length === planned) return ` in ${plural(planned, 'scope')} (${scopes.join(', ')})`;
  if (scopes.length === 0) return `: none of ${plural(planned, 'scope')} explored to the end`;
  return `: ${scopes.length} of ${plural(planned, 'scope')} explored to the end (${scopes.join(', ')})`;
}

/** Prints what the scopes of a profile came to: one line, and by name what none of them exercised. */
export function renderSummary(summary: Summary): void {
  const { profile, result, scopes, planned, rules, neverFired, properties, vacuous, untested } = summary;
  if (result === 'inconclusive' && scopes.length === planned)
    for (const line of untestedLines(untested, plural(planned, 'scope'))) say(line);
  const missed = [...neverFired, ...vacuous];
  const mark = result === 'held' && missed.length > 0 ? colours.yellow('–') : RESULTS[result];
  const parts = [
    `${rules - neverFired.length} of ${rules} rules fired`,
    `${properties - vacuous.length} of ${plural(properties, 'property', 'properties')} exercised`,
    ...(missed.length === 0 ? [] : [`not exercised: ${missed.join(', ')}`]),
  ];
  say(`${mark} ${profile}: ${result}${through(scopes, planned)} · ${parts.join(' · ')}`);
}
