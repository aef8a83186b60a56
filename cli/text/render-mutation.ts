import type { MutantResult, MutationReport } from '../../checker/mutate/report.ts';
import type { Family } from '../../spec/family.ts';
import { colours, count, plural, say } from './output.ts';
import { plainTable } from './render-failure.ts';

const SIGNS = {
  killed: colours.green('✓'),
  equivalent: '=',
  survived: colours.red('✗'),
  unclear: colours.yellow('?'),
} as const satisfies Record<MutantResult['fate'], string>;

function line({ words }: Family, { id, fate, by, step, way = [] }: MutantResult): string {
  const how = {
    killed: `killed by ${by}${step === undefined ? ', which it stops' : `, ${plural(step, 'step')}`}`,
    equivalent: 'equivalent in these scopes',
    survived: way.length === 0 ? 'survived' : 'survived; would be killed by',
    unclear: 'unclear: no request that shows it was found',
  }[fate];
  const steps = fate === 'survived' ? way.map((request) => `      ${words.request(request, 'several')}`) : [];
  return [`${SIGNS[fate]} ${id}  ${how}`, ...steps].join('\n');
}

/** Prints a report: one line for each mutant, a table of operators, the score. */
export function renderMutation(family: Family, report: MutationReport, survivorsOnly: boolean): void {
  const { profile, killer, traces, scopes, states, score, mutants, operators, seconds } = report;
  say(
    `${colours.bold(profile)} · ${plural(mutants.length, 'mutant')} · to be killed by ${killer}${traces > 0 ? ` (${plural(traces, 'trace')})` : ''}`,
  );
  say(
    `judged in ${plural(states, 'state')} of the scopes ${scopes.map(({ scope }) => scope.name).join(', ')} · ${seconds.toFixed(1)} s`,
  );
  const shown = mutants.filter(({ fate }) => !survivorsOnly || fate === 'survived' || fate === 'unclear');
  if (shown.length > 0) say();
  for (const each of shown) say(line(family, each));
  const table = plainTable(['operator', 'mutants', 'killed', 'equivalent', 'survived', 'unclear']);
  for (const each of operators)
    table.push([
      each.operator,
      ...[each.mutants, each.killed, each.equivalent, each.survived, each.unclear].map(count),
    ]);
  say();
  say(table.toString());
  const sign = report.result === 'held' ? SIGNS.killed : report.result === 'violated' ? SIGNS.survived : SIGNS.unclear;
  say(
    `${sign} ${count(score.killed)} of ${plural(score.of, 'mutant')} killed; ${count(score.equivalent)} more are equivalent in these scopes`,
  );
}
