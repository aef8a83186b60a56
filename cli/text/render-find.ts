import type { FindReport, WayStep } from '../../checker/find/report.ts';
import type { Profile } from '../../spec/profile.ts';
import type { Scope } from '../../spec/semantics.ts';
import {
  type Block,
  bold,
  close,
  code,
  type Document,
  document,
  fields,
  type Inline,
  indented,
  joined,
  LINE,
  paragraph,
  signed,
  stanza,
  table,
} from '../document/document.ts';
import { count, plural } from './output.ts';
import { writtenTo } from './render-failure.ts';
import { describeScope } from './render-verdict.ts';

/** What the names of the scope are on a host. */
const hostWords = (host: Readonly<Record<string, string>>): string =>
  Object.entries(host)
    .map(([ours, theirs]) => `${ours} is ${theirs}`)
    .join(', ');

/** What was looked for, in words. */
export function goalWords({ goal: { picture, at, rule, outcome, file } }: Pick<FindReport, 'goal'>): string {
  const said = [
    picture !== undefined && `"${picture}" at ${at}`,
    rule !== undefined && `a request that ${rule} decides`,
    outcome !== undefined && `a request with outcome ${outcome}`,
    file !== undefined && `a state that ${file} accepts`,
  ];
  return said.filter((each) => each !== false).join(', and ');
}

function constraintWords({ constraints: { without, owned } }: FindReport): string {
  const said = [
    without.length > 0 && `without ${without.join(', ')}`,
    owned !== undefined && `with nothing but ${owned.join(', ') || 'what nobody has'}`,
  ];
  return said.filter((each) => each !== false).join('; ');
}

/** The list of each hook after a step. */
const afterwards = ({ after }: WayStep): Inline => {
  const hooks = Object.entries(after);
  const said = hooks.map(([hook, list]) => (hooks.length > 1 ? `${hook}: ${list}` : list));
  return joined(said, LINE);
};

function stepsTable(steps: readonly WayStep[]): Block {
  const rows = steps.map((step, index) => [index + 1, step.said, step.outcome, step.rule, afterwards(step)]);
  return table(['#', 'request', 'outcome', 'rule', 'afterwards'], rows);
}

/** Each request in the words of the dialects that were asked for. */
function callBlocks(steps: readonly WayStep[]): readonly Block[] {
  const dialects = (steps[0]?.calls ?? []).map(({ dialect }) => dialect);
  return dialects.flatMap((dialect) => [
    paragraph(bold(dialect)),
    close(
      fields(
        steps.map(({ calls }, index): readonly Inline[] => {
          const call = calls!.find((each) => each.dialect === dialect)!;
          return [index + 1, call.code === undefined ? `cannot be said: ${call.unsaid}` : code(call.code)];
        }),
      ),
    ),
  ]);
}

function wayBlocks(report: FindReport, way: FindReport['ways'][number], index: number): readonly Block[] {
  const many = report.ways.length > 1;
  const body = [
    ...(way.steps.length === 0 ? [] : [stepsTable(way.steps), ...callBlocks(way.steps)]),
    ...(way.file === undefined ? [] : [fields(writtenTo(way.file))]),
  ];
  return [...(many ? [paragraph(bold(`way ${index + 1} of ${report.ways.length}`))] : []), ...indented(2, ...body)];
}

const measured = ({ states, transitions, seconds }: FindReport) =>
  `${plural(states, 'state')} · ${plural(transitions, 'request')} · ${seconds.toFixed(1)} s`;

function verdict(semantics: Profile, scope: Scope, report: FindReport): readonly Inline[] {
  const { ways, bound, interrupted, goal } = report;
  const [first] = ways;
  if (first !== undefined) {
    if (first.steps.length === 0) return [signed('✓', 'the start is the goal: no request is needed')];
    return [signed('✓', `found after ${plural(first.steps.length, 'request')}; no way is shorter`)];
  }
  if (interrupted) return [signed('?', 'interrupted before a way was found. This is no proof that there is none.')];
  if (bound !== undefined) {
    const said = bound.bound === 'depth' ? `no way of ${plural(bound.limit, 'request')} or fewer` : 'none was found';
    const limit =
      bound.bound === 'memory' ? `memory, ${count(bound.limit)} MB` : `${bound.bound}, ${count(bound.limit)}`;
    return [signed('?', `${said}; a bound was hit (${limit}). There may be a longer way.`)];
  }
  const why = goal.rule === undefined ? undefined : semantics.family.needs?.(goal.rule, scope);
  return [
    signed('✗', `there is no way in this scope: all of its states that can be reached were searched`),
    why !== undefined && `  ${why}`,
  ];
}

/** What came of a search for the shortest way. */
export function findDocument(semantics: Profile, scope: Scope, report: FindReport): Document {
  const constraints = constraintWords(report);
  return document(
    stanza([bold(semantics.name), ` · ${describeScope(semantics.family, scope)}`]),
    close(
      fields([
        ['goal', goalWords(report)],
        report.from !== undefined && ['from', report.from],
        report.host !== undefined && ['on the host', hostWords(report.host)],
        constraints !== '' && ['constraints', constraints],
        ['searched', measured(report)],
      ]),
    ),
    close(stanza(...verdict(semantics, scope, report))),
    ...(report.start.length === 0 ? [] : [paragraph('the start:'), ...indented(2, close(stepsTable(report.start)))]),
    ...report.ways.flatMap((way, index) => wayBlocks(report, way, index)),
  );
}
