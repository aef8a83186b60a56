import type { Summary } from '../../checker/check/verdict.ts';
import { colours, plural, say } from './output.ts';
import { untestedLines } from './render-verdict.ts';

const RESULTS = { held: colours.green('✓'), violated: colours.red('✗'), inconclusive: colours.yellow('?') } as const;

/** Prints what the scopes of a profile came to: one line, and by name what none of them exercised. */
export function renderSummary(summary: Summary): void {
  const { profile, result, scopes, planned, rules, neverFired, properties, vacuous, untested } = summary;
  if (result === 'inconclusive' && scopes.length === planned)
    for (const line of untestedLines(untested, plural(planned, 'scope'))) say(line);
  const missed = [...neverFired, ...vacuous];
  const mark = result === 'held' && missed.length > 0 ? colours.yellow('–') : RESULTS[result];
  const through =
    scopes.length === planned ? plural(planned, 'scope') : `${scopes.length} of ${plural(planned, 'scope')}`;
  const parts = [
    `${rules - neverFired.length} of ${rules} rules fired`,
    `${properties - vacuous.length} of ${plural(properties, 'property', 'properties')} exercised`,
    ...(missed.length === 0 ? [] : [`not exercised: ${missed.join(', ')}`]),
  ];
  say(`${mark} ${profile}: ${result} in ${through} (${scopes.join(', ')}) · ${parts.join(' · ')}`);
}
