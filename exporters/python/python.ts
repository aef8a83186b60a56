import { FULL } from '../carried.ts';
import type { Exporter, Exporting, SkippedTrace } from '../exporter.ts';
import {
  bitsOf,
  callerOf,
  checksOf,
  deviceHook,
  deviceMade,
  needsOf,
  type Printed,
  printed,
  programWords,
  quoted,
  titleOf,
} from '../printing.ts';
import type { Script, Step } from '../script.ts';
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
${scripts.map((script, index) => `\n${traceText(script, index)}`).join('\n')}

# Each trace, or why it is skipped.
TRACES = [
${scripts.map(({ title }, index) => `    (${titleOf(title)}, trace_${index + 1}, None),\n`).join('')}${skipped
  .map(({ trace, reason }) => `    (${titleOf(trace.title)}, None, ${titleOf(reason)}),\n`)
  .join('')}]
${RUN}`;
}

/** The function of one trace. */
function traceText(script: Script, index: number): string {
  const { devices, clsact, hooks, programs, links, foreignLinks, prefill, steps } = script;
  const made = [
    `"""${script.path.replaceAll(/["\\]/g, '_')}"""`,
    ...needsOf(script).map((name) => `${name}()`),
    ...devices.map((name) => deviceMade(name, hooks)),
    ...clsact.map((name) => `clsact(${quoted(name)})`),
    ...hooks.map((hook) =>
      hook.at === 'device'
        ? deviceHook(hook, 'AT_')
        : `cgroup_hook(${quoted(hook.name)}, ${hook.parent === undefined ? 'None' : quoted(hook.parent)}, AT_${hook.attachType})`,
    ),
    ...programs.map((program) => `program(${programWords(program).join(', ')})`),
    ...links.map((name) => `link_name(${quoted(name)})`),
    ...foreignLinks.map(({ name, prog }) => `foreign_link(${quoted(name)}, ${quoted(prog)})`),
    ...prefill.map(
      ({ hook, prog, flags }) =>
        `must("prefill", prog_attach(${quoted(hook)}, prog=fd_of(${quoted(prog)}), flags=${bitsOf(flags)}))`,
    ),
    `plan(${steps.length})`,
  ];
  const taken = steps.flatMap((step) => [
    `if step(${titleOf(step.title)}):`,
    ...byLines(step),
    `    outcome(${quoted(step.outcome)}, ${callText(printed(step.call))})`,
    ...checksOf(step).map((check) => `    ${callText(check)}`),
  ]);
  return `def trace_${index + 1}():\n${[...made, ...taken].map((line) => `    ${line}\n`).join('')}`;
}

/** Says who makes the call of a step, where that is somebody without privileges. */
function byLines({ call }: Step): readonly string[] {
  const caller = callerOf(call);
  return caller === undefined ? [] : [`    by(${caller})`];
}

/** A call of a function. */
function callText({ name, words, named }: Printed): string {
  const list = named?.list.map((each) => `${each.name}=${inPython(each.value)}`) ?? [];
  return `${name}(${[...words, ...list].join(', ')})`;
}

/** What is made for every trace is kept with it. */
const inPython = (value: string): string =>
  value === 'map_fd' || value === 'other_prog_fd' ? `Trace.${value}` : value;
