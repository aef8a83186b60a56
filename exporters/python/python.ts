import { FULL } from '../carried.ts';
import type { Exporter, Exporting, SkippedTrace } from '../exporter.ts';
import { type PrintedTrace, printedScript } from '../printed.ts';
import { type Printed, quoted, titleOf } from '../printing.ts';
import type { Script } from '../script.ts';
import { scriptsOf } from '../scripts.ts';
import { numbers } from '../uapi.ts';
import { CALLS } from './calls.ts';
import { CHECKS } from './checks.ts';
import { PINS } from './pins.ts';
import { RUN } from './run.ts';
import { STEPS } from './steps.ts';
import { WORLD } from './world.ts';

/** One Python script on raw bpf(2), by ctypes, that prints TAP. */
export const PYTHON: Exporter = {
  title: 'one Python script on raw bpf(2) that prints TAP 14',
  use: 'python3 FILE',
  *make(exporting) {
    const { scripts, skipped } = yield* scriptsOf(exporting.traces, FULL);
    const traces = scripts.map(({ file }) => file);
    const text = scriptText(
      exporting,
      scripts.map(({ script }) => script),
      skipped,
    );
    return { files: traces.length === 0 ? [] : [{ name: `${exporting.name}.py`, text, traces }], skipped };
  },
};

function scriptText(
  { name, version }: Exporting,
  scripts: readonly Script[],
  skipped: readonly SkippedTrace[],
): string {
  const hooks = Math.max(1, ...scripts.map((script) => script.hooks.length));
  return `#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""${scripts.length} traces of ${name} on raw bpf(2), as TAP. Made by mprog export python, mprog-spec ${version}.

    python3 ${name}.py

It needs CAP_SYS_ADMIN, CAP_NET_ADMIN and CAP_BPF. It works in a network namespace of its own, and in cgroups of its own below the
first mount of cgroup2, which it removes. Exit codes: 0 passed, 1 failed, 4 all skipped.
"""
${CALLS}

${numbers()
  .map(([each, value]) => `${each} = ${value}\n`)
  .join('')}
MOST_SLOTS = ${hooks * 65}
${WORLD}${PINS}${STEPS}${CHECKS}
${scripts.map((script, index) => `\n${traceText(printedScript(script), index)}`).join('\n')}

# Each trace, or why it is skipped.
TRACES = [
${scripts.map(({ title }, index) => `    (${titleOf(title)}, trace_${index + 1}, None),\n`).join('')}${skipped
  .map(({ trace, reason }) => `    (${titleOf(trace.title)}, None, ${titleOf(reason)}),\n`)
  .join('')}]
${RUN}`;
}

/** The function of one trace. */
function traceText({ path, made, steps }: PrintedTrace, index: number): string {
  const begin = [`"""${path.replaceAll(/["\\]/g, '_')}"""`, ...made.map(callText), `plan(${steps.length})`];
  const taken = steps.flatMap(({ title, by, call, outcome, checks }) => [
    `if step(${titleOf(title)}):`,
    ...(by === undefined ? [] : [`    by(${by})`]),
    `    outcome(${quoted(outcome)}, ${callText(call)})`,
    ...checks.map((check) => `    ${callText(check)}`),
  ]);
  return `def trace_${index + 1}():\n${[...begin, ...taken].map((line) => `    ${line}\n`).join('')}`;
}

/** A call of a function. */
function callText({ name, words, named }: Printed): string {
  const list = named?.list.map((each) => `${each.name}=${inPython(each.value)}`) ?? [];
  return `${name}(${[...words, ...list].join(', ')})`;
}

/** What is made for every trace is kept with it. */
const inPython = (value: string): string =>
  value === 'map_fd' || value === 'other_prog_fd' ? `Trace.${value}` : value;
