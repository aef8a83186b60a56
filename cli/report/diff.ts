import { comparingOf } from '../../checker/diff/comparing.ts';
import type { Difference, DiffReport } from '../../checker/diff/diff-format.ts';
import { judged } from '../../checker/diff/diff-result.ts';
import { sum } from '../../checker/search/share.ts';
import type { Comparing, Two } from '../../spec/comparing.ts';
import type { Profile } from '../../spec/profile.ts';
import type { ScopePair, Universe } from '../../spec/semantics.ts';
import { type Block, code, type Inline, joined, table } from '../document/document.ts';
import type { Row, Scene } from '../document/picture.ts';
import { correspondingLines, describeSituation, KINDS, outcomes, verdictLines } from '../text/diff-words.ts';
import { count, plural } from '../text/output.ts';
import { diffDocument } from '../text/render-diff.ts';
import { agrees, Contradiction, namedBy } from './contradiction.ts';
import { type Drawing, drawing, recorded, requireScope } from './drawing.ts';
import type { Named } from './named.ts';
import { type Drawn, first, type Told } from './told.ts';

const names = (all: readonly string[]): Inline => joined(all.map((name) => code(name)));

/** The rows of both semantics, each under the name of its own; those that are the same once. */
function together(a: Profile, b: Profile, ours: readonly Row[], theirs: readonly Row[]): readonly Row[] {
  if (JSON.stringify(ours) === JSON.stringify(theirs)) return ours;
  const of = ({ name }: Profile, rows: readonly Row[]) =>
    rows.map((row) => ({ ...row, label: [name, row.label].filter(Boolean).join(' ') }));
  return [...of(a, ours), ...of(b, theirs)];
}

/** A scope as each of the two has it, and where it is in the report. */
interface Scopes extends ScopePair {
  readonly at: string;
}

/** How two semantics are compared; a Contradiction where they cannot be. */
function comparingIn(a: Profile, b: Profile): Comparing {
  try {
    return comparingOf(a, b);
  } catch (error) {
    throw error instanceof RangeError ? new Contradiction('b.profile', error.message) : error;
  }
}

/** The universes that two semantics are compared in, which need not be those that each is checked in. */
function universesOf(a: Profile, b: Profile, scopes: Scopes): Two<Universe> {
  const comparing = comparingIn(a, b);
  requireScope(a, scopes.a, `${scopes.at}.scope`);
  requireScope(b, scopes.b, `${scopes.at}.b`);
  return comparing.compare(a, b, { a: scopes.a, b: scopes.b }).universe;
}

function drawnOfBoth(a: Profile, b: Profile, { steps }: Difference, scopes: Scopes, at: string): Drawing {
  const universes = universesOf(a, b, scopes);
  const along = (semantics: Profile, side: 'a' | 'b') =>
    drawing(
      semantics,
      universes[side],
      recorded(steps.map((step) => step[side])),
      (index) => `${at}.steps.${index}.${side}.request`,
    );
  const ours = along(a, 'a');
  const theirs = along(b, 'b');
  const not = [ours.not && `${a.name}, ${ours.not}`, theirs.not && `${b.name}, ${theirs.not}`].filter(Boolean);
  if (not.length > 0) return { scenes: [], not: not.join('; ') };
  const scenes = steps.map((step, index): Scene => {
    const same = step.a.outcome === step.b.outcome;
    return {
      said: step.a.said === step.b.said ? step.a.said : `${a.name}: ${step.a.said} / ${b.name}: ${step.b.said}`,
      outcome: same ? step.a.outcome : `${a.name} ${step.a.outcome}, ${b.name} ${step.b.outcome}`,
      is: !same ? 'bad' : step.a.outcome === 'ok' ? 'good' : 'plain',
      rows: together(a, b, ours.scenes[index]?.rows ?? [], theirs.scenes[index]?.rows ?? []),
    };
  });
  return { scenes };
}

/** A Contradiction where the fields of a report that follow from others do not. */
export function expectDiff(report: DiffReport): void {
  const { result, finding } = judged(report, report.forbidden);
  agrees('finding', finding, report.finding);
  // A signal that came in the end is noted in a report whose result is known.
  if (!report.interrupted) agrees('result', result, report.result);
  const [a, b] = [report.a.profile, report.b.profile];
  for (const side of report.profiles) namedBy('profiles', side, [a, b], (name) => name);
  agrees('states', sum(report.scopes.map(({ states }) => states)), report.states);
}

/** What was found, in a sentence; what was not exercised is told beside it. */
function verdictOf(report: DiffReport): string {
  const lines = verdictLines(report);
  return lines.findLast((line) => !line.startsWith('inconclusive: ')) ?? lines.at(-1)!;
}

/** What a comparison of two semantics came to. */
export async function toldDiff(report: DiffReport, named: Named): Promise<Told> {
  const [a, b] = [await named(report.a.profile), await named(report.b.profile)];
  const { groups, scopes, states, compared, neverFired, untested, otherScopes } = report;
  expectDiff(report);
  const drawn = groups.map(({ op, rule, differences }, place): Drawn => {
    const shortest = differences.toSorted((one, other) => one.steps.length - other.steps.length)[0]!;
    const { scope: name, kind, a: ours, b: theirs } = shortest;
    const at = `groups.${place}.differences.${differences.indexOf(shortest)}`;
    const scope = namedBy(`${at}.scope`, name, scopes, (each) => each.scope.name);
    return {
      title:
        rule === undefined ? `${op}: ${outcomes(shortest)}` : [`${op}: `, code(rule.id), ' in one of the two only'],
      said: [
        `${KINDS[kind]}.`,
        [a.name, ': ', code(ours.rule), `, ${ours.sentence}`],
        [b.name, ': ', code(theirs.rule), `, ${theirs.sentence}`],
      ],
      ...drawnOfBoth(a, b, shortest, { a: scope.scope, b: scope.b, at: `scopes.${scopes.indexOf(scope)}` }, at),
    };
  });
  const { some, left } = first(drawn);
  const unfinished = scopes.filter(({ finished }) => !finished).map(({ scope }) => scope.name);
  const never = (['a', 'b'] as const).flatMap((side): Inline[] =>
    neverFired[side].length === 0
      ? []
      : [[`Rules of ${report[side].profile} that decided nothing: `, names(neverFired[side]), '.']],
  );
  const open = (['a', 'b'] as const).flatMap((side) =>
    untested[side].length === 0
      ? []
      : [`Changes of ${report[side].profile} not exercised: ${untested[side].join('; ')}.`],
  );
  const missed: readonly (Inline | false)[] = [
    unfinished.length > 0 && `Not explored to the end: ${unfinished.join(', ')}.`,
    report.part !== undefined && `This is part ${report.part.index} of ${report.part.of}.`,
    report.missing !== undefined && `${report.missing}.`,
    ...open,
    ...never,
    otherScopes.length > 0 && `Scopes that were not compared: ${otherScopes.join(', ')}.`,
    'Nothing outside of these scopes: no more objects, and no other requests.',
  ];
  return {
    title: `mprog diff ${a.name} ${b.name}`,
    verdict: verdictOf(report),
    covered: [
      ...correspondingLines(report).map((line) => `What corresponds: ${line}`),
      ...scopes.map(
        ({ said, scope, states: many }) => `Scope ${scope.name}: ${said}; ${plural(many, 'matching state')}.`,
      ),
      `${plural(states, 'matching state')}, ${plural(compared, 'request')} asked of both.`,
    ],
    missed: missed.filter((each) => each !== false),
    drawn: some,
    left,
    tables: [
      {
        title: 'Differences',
        block: table(
          [
            'operation',
            'kind',
            'situation',
            a.name,
            `rule of ${a.name}`,
            b.name,
            `rule of ${b.name}`,
            'requests',
            'steps',
          ],
          groups.flatMap(({ op, differences }) =>
            differences.map((each) => [
              op,
              each.kind,
              describeSituation(op, each.situation),
              each.a.outcome,
              code(each.a.rule),
              each.b.outcome,
              code(each.b.rule),
              count(each.requests),
              each.steps.length,
            ]),
          ),
        ),
      },
    ],
    body: diffDocument(report, { full: true }).children as Block[],
  };
}
