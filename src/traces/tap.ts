import { describeRequest } from './describe.ts';
import type { Replayed, ReplayedStep } from './replay.ts';

/** The two flavours: TAP 14, and KTAP 1 as the kernel's selftests print it. */
export type TapFlavour = 'tap' | 'ktap';

const INDENT = { tap: '    ', ktap: '  ' } as const;
const HEADS = { tap: 'TAP version 14', ktap: 'KTAP version 1' } as const;

const clean = (text: string) => text.replaceAll('#', '\\#').replaceAll('\n', ' ');

function line(ok: boolean, number: number, title: string, flavour: TapFlavour): string {
  return `${ok ? 'ok' : 'not ok'} ${number} ${flavour === 'tap' ? '- ' : ''}${clean(title)}`;
}

/** What was expected and what was found: a YAML block in TAP, comment lines in KTAP. */
function diagnostics({ differences }: ReplayedStep, flavour: TapFlavour): string[] {
  if (flavour === 'ktap') return differences.map((difference) => `# ${clean(difference)}`);
  return [
    '  ---',
    '  differences:',
    ...differences.map((difference) => `    - ${JSON.stringify(difference)}`),
    '  ...',
  ];
}

function subtest({ trace, steps }: Replayed, flavour: TapFlavour): string[] {
  const hooks = Object.keys(trace.universe.hooks).length > 1 ? 'several' : 'one';
  const lines = trace.steps.flatMap((step, index) => {
    const title = describeRequest(step.request, hooks);
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
  return flavour === 'ktap' ? [HEADS.ktap, plan, ...lines] : [`# Subtest: ${clean(trace.title)}`, plan, ...lines];
}

/** One subtest for each trace, one line for each step. */
export function renderTap(results: readonly Replayed[], flavour: TapFlavour): string {
  const lines = results.flatMap((result, index) => [
    ...subtest(result, flavour).map((each) => INDENT[flavour] + each),
    line(result.ok, index + 1, result.trace.title, flavour),
  ]);
  return `${[HEADS[flavour], `1..${results.length}`, ...lines].join('\n')}\n`;
}

/** The whole run is skipped. */
export function renderTapSkip(reason: string, flavour: TapFlavour): string {
  return `${HEADS[flavour]}\n1..0 # SKIP ${clean(reason)}\n`;
}
