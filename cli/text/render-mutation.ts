import type { MutantResult, MutationReport } from '../../checker/mutate/report.ts';
import type { Family } from '../../spec/family.ts';
import { WAYS } from '../../spec/mutants/index.ts';
import {
  type Block,
  bold,
  close,
  type Document,
  document,
  indented,
  lines,
  mark,
  paragraph,
  type Sign,
  signed,
  stanza,
  table,
} from '../document/document.ts';
import { count, partLine, plural } from './output.ts';

const SIGNS = { killed: '✓', equivalent: '=', survived: '✗', unclear: '?' } as const satisfies Record<
  MutantResult['fate'],
  Sign
>;

function mutantLine({ words }: Family, { id, fate, by, step, way = [] }: MutantResult): readonly Block[] {
  const how = {
    killed: `killed by ${by}${step === undefined ? ', which it stops' : `, ${plural(step, 'step')}`}`,
    equivalent: 'equivalent in these scopes',
    survived: way.length === 0 ? 'survived' : 'survived; would be killed by',
    unclear: 'unclear: no request that shows it was found',
  }[fate];
  const steps = fate === 'survived' ? way.map((request) => words.request(request, 'several')) : [];
  return [paragraph(mark(SIGNS[fate]), ` ${id}  ${how}`), ...indented(6, close(lines(...steps)))];
}

/** A report as a document: one line for each mutant, a table of operators, the score. */
export function mutationDocument(family: Family, report: MutationReport, survivorsOnly: boolean): Document {
  const { profile, killer, traces, scopes, states, score, mutants, operators, seconds } = report;
  const many = plural(mutants.length, 'mutant');
  const shown = mutants.filter(({ fate }) => !survivorsOnly || fate === 'survived' || fate === 'unclear');
  const left = Object.keys(WAYS).filter((each) => !operators.some(({ operator }) => operator === each));
  const sign =
    SIGNS[
      ({ held: 'killed', violated: 'survived', inconclusive: 'unclear', skipped: 'unclear' } as const)[report.result]
    ];
  return document(
    stanza(
      [bold(profile), ` · ${many} · to be killed by ${killer}${traces > 0 ? ` (${plural(traces, 'trace')})` : ''}`],
      report.part !== undefined && partLine(report.part, `of ${plural(report.part.mutants, 'mutant')} in all`),
      `judged in ${plural(states, 'state')} of the scopes ${scopes.map(({ scope }) => scope.name).join(', ')} · ${seconds.toFixed(1)} s`,
    ),
    lines(...shown.map((each) => mutantLine(family, each))),
    table(
      ['operator', 'mutants', 'killed', 'equivalent', 'survived', 'unclear'],
      operators.map((each) => [
        each.operator,
        ...[each.mutants, each.killed, each.equivalent, each.survived, each.unclear].map(count),
      ]),
    ),
    report.missing !== undefined && close(paragraph(mark('?'), ` inconclusive: ${report.missing}`)),
    close(
      paragraph(
        mark(sign),
        ` ${count(score.killed)} of ${plural(score.of, 'mutant')} killed; ${count(score.equivalent)} more are equivalent in these scopes`,
      ),
    ),
    left.length > 0 && close(paragraph(signed('–', `not used unless --operator names them: ${left.join(', ')}`))),
  );
}
