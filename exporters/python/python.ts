import type { Exporter, Exporting } from '../exporter.ts';
import { mostSlots, type PrintedTrace } from '../printed.ts';
import { type Group, type Kind, programs } from '../printed-traces.ts';
import { type Printed, quoted, titleOf } from '../printing.ts';
import { numbers, xdpNumbers } from '../uapi.ts';
import { CALLS } from './calls.ts';
import { CGROUPS } from './cgroups.ts';
import { CHECKS } from './checks.ts';
import { FRAME } from './frame.ts';
import { NAMED } from './named.ts';
import { PINS } from './pins.ts';
import { RUN } from './run.ts';
import { RUNS } from './runs.ts';
import { SENDS } from './sends.ts';
import { STEPS } from './steps.ts';
import { WORLD } from './world.ts';
import { XDP } from './xdp.ts';
import { XDP_BOUND } from './xdp-bound.ts';
import { XDP_CHECKS } from './xdp-checks.ts';

/** One Python script on raw bpf(2), by ctypes, that prints TAP. */
export const PYTHON: Exporter = {
  title: 'one Python script on raw bpf(2) that prints TAP 14',
  use: 'python3 FILE',
  make: (exporting) => programs(exporting, 'py', (name, group) => scriptText(name, exporting, group)),
};

/** The parts of a script, in their order. */
const PARTS: Readonly<Record<Kind, readonly string[]>> = {
  slots: [NAMED, CGROUPS, WORLD, PINS, STEPS, FRAME, CHECKS, RUNS, SENDS],
  xdp: [NAMED, XDP, XDP_BOUND, FRAME, XDP_CHECKS],
};

const PLACES: Readonly<Record<Kind, string>> = {
  slots: `, and in cgroups of its own below the
first mount of cgroup2, which it removes.`,
  xdp: '.',
};

function scriptText(name: string, { name: ofWhat, version }: Exporting, { kind, traces, skipped }: Group): string {
  const allNumbers = kind === 'xdp' ? xdpNumbers() : numbers();
  return `#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""${traces.length} traces of ${ofWhat} on raw bpf(2), as TAP. Made by mprog export python, mprog-spec ${version}.

    python3 ${name}.py

It needs CAP_SYS_ADMIN, CAP_NET_ADMIN and CAP_BPF. It works in a network namespace of its own${PLACES[kind]} Exit codes: 0 passed, 1 failed, 4 all skipped.
"""
${CALLS}

${allNumbers.map(([each, value]) => `${each} = ${value}\n`).join('')}
${kind === 'slots' ? `MOST_SLOTS = ${mostSlots(traces.map(({ made }) => made))}\n` : ''}${PARTS[kind].join('')}
${traces.map((trace, index) => `\n${traceText(trace, index)}`).join('\n')}

# Each trace, or why it is skipped.
TRACES = [
${traces.map(({ title }, index) => `    (${titleOf(title)}, trace_${index + 1}, None),\n`).join('')}${skipped
  .map(({ trace, reason }) => `    (${titleOf(trace.title)}, None, ${titleOf(reason)}),\n`)
  .join('')}]
${RUN}`;
}

/** The function of one trace. */
function traceText({ path, made, steps }: PrintedTrace, index: number): string {
  const begin = [`"""${path.replaceAll(/["\\]/g, '_')}"""`, ...made.map(callText), `plan(${steps.length})`];
  const taken = steps.flatMap(({ title, by, dying, call, outcome, checks }) => [
    `if step(${titleOf(title)}):`,
    ...(by === undefined ? [] : [`    by(${by})`]),
    ...(dying === undefined ? [] : [`    Trace.dying = ${dying}`]),
    `    outcome(${quoted(outcome)}, ${callText(call)})`,
    ...checks.map((check) => `    ${callText(check)}`),
  ]);
  return `def trace_${index + 1}():\n${[...begin, ...taken].map((line) => `    ${line}\n`).join('')}`;
}

/** A call of a function. */
function callText({ name, words, named }: Printed): string {
  const list = named?.list.map((each) => `${each.name}=${inPython(each.value)}`) ?? [];
  return `${name}(${[...words.map(inPython), ...list].join(', ')})`;
}

/** What is made for every trace is kept with it, and errnos are those of a module. */
const inPython = (value: string): string =>
  value === 'map_fd' || value === 'other_prog_fd' ? `Trace.${value}` : value.replace(/^-E/, '-errno.E');
