import type { Profile } from '../../spec/profile.ts';
import { resultsBy } from '../against.ts';
import { APART } from '../c/apart.ts';
import { CALLERS } from '../c/callers.ts';
import { CGROUPS } from '../c/cgroups.ts';
import { DEVICES } from '../c/devices.ts';
import { HEAD } from '../c/head.ts';
import { ARRAYS, LISTS } from '../c/lists.ts';
import { NAMED } from '../c/named.ts';
import { OBJECTS } from '../c/objects.ts';
import { PINS } from '../c/pins.ts';
import { callText, inComment, sizes, withoutTrigraphs } from '../c/program.ts';
import { WORLD } from '../c/world.ts';
import { FULL } from '../carried.ts';
import {
  type Exporter,
  type Exporting,
  type Library,
  type SkippedTrace,
  type WrittenTest,
  whyUnsaid,
} from '../exporter.ts';
import { madeFirst } from '../printed.ts';
import { checksOf, quoted, titleOf } from '../printing.ts';
import type { Script, Shown, Step } from '../script.ts';
import { scriptOf } from '../script-of.ts';
import { scriptsOf } from '../scripts.ts';
import { bitsOf, callLines, LATER, libbpfCalls, needsLater } from './calls.ts';
import { CHECKS, LIBBPF } from './libbpf.ts';
import { PLAY, runText } from './run.ts';
import { TREE } from './tree.ts';

const SELFTEST: Library = { carried: FULL, said: libbpfCalls };

/** One C file like a selftest of BPF in the kernel, on libbpf. */
export const C_SELFTEST: Exporter = {
  title: 'one C file like a BPF selftest of the kernel, on libbpf',
  use: 'gcc -Wall -Wextra -o conformance FILE -lbpf && ./conformance    # libbpf 1.3 or later',
  takesAgainst: true,
  library: SELFTEST,
  *make(exporting) {
    const { scripts, skipped } = yield* scriptsOf(exporting.traces, FULL);
    const left = [...skipped];
    const said: WrittenTest[] = [];
    for (const each of scripts) {
      const test = whyUnsaid(SELFTEST, each.script) ?? beside(each, exporting.against);
      if (typeof test === 'string') left.push({ ...each.file, reason: test });
      else said.push(test);
    }
    const traces = said.map(({ file }) => file);
    const test = `mprog_${exporting.name.replaceAll(/[^A-Za-z0-9]+/g, '_')}`;
    const text = () => programText(test, exporting, said, left);
    const differing = exporting.against === undefined ? {} : { differing: differingIn(said).length };
    return {
      files:
        traces.length === 0
          ? []
          : [{ name: `${test}.c`, text: withoutTrigraphs(text()), traces, tests: said, ...differing }],
      skipped: left,
    };
  },
};

/** A trace with the results of another semantics beside its own, where one is given; or why there are none. */
function beside(each: WrittenTest, against: Profile | undefined): WrittenTest | string {
  if (against === undefined) return each;
  const file = resultsBy(against, each.file);
  const other = typeof file === 'string' ? file : scriptOf(file, FULL);
  return typeof other === 'string' ? `with the results of ${against.name}: ${other}` : { ...each, other };
}

/** The tests that come to something else by the other semantics. */
const differingIn = (said: readonly WrittenTest[]) =>
  said.filter((each) => each.script.steps.some((_, index) => otherOf(each, index) !== undefined));

/** What is said of the two results in the head of the file. */
function headOf({ traces, against }: Exporting, said: readonly WrittenTest[]): string {
  if (against === undefined) return '';
  const old = [...new Set(traces.map(({ trace }) => trace.profile))].join(', ');
  return ` *
 * Results are those of ${inComment(old)}, with -D${NEW} those of ${inComment(against.name)}: they differ in ${differingIn(said).length} of the traces.
`;
}

/** The define that chooses the results of the other semantics. */
const NEW = 'MPROG_NEW';

/** The step under the other semantics, where its results are others. */
function otherOf({ script, other }: WrittenTest, index: number): Step | undefined {
  const step = other?.steps[index];
  return step === undefined || checkText(step) === checkText(script.steps[index]!) ? undefined : step;
}

function programText(
  test: string,
  exporting: Exporting,
  said: readonly WrittenTest[],
  skipped: readonly SkippedTrace[],
): string {
  const { name, version } = exporting;
  const scripts = said.map(({ script }) => script);
  return `// SPDX-License-Identifier: MIT
/*
 * ${scripts.length} traces of ${name} on libbpf, as subtests. Made by mprog export c-selftest, mprog-spec ${version}.
 *
 * In the tree: tools/testing/selftests/bpf/prog_tests/${test}.c, and ./test_progs -t ${test}
 * Elsewhere:   gcc -Wall -Wextra -o ${test} ${test}.c -lbpf && ./${test}
 *
 * It needs libbpf 1.3, and CAP_SYS_ADMIN, CAP_NET_ADMIN and CAP_BPF. It works in a network namespace of its own, and in cgroups of its
 * own below the first mount of cgroup2, which it removes. Exit codes: 0 passed, 1 failed, 4 all skipped.
${headOf(exporting, said)} */
${HEAD}${TREE}${sizes(
  scripts.map((script) => madeFirst(script)),
  scripts.length + skipped.length,
)}
/* A trace, or why it is skipped. */
struct trace {
	const char *title;
	bool (*run)(void);
	const char *skipped;
};
${[CALLERS, ARRAYS, LIBBPF, DEVICES, NAMED, CGROUPS, WORLD, LISTS, CHECKS, PINS, OBJECTS, PLAY, APART].join('')}
${said.map((each, index) => onlyWhere(each.script, traceText(each, index))).join('\n')}
static const struct trace traces[TRACES] = {
${scripts.map((script, index) => onlyWhere(script, rowOf(script, `trace_${index + 1}, 0`), rowOf(script, `0, ${quoted(LATER)}`))).join('')}${skipped
  .map(({ trace, reason }) => `\t{ ${titleOf(trace.title)}, 0, ${titleOf(reason)} },\n`)
  .join('')}};
${runText(test)}`;
}

const rowOf = ({ title }: Script, what: string): string => `\t{ ${titleOf(title)}, ${what} },\n`;

/** What a trace has in the program, and what is there instead where libbpf is too old for it. */
function onlyWhere(script: Script, text: string, otherwise = ''): string {
  if (!needsLater(script)) return text;
  return `#if LIBBPF_IS(1, 6)\n${text}${otherwise === '' ? '' : `#else\n${otherwise}`}#endif\n`;
}

/** The function of one trace. */
function traceText(test: WrittenTest, index: number): string {
  const { script } = test;
  const made = [
    ...madeFirst(script, { type: 'BPF_PROG_TYPE_', attach: 'BPF_' }).map((call) => `${callText(call)};`),
    ...script.prefill.map(({ hook, prog, flags }) => `prefill(${quoted(hook)}, ${quoted(prog)}, ${bitsOf(flags)});`),
  ];
  return `/* ${inComment(script.path)} */
static bool trace_${index + 1}(void)
{
	int err;

${made.map((line) => `\t${line}\n`).join('')}${script.steps.map((_, at) => stepText(test, at)).join('')}
	return true;
}
`;
}

function stepText(test: WrittenTest, index: number): string {
  const { hooks, steps } = test.script;
  const step = steps[index]!;
  const other = otherOf(test, index);
  const checks =
    other === undefined ? checkText(step) : `#ifdef ${NEW}\n${checkText(other)}#else\n${checkText(step)}#endif\n`;
  return `
	step(${titleOf(step.title)});
${callLines(step.call, index + 1, hooks)
  .map((line) => `\t${line}\n`)
  .join('')}${checks}`;
}

/** What must have come of a step. */
function checkText(step: Step): string {
  const { outcome } = step;
  const result = outcome === 'ok' ? 'ASSERT_OK(err, step_name)' : `ASSERT_EQ(err, -${outcome}, step_name)`;
  const checks = [result, ...checksOf(step).map(callText)].map((check) => `!${check}`).join(' ||\n\t    ');
  return `${orderText(step)}\tif (${checks})
		return false;
`;
}

/** The order that is expected, for the reader. */
function orderText({ hooks }: Step): string {
  if (hooks.length === 0) return '';
  return `\t/* ${inComment(hooks.map(({ hook, shows }) => `${hook}: ${orderOf(shows)}`).join('; '))} */\n`;
}

function orderOf(shown: Shown | 'nothing'): string {
  if (shown === 'nothing') return 'gone';
  const { slots, effective } = shown;
  const order = slots === '' ? 'empty' : slots;
  return effective === undefined || effective === slots ? order : `${order}, effective ${effective || 'empty'}`;
}
