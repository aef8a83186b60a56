import { DIFFERENCE_KINDS, type DiffReport, type Forbidden } from './diff-format.ts';

/** The kinds of difference that a report has. What is no difference of errno alone, nor a word, is one of behaviour. */
export function kindsIn({ groups, vocabulary }: Pick<DiffReport, 'groups' | 'vocabulary'>): ReadonlySet<Forbidden> {
  const kinds = groups.flatMap(({ differences }) =>
    differences.map(({ kind }) => (kind === 'errno' ? kind : 'behaviour')),
  );
  return new Set([...kinds, ...(vocabulary.length > 0 ? (['vocabulary'] as const) : [])]);
}

/** Whether a report is of a comparison that did not come to its end. */
export const isUnfinished = ({ interrupted, scopes }: Pick<DiffReport, 'interrupted' | 'scopes'>): boolean =>
  interrupted === true || scopes.some(({ finished }) => !finished);

/** What a comparison comes to where some kinds of difference are forbidden: all of them unless some are named. */
export function judged(
  report: Omit<DiffReport, 'result' | 'finding' | 'forbidden'>,
  forbidden: readonly Forbidden[] = DIFFERENCE_KINDS,
): Pick<DiffReport, 'result' | 'finding' | 'forbidden'> {
  const kinds = kindsIn(report);
  const isOpen = report.untested.a.length + report.untested.b.length > 0;
  const clean = isOpen ? 'inconclusive' : 'held';
  const finished = forbidden.some((kind) => kinds.has(kind)) ? 'violated' : clean;
  return {
    result: isUnfinished(report) ? 'inconclusive' : finished,
    finding: kinds.size > 0 ? 'differences' : 'no-difference',
    forbidden: [...forbidden],
  };
}
