import type { RediscoveryReport } from '../../checker/promises/rediscovery-report.ts';
import { propertyScopes } from '../../checker/requests/scopes.ts';
import { FIXES } from '../../spec/families/before-fixes/fixes.ts';
import { type Block, code, type Inline, joined, table } from '../document/document.ts';
import { count, plural } from '../text/output.ts';
import { rediscoveryDocument } from '../text/render-rediscovery.ts';
import { type Drawing, drawing, recorded } from './drawing.ts';
import { type Drawn, first, type Told } from './told.ts';

type Fix = RediscoveryReport['fixes'][number];

/** The pictures of what was found before a fix: a run, or two that are compared. */
function drawnOf({ commit, defect, finding, semantics }: Fix, place: number): readonly Drawn[] {
  if (finding === undefined) return [];
  const at = `fixes.${place}.finding`;
  const runs = [
    {
      steps: finding.steps,
      at: `${at}.steps`,
      head: '',
      said: [defect, `Before the fix does not hold: ${finding.sentence}`],
    },
    ...(finding.beside === undefined
      ? []
      : [{ steps: finding.beside, at: `${at}.beside`, head: ', the run it is compared with', said: [] }]),
  ];
  const reach = FIXES.map((fix) => fix.reach).find((each) => each.is === 'expected' && each.before.name === semantics);
  const before = reach?.is === 'expected' ? reach.before : undefined;
  const scope = before && propertyScopes(before).states.find((each) => each.scope.name === finding.scope)?.scope;
  const drawn = (run: (typeof runs)[number]): Drawing =>
    before === undefined || scope === undefined
      ? {
          scenes: [],
          not: `the semantics before the fix, or its scope "${finding.scope}", does not come with this mprog`,
        }
      : drawing(
          before,
          before.family.explore(scope, before).universe,
          recorded(run.steps),
          (index) => `${run.at}.${index}.request`,
        );
  return runs.map((run) => ({
    title: [code(commit), ': ', code(finding.property ?? ''), run.head],
    said: run.said,
    ...drawn(run),
  }));
}

/** What a search for the defects of fixes came to. */
export async function toldRediscovery(report: RediscoveryReport): Promise<Told> {
  const { fixes, found, expected } = report;
  const { some, left } = first(fixes.flatMap(drawnOf));
  const lost = fixes.filter(({ result }) => result === 'violated').map(({ commit }) => commit);
  const open = fixes.filter(({ result }) => result === 'inconclusive').map(({ commit }) => commit);
  const out = fixes.filter(({ result }) => result === 'skipped');
  const missed: readonly (Inline | false)[] = [
    lost.length > 0 && ['Not found, although they should be: ', joined(lost.map((each) => code(each))), '.'],
    open.length > 0 && ['Not searched to the end: ', joined(open.map((each) => code(each))), '.'],
    ...out.map(({ commit, reason }): Inline => [code(commit), `: out of reach: ${reason}.`]),
    'No other fixes, and no defects that no fix is known of.',
  ];
  const states = fixes.reduce((sum, each) => sum + (each.states ?? 0), 0);
  const requests = fixes.reduce((sum, each) => sum + (each.requests ?? 0), 0);
  return {
    title: 'mprog rediscover',
    verdict: `${found} of ${plural(expected, 'defect')} that must be found are found`,
    covered: [
      `${plural(fixes.length, 'fix', 'fixes')}, each searched before it and with it.`,
      `${plural(states, 'state')} before fixes, ${plural(requests, 'request')}.`,
    ],
    missed: missed.filter((each) => each !== false),
    drawn: some,
    left,
    tables: [
      {
        title: 'Fixes',
        block: table(
          ['fix', 'in', 'result', 'found by', 'steps', 'states', 'requests', 'defect'],
          fixes.map(({ commit, since, result, finding, states: seen, requests: made, defect }) => [
            code(commit),
            since,
            result,
            finding?.property === undefined ? '' : code(finding.property),
            finding?.steps.length ?? '',
            seen === undefined ? '' : count(seen),
            made === undefined ? '' : count(made),
            defect,
          ]),
        ),
      },
    ],
    body: rediscoveryDocument(report, FIXES, { timed: true, traces: true }).children as Block[],
  };
}
