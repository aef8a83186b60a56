import { familyOf } from './format.ts';
import type { Replayed, ReplayedStep, Skipped } from './replay.ts';
import { unansweredLine } from './results.ts';

/** The two flavours: TAP 14, and KTAP 1 as the kernel's selftests print it. */
export type TapFlavour = 'tap' | 'ktap';

const INDENT = { tap: '    ', ktap: '  ' } as const;
const HEADS = { tap: 'TAP version 14', ktap: 'KTAP version 1' } as const;

/** A description on one line. TAP escapes what it gives a meaning to; KTAP has no escapes, and forbids "#". */
function clean(text: string, flavour: TapFlavour): string {
  const line = text.replaceAll('\n', ' ');
  return flavour === 'ktap' ? line.replaceAll('#', '_') : line.replace(/[\\#]/g, '\\$&');
}

function line(ok: boolean, number: number, title: string, flavour: TapFlavour): string {
  return `${ok ? 'ok' : 'not ok'} ${number} ${flavour === 'tap' ? '- ' : ''}${clean(title, flavour)}`;
}

/** What was expected and what was found, and the rule that decides: a YAML block in TAP, comment lines in KTAP. */
function diagnostics({ differences, fields, step }: ReplayedStep, flavour: TapFlavour): string[] {
  const rule = fields.includes('rule') ? undefined : step.expect.rule;
  if (flavour === 'ktap')
    return [...differences, ...(rule === undefined ? [] : [`rule: ${rule}`])].map(
      (each) => `# ${each.replaceAll('\n', ' ')}`,
    );
  return [
    '  ---',
    '  differences:',
    ...differences.map((difference) => `    - ${JSON.stringify(difference)}`),
    ...(rule === undefined ? [] : [`  rule: ${JSON.stringify(rule)}`]),
    '  ...',
  ];
}

function subtest({ trace, steps }: Replayed, flavour: TapFlavour): string[] {
  const { words, hooks: hooksIn } = familyOf(trace);
  const hooks = hooksIn(trace.universe).length > 1 ? 'several' : 'one';
  const lines = trace.steps.flatMap((step, index) => {
    const title = words.request(step.request, hooks);
    const replayed = steps[index];
    if (replayed === undefined)
      return [`${line(true, index + 1, title, flavour)} # SKIP not run: an earlier step failed`];
    const result = line(replayed.ok, index + 1, title, flavour);
    // KTAP has diagnostics in front of the result they belong to, TAP behind it.
    if (replayed.ok) return [result];
    return flavour === 'ktap'
      ? [...diagnostics(replayed, flavour), result]
      : [result, ...diagnostics(replayed, flavour)];
  });
  const plan = `1..${trace.steps.length}`;
  const nested = (flavour === 'ktap' ? [HEADS.ktap, plan, ...lines] : [plan, ...lines]).map(
    (each) => INDENT[flavour] + each,
  );
  // TAP names a subtest ahead of it, at the level of its parent; KTAP has the version line instead.
  return flavour === 'ktap' ? nested : [`# Subtest: ${clean(trace.title, flavour)}`, ...nested];
}

/**
 * One subtest for each trace, one line for each step; one line for a trace that was skipped. `planned` is the number of traces there should have been: where
 * fewer were run, or the driver failed at its end, TAP bails out, with what it failed at if it did.
 */
export function renderTap(
  results: readonly (Replayed | Skipped)[],
  flavour: TapFlavour,
  { planned = results.length, failure }: { readonly planned?: number; readonly failure?: string | undefined } = {},
): string {
  const lines = results.flatMap((result, index) =>
    'skipped' in result
      ? [`${line(true, index + 1, result.trace.title, flavour)} # SKIP ${clean(result.skipped, flavour)}`]
      : [...subtest(result, flavour), line(result.ok, index + 1, result.trace.title, flavour)],
  );
  const missing = failure ?? `interrupted after ${results.length} of ${planned} traces`;
  const isWhole = results.length === planned && failure === undefined;
  const ending = isWhole ? [] : [flavour === 'tap' ? `Bail out! ${missing}` : `# ${missing}`];
  const unanswered = unansweredLine(results);
  const left = unanswered === undefined ? [] : [`# ${unanswered}`];
  return `${[HEADS[flavour], `1..${planned}`, ...lines, ...left, ...ending].join('\n')}\n`;
}

/** The whole run is skipped. */
export function renderTapSkip(reason: string, flavour: TapFlavour): string {
  return `${HEADS[flavour]}\n1..0 # SKIP ${clean(reason, flavour)}\n`;
}
