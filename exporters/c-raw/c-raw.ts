import { APART } from '../c/apart.ts';
import { CALLERS } from '../c/callers.ts';
import { DEVICES } from '../c/devices.ts';
import { HEAD } from '../c/head.ts';
import { ARRAYS, LISTS } from '../c/lists.ts';
import { OBJECTS } from '../c/objects.ts';
import { PINS } from '../c/pins.ts';
import { sizes, traceText, withoutTrigraphs } from '../c/program.ts';
import { WORLD } from '../c/world.ts';
import { FULL } from '../carried.ts';
import type { Exported, Exporter, Exporting, SkippedTrace } from '../exporter.ts';
import { printedScript } from '../printed.ts';
import { titleOf } from '../printing.ts';
import type { Script } from '../script.ts';
import { scriptsOf } from '../scripts.ts';
import { numbers } from '../uapi.ts';
import { CALLS } from './calls.ts';
import { RUN } from './run.ts';
import { CHECKS, STEPS } from './steps.ts';

/** One C file on raw bpf(2) that prints KTAP. */
export const C_RAW: Exporter = {
  title: 'one C file on raw bpf(2) that prints KTAP',
  use: 'gcc -Wall -Wextra -o conformance FILE && ./conformance',
  *make(exporting) {
    const { scripts, skipped } = yield* scriptsOf(exporting.traces, FULL);
    const traces = scripts.map(({ file }) => file);
    const text = withoutTrigraphs(
      programText(
        exporting,
        scripts.map(({ script }) => script),
        skipped,
      ),
    );
    return {
      files: traces.length === 0 ? [] : [{ name: `${exporting.name}.c`, text, traces }],
      skipped,
    } satisfies Exported;
  },
};

function programText(
  { name, version }: Exporting,
  scripts: readonly Script[],
  skipped: readonly SkippedTrace[],
): string {
  return `// SPDX-License-Identifier: MIT
/*
 * ${scripts.length} traces of ${name} on raw bpf(2), as KTAP. Made by mprog export c-raw, mprog-spec ${version}.
 *
 *   gcc -Wall -Wextra -o ${name} ${name}.c && ./${name}
 *
 * It needs CAP_SYS_ADMIN, CAP_NET_ADMIN and CAP_BPF. It works in a network namespace of its own, and in cgroups of its own below
 * the first mount of cgroup2, which it removes. Exit codes: 0 passed, 1 failed, 4 all skipped.
 */
${HEAD}
enum {
${numbers()
  .map(([each, value]) => `\t${each} = ${value},\n`)
  .join('')}};
${sizes(scripts, skipped)}
/* A trace, or why it is skipped. */
struct trace {
	const char *title;
	void (*run)(void);
	const char *skipped;
};
${[CALLERS, ARRAYS, CALLS, DEVICES, WORLD, LISTS, STEPS, PINS, OBJECTS, CHECKS, APART].join('')}
${scripts.map((script, index) => traceText(printedScript(script), index)).join('\n')}
static const struct trace traces[TRACES] = {
${scripts.map(({ title }, index) => `\t{ ${titleOf(title)}, trace_${index + 1}, 0 },\n`).join('')}${skipped
  .map(({ trace, reason }) => `\t{ ${titleOf(trace.title)}, 0, ${titleOf(reason)} },\n`)
  .join('')}};
${RUN}`;
}
