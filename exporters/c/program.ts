import { mostSlots, type PrintedTrace } from '../printed.ts';
import { type Printed, quoted, titleOf } from '../printing.ts';

/** The sizes of the tables of a C program, by what its traces make first; `traces` is how many there are, with those that are skipped. */
export function sizes(made: readonly (readonly Printed[])[], traces: number): string {
  const most = (isOne: (name: string) => boolean) =>
    Math.max(1, ...made.map((calls) => calls.filter(({ name }) => isOne(name)).length));
  return `
enum {
	MOST_OBJECTS = ${most((name) => /program|link/.test(name))},
	MOST_DEVICES = ${most((name) => /^(device|netkit|veth|bridge|plain|veth_pair|netkit_pair)$/.test(name))},
	MOST_SOCKETS = ${most((name) => name === 'socket_name')},
	MOST_HOOKS = ${most((name) => name.endsWith('_hook'))},
	MOST_SLOTS = ${mostSlots(made)},
	TRACES = ${traces},
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
    ({ title, by, dying, call, outcome, checks }) => `	if (step(${titleOf(title)})) {
${by === undefined ? '' : `\t\tby(${by});\n`}${dying === undefined ? '' : `\t\tdying = ${dying};\n`}		outcome(${quoted(outcome)}, ${callText(call)});
${checks.map((check) => `\t\t${callText(check)};\n`).join('')}	}
`,
  );
  return `/* ${inComment(path)} */
static void trace_${index + 1}(void)
{
${[...made.map(callText), `plan(${steps.length})`].map((line) => `\t${line};\n`).join('')}${taken.join('')}}
`;
}
