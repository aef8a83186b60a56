import { APART } from '../c/apart.ts';
import { CALLERS } from '../c/callers.ts';
import { CGROUPS } from '../c/cgroups.ts';
import { DEVICES } from '../c/devices.ts';
import { HEAD } from '../c/head.ts';
import { ARRAYS, LISTS } from '../c/lists.ts';
import { NAMED } from '../c/named.ts';
import { OBJECTS } from '../c/objects.ts';
import { PINS } from '../c/pins.ts';
import { sizes, traceText, withoutTrigraphs } from '../c/program.ts';
import { WORLD } from '../c/world.ts';
import type { Exporter, Exporting } from '../exporter.ts';
import { type Group, type Kind, programs } from '../printed-traces.ts';
import { titleOf } from '../printing.ts';
import { numbers, xdpNumbers } from '../uapi.ts';
import { CALLS, SLOT_CALLS } from './calls.ts';
import { FRAME, PLAY } from './frame.ts';
import { NOTES } from './notes.ts';
import { RUN } from './run.ts';
import { RUN_CHECKS } from './run-checks.ts';
import { RUNS } from './runs.ts';
import { SENDS } from './sends.ts';
import { CHECKS, STEPS } from './steps.ts';
import { XDP } from './xdp.ts';
import { XDP_BOUND } from './xdp-bound.ts';
import { XDP_CHECKS } from './xdp-checks.ts';

/** One C file on raw bpf(2) that prints KTAP. */
export const C_RAW: Exporter = {
  title: 'one C file on raw bpf(2) that prints KTAP',
  use: 'gcc -Wall -Wextra -o conformance FILE && ./conformance',
  make: (exporting) => programs(exporting, 'c', (name, group) => withoutTrigraphs(programText(name, exporting, group))),
};

/** The parts of a program, in their order. */
const PARTS: Readonly<Record<Kind, readonly string[]>> = {
  slots: [
    ARRAYS,
    SLOT_CALLS,
    DEVICES,
    NAMED,
    CGROUPS,
    WORLD,
    LISTS,
    STEPS,
    PINS,
    OBJECTS,
    NOTES,
    RUNS,
    SENDS,
    FRAME,
    CHECKS,
    RUN_CHECKS,
    PLAY,
  ],
  xdp: [DEVICES, NAMED, XDP, XDP_BOUND, FRAME, XDP_CHECKS, PLAY],
};

const PLACES: Readonly<Record<Kind, string>> = {
  slots: `in a network namespace of its own, and in cgroups of its own below
 * the first mount of cgroup2, which it removes.`,
  xdp: 'in a network namespace of its own.',
};

function programText(name: string, { name: ofWhat, version }: Exporting, { kind, traces, skipped }: Group): string {
  const allNumbers = kind === 'xdp' ? xdpNumbers() : numbers();
  return `// SPDX-License-Identifier: MIT
/*
 * ${traces.length} traces of ${ofWhat} on raw bpf(2), as KTAP. Made by mprog export c-raw, mprog-spec ${version}.
 *
 *   gcc -Wall -Wextra -o ${name} ${name}.c && ./${name}
 *
 * It needs CAP_SYS_ADMIN, CAP_NET_ADMIN and CAP_BPF. It works ${PLACES[kind]}
 * Exit codes: 0 passed, 1 failed, 4 all skipped.
 */
${HEAD}
enum {
${allNumbers.map(([each, value]) => `\t${each} = ${value},\n`).join('')}};
${sizes(
  traces.map(({ made }) => made),
  traces.length + skipped.length,
)}
/* A trace, or why it is skipped. */
struct trace {
	const char *title;
	void (*run)(void);
	const char *skipped;
};
${[CALLERS, CALLS, ...PARTS[kind], APART].join('')}
${traces.map(traceText).join('\n')}
static const struct trace traces[TRACES] = {
${traces.map(({ title }, index) => `\t{ ${titleOf(title)}, trace_${index + 1}, 0 },\n`).join('')}${skipped
  .map(({ trace, reason }) => `\t{ ${titleOf(trace.title)}, 0, ${titleOf(reason)} },\n`)
  .join('')}};
${RUN}`;
}
