import type { Rediscovered, RediscoveryReport } from '../../checker/promises/rediscovery-report.ts';
import type { Fix } from '../../spec/fix.ts';
import {
  type Block,
  bold,
  close,
  code,
  type Document,
  document,
  heading,
  type Inline,
  indented,
  joined,
  lines,
  paragraph,
  type Sign,
  signed,
  table,
} from '../document/document.ts';
import { sentence } from '../document/prose.ts';
import { plural } from './output.ts';

const SIGNS = { held: '✓', violated: '✗', inconclusive: '?', skipped: '–' } as const satisfies Record<
  Rediscovered['result'],
  Sign
>;

const property = ({ finding, result }: Rediscovered): string =>
  finding?.property ??
  (result === 'violated' ? 'not found' : result === 'inconclusive' ? 'interrupted' : 'out of reach');

/** How many steps there are, in both runs where two are compared. */
const length = ({ finding }: Rediscovered): Inline => {
  if (finding === undefined) return '–';
  return finding.steps.length + (finding.beside?.length ?? 0);
};

const time = ({ seconds }: Rediscovered): Inline => (seconds === undefined ? '–' : seconds.toFixed(1));

/** All fixes; on a page with the releases that have them, in a terminal with seconds. */
function overview(fixes: readonly Rediscovered[], timed: boolean): Block {
  const last = timed ? 's' : 'fixed in';
  const rows = fixes.map((each) => [
    signed(SIGNS[each.result], each.commit),
    property(each),
    length(each),
    timed ? time(each) : each.since,
  ]);
  return table(['fix', 'found by', 'steps', last], rows);
}

/** The steps of a shortest trace, in words. */
function trace({ semantics, finding }: Rediscovered, fixes: readonly Fix[]): Block {
  const reach = fixes.map((fix) => fix.reach).find((each) => each.is === 'expected' && each.before.name === semantics);
  if (reach?.is !== 'expected') throw new Error(`no fix has the semantics ${semantics}`);
  const { family } = reach.before;
  const { words } = family;
  const named = new Set(finding!.steps.map(({ request }) => (request as { readonly hook?: string }).hook ?? ''));
  const several = named.size > 1 ? 'several' : 'one';
  const run = (steps: typeof finding extends undefined ? never : NonNullable<typeof finding>['steps'], other: string) =>
    steps.map(({ request, outcome, rule }, index) => [
      `${other}${index + 1}`,
      words.request(request, several),
      outcome ?? '–',
      rule === undefined ? '–' : code(rule),
    ]);
  return table(
    ['#', 'request', 'outcome', 'rule'],
    [...run(finding!.steps, ''), ...(finding!.beside === undefined ? [] : run(finding!.beside, 'compare '))],
  );
}

function detail(each: Rediscovered, fixes: readonly Fix[]): readonly Block[] {
  const { commit, since, defect, finding, result, profile, semantics, reason, reach } = each;
  const about = paragraph(sentence(defect), ` Fixed in ${since}.`);
  const head = heading(2, commit);
  if (result === 'skipped') {
    const why = reach === 'missing' ? `Not reached yet: what is missing is ${reason}.` : `Out of reach: ${reason}.`;
    return [head, about, paragraph(why)];
  }
  if (finding === undefined) {
    const said = result === 'violated' ? 'Not found, although it should be' : 'Interrupted';
    return [head, about, paragraph(said, ': ', code(semantics!), ' against ', code(profile!), '.')];
  }
  const before = finding.scope;
  return [
    head,
    about,
    paragraph(
      code(finding.property!),
      ' is violated before the fix, and holds in ',
      code(profile!),
      `: "${finding.sentence}" Scope ${before}, after ${plural(finding.steps.length, 'step')}:`,
    ),
    trace(each, fixes),
    ...(finding.alsoBreaks.length === 0
      ? []
      : [paragraph('Violated and mended too: ', joined(finding.alsoBreaks.map((id) => code(id))), '.')]),
  ];
}

/** A report as a document: with seconds (`timed`), or with releases; in short, or with all that is said of each fix (`traces`). */
export function rediscoveryDocument(
  report: RediscoveryReport,
  fixes: readonly Fix[],
  { timed, traces }: { readonly timed: boolean; readonly traces: boolean },
): Document {
  const { found, expected, seconds } = report;
  const out = report.fixes.filter(({ result }) => result === 'skipped');
  const lost = report.fixes.filter(({ result }) => result === 'violated');
  const unseen = report.fixes.filter(({ result }) => result === 'inconclusive');
  return document(
    paragraph(
      bold(`${found} of ${plural(report.fixes.length, 'fix', 'fixes')} rediscovered`),
      ` · ${expected} expected · ${out.length} out of reach`,
      timed && ` · ${seconds.toFixed(1)} s`,
    ),
    overview(report.fixes, timed),
    close(
      lines(
        ...lost.map(({ commit, profile }) =>
          signed('✗', `${commit}: no property is violated before the fix that holds in ${profile}`),
        ),
        ...unseen.map(({ commit }) =>
          signed('?', `${commit}: interrupted, there may be a violation that was not found`),
        ),
        ...(traces
          ? []
          : out.map(({ commit, reach, reason }) =>
              signed('–', `${commit}: ${reach === 'missing' ? `not reached yet, missing: ${reason}` : reason}`),
            )),
      ),
    ),
    ...(traces
      ? report.fixes.flatMap((each) => detail(each, fixes))
      : report.fixes.flatMap((each) =>
          each.finding === undefined
            ? []
            : [paragraph(signed('✓', bold(each.commit), ` ${each.defect}`)), ...indented(2, close(trace(each, fixes)))],
        )),
  );
}
