import type { Summary } from '../../checker/check/verdict.ts';
import { type Document, document, lines, signed } from '../document/document.ts';
import { plural } from './output.ts';
import { unaskedLine, untestedLines } from './render-verdict.ts';

const SIGNS = { held: '✓', violated: '✗', inconclusive: '?', skipped: '–' } as const;

/** How far the scopes were explored. */
function through(scopes: readonly string[], planned: number): string {
  if (scopes.length === planned) return ` in ${plural(planned, 'scope')} (${scopes.join(', ')})`;
  if (scopes.length === 0) return `: none of ${plural(planned, 'scope')} explored to the end`;
  return `: ${scopes.length} of ${plural(planned, 'scope')} explored to the end (${scopes.join(', ')})`;
}

/** What the scopes of a profile came to: one line, and by name what none of them exercised. */
export function summaryDocument(summary: Summary): Document {
  const { profile, result, scopes, planned, rules, neverFired, properties, vacuous, untested, unasked, widened } =
    summary;
  const missed = [...neverFired, ...vacuous];
  const parts = [
    `${rules - neverFired.length} of ${rules} rules fired`,
    `${properties - vacuous.length} of ${plural(properties, 'property', 'properties')} exercised`,
    ...(missed.length > 0 ? [`not exercised: ${missed.join(', ')}`] : []),
  ];
  const isUntested = result === 'inconclusive' && scopes.length === planned;
  return document(
    lines(
      ...(isUntested ? untestedLines(untested, plural(planned, 'scope')) : []),
      signed(
        result === 'held' && missed.length > 0 ? '–' : SIGNS[result],
        `${profile}: ${result}${through(scopes, planned)} · ${parts.join(' · ')}`,
      ),
      unaskedLine(unasked),
      widened !== undefined &&
        signed('–', `known anomalies with cases that the base does not have: ${widened.join(', ')}`),
    ),
  );
}
