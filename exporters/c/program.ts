import type { SkippedTrace } from '../exporter.ts';
import type { PrintedTrace } from '../printed.ts';
import { type Printed, quoted, titleOf } from '../printing.ts';
import type { Script } from '../script.ts';

/** The sizes of the tables of a C program that has these traces. */
export function sizes(scripts: readonly Script[], skipped: readonly SkippedTrace[]): string {
  const most = (of: (script: Script) => number) => Math.max(1, ...scripts.map(of));
  const hooks = most((script) => script.hooks.length);
  return `
enum {
	MOST_OBJECTS = ${most(({ programs, links, foreignLinks }) => programs.length + links.length + foreignLinks.length)},
	MOST_HOOKS = ${hooks},
	MOST_SLOTS = ${hooks * 65},
	TRACES = ${scripts.length + skipped.length},
};
`;
}

/** gcc warns of what C once took for one character, such as `??)`. */
export const withoutTrigraphs = (text: string): string => text.replaceAll('??', '?\\?');

/** A text within a comment of C. */
export const inComment = (text: string): string => text.replaceAll('*/', '* /').replaceAll('/*', '/ *');

/** A call of a function. */
export function callText({ name, words, named }: Printed): string {
  if (named === undefined) return `${name}(${words.join(', ')})`;
  const list = named.list.map((each) => `.${each.name} = ${each.value}`).join(', ');
  return `${name}(${[...words, `${named.of.toUpperCase()}(${list})`].join(', ')})`;
}

/** The function of one trace on raw bpf(2). */
export function traceText({ path, made, steps }: PrintedTrace, index: number): string {
  const taken = steps.map(
    ({ title, by, call, outcome, checks }) => `	if (step(${titleOf(title)})) {
${by === undefined ? '' : `\t\tby(${by});\n`}		outcome(${quoted(outcome)}, ${callText(call)});
${checks.map((check) => `\t\t${callText(check)};\n`).join('')}	}
`,
  );
  return `/* ${inComment(path)} */
static void trace_${index + 1}(void)
{
${[...made.map(callText), `plan(${steps.length})`].map((line) => `\t${line};\n`).join('')}${taken.join('')}}
`;
}
