import { isOfPin, isOfQdisc, isOfRun } from './carried.ts';
import { bitsOf, callerOf, checksOf, objectOf, type Printed, printed, quoted } from './printing.ts';
import type { HookToMake, Program, Script } from './script.ts';

/** One step of a trace as calls of functions. */
export interface PrintedStep {
  readonly title: string;
  /** The name of who makes the call, where that is somebody without privileges. */
  readonly by: string | undefined;
  /** How many cgroups are dying afterwards, where that is another number than before. */
  readonly dying?: number | undefined;
  readonly call: Printed;
  /** `ok`, or the name of an errno. */
  readonly outcome: string;
  readonly checks: readonly Printed[];
}

/** A trace as calls of functions, which C and Python print alike. */
export interface PrintedTrace {
  /** The file of the trace. */
  readonly path: string;
  readonly title: string;
  /** What is made before the first step. */
  readonly made: readonly Printed[];
  readonly steps: readonly PrintedStep[];
}

/** What the names of types begin with, of programs and of hooks. */
interface Prefixes {
  readonly type: string;
  readonly attach: string;
}

const RAW: Prefixes = { type: 'TYPE_', attach: 'AT_' };

/** The steps of a trace on raw bpf(2). */
export function printedScript(script: Script): PrintedTrace {
  const { path, title, prefill, steps } = script;
  const filled = prefill.map(({ hook, prog, flags }): Printed => {
    const values = [
      { name: 'prog', value: objectOf({ is: 'fd', name: prog }) },
      ...(flags.length === 0 ? [] : [{ name: 'flags', value: bitsOf(flags) }]),
    ];
    return { name: 'prefill', words: [quoted(hook)], named: { of: 'values', list: values } };
  });
  return {
    path,
    title,
    made: [...madeFirst(script), ...filled],
    steps: steps.map((step) => ({
      title: step.title,
      by: callerOf(step.call),
      dying: step.dying,
      call: printed(step.call),
      outcome: step.outcome,
      checks: checksOf(step),
    })),
  };
}

/** The calls that make what there is before the first step, but for what is attached. */
export function madeFirst(script: Script, prefixes = RAW): readonly Printed[] {
  const { devices, sends, clsact, hooks, programs, links, foreignLinks } = script;
  const named = (name: string) => (object: string) => ({ name, words: [quoted(object)] });
  return [
    ...needsOf(script).map((name) => ({ name, words: [] })),
    ...devices.map((device) => deviceMade(device, hooks, sends)),
    ...clsact.map(named('clsact')),
    ...hooks.map((hook) => hookMade(hook, prefixes)),
    ...programs.map((program) => programMade(program, prefixes)),
    ...links.map(named('link_name')),
    ...socketsOf(script).map(named('socket_name')),
    ...foreignLinks.map(({ name, prog }) => ({ name: 'foreign_link', words: [quoted(name), quoted(prog)] })),
  ];
}

/** The names that sockets are given. */
const socketsOf = ({ steps }: Script): readonly string[] => [
  ...new Set(steps.flatMap(({ call }) => ('socket' in call && call.socket !== undefined ? [call.socket] : []))),
];

/** The functions that make what a trace needs of the kernel, or skip it. */
function needsOf({ steps, clsact }: Script): readonly string[] {
  const calls = steps.map(({ call }) => call);
  return [
    ...(calls.some(isOfPin) ? ['mount_bpffs'] : []),
    ...(clsact.length > 0 || calls.some(isOfQdisc) ? ['need_qdiscs'] : []),
    ...(calls.some(isOfRun) ? ['make_notes'] : []),
  ];
}

/** A device; packets are sent over a pair. */
function deviceMade(device: string, hooks: readonly HookToMake[], sends: boolean): Printed {
  const own = hooks.filter((hook) => hook.at === 'device').filter((hook) => hook.device === device);
  const words = [quoted(device)];
  if (!own.some(({ type }) => type === 'netkit')) return { name: sends ? 'veth_pair' : 'device', words };
  if (!sends) return { name: 'netkit', words };
  const policy = (end: string) => (own.some(({ attachType, drops }) => attachType === end && drops) ? 'DROP' : 'PASS');
  return { name: 'netkit_pair', words: [...words, policy('NETKIT_PRIMARY'), policy('NETKIT_PEER')] };
}

function hookMade(hook: HookToMake, { attach }: Prefixes): Printed {
  const name = quoted(hook.name);
  const attachType = attach + hook.attachType;
  if (hook.at === 'cgroup') return { name: 'cgroup_hook', words: [name, quoted(hook.parent ?? ''), attachType] };
  const words = [name, quoted(hook.device), attachType];
  if (hook.type === undefined) return { name: 'tcx_hook', words };
  return { name: 'netkit_hook', words: [...words, `BY_${(hook.by ?? 'primary').toUpperCase()}`] };
}

/** A program; one that notes that it ran has another function, and what it sets behind the rest. */
function programMade(program: Program, prefixes: Prefixes): Printed {
  const words = programWords(program, prefixes);
  const { notes } = program;
  if (notes === undefined) return { name: 'program', words };
  const { sets } = notes;
  return sets === undefined
    ? { name: 'noting_program', words }
    : { name: 'setting_program', words: [...words, sets === 'ok' ? '0' : /^E/.test(sets) ? `-${sets}` : sets] };
}

/** The words that make a program: its type, the attach type it is loaded for, and what it returns. */
export function programWords({ name, type, attachType, returns }: Program, prefixes = RAW): readonly string[] {
  const loadedFor = attachType === undefined ? '0' : prefixes.attach + attachType;
  return [quoted(name), prefixes.type + type.toUpperCase(), loadedFor, String(returns)];
}

/** How many slots the lists of all hooks of a trace may have together, of those with the most. */
export const mostSlots = (made: readonly (readonly Printed[])[]): number =>
  65 * Math.max(1, ...made.map((calls) => calls.filter(({ name }) => name.endsWith('_hook')).length));
