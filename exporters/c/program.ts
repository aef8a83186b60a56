import type { SkippedTrace } from '../exporter.ts';
import { deviceHook, needsOf, type Printed, quoted } from '../printing.ts';
import type { HookToMake, Script } from '../script.ts';

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

/** The calls that make what a trace needs before anything else. */
export const needLines = (script: Script): readonly string[] => needsOf(script).map((name) => `${name}();`);

/** The call that makes a hook; `prefix` is what the names of attach types begin with. */
export function hookLine(hook: HookToMake, prefix: string): string {
  return hook.at === 'device'
    ? `${deviceHook(hook, prefix)};`
    : `cgroup_hook(${quoted(hook.name)}, ${hook.parent === undefined ? '0' : quoted(hook.parent)}, ${prefix}${hook.attachType});`;
}

/** A call of a function. */
export function callText({ name, words, named }: Printed): string {
  if (named === undefined) return `${name}(${words.join(', ')})`;
  const list = named.list.map((each) => `.${each.name} = ${each.value}`).join(', ');
  return `${name}(${[...words, `${named.of.toUpperCase()}(${list})`].join(', ')})`;
}
