import { isUsual } from '../carried.ts';
import type { Said } from '../exporter.ts';
import type { Bit, Call, HookToMake, Script, Value } from '../script.ts';

/** Thrown within this file: why bpftool cannot express a call. */
class NotExpressible extends Error {}

type Placed = Extract<Call, { readonly call: 'prog_attach' | 'prog_detach' }>;

/** A word of the shell. */
export const word = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

/** The directory of the cgroup of a hook. */
export function pathOf(name: string, hooks: readonly HookToMake[]): string {
  const hook = hooks.find((each) => each.name === name)!;
  const parent = hook.at === 'cgroup' ? hook.parent : undefined;
  return `${parent === undefined ? '"$top"' : pathOf(parent, hooks)}/${word(name)}`;
}

/** The calls of a trace as commands of bpftool, in order. */
export const bpftoolCalls = (script: Script): readonly Said[] =>
  script.steps.map(({ call }): Said => {
    try {
      return { call: bpftoolCall(call, script) };
    } catch (error) {
      if (error instanceof NotExpressible) return { why: error.message };
      throw error;
    }
  });

function bpftoolCall(call: Call, script: Script): string {
  if (!isUsual(call)) throw new NotExpressible('what is no call of bpftool');
  switch (call.call) {
    case 'prog_attach':
      return `${command(call, 'attach', script)}${modeOf(call.flags)}`;
    case 'prog_detach':
      if (call.flags.length > 0) throw new NotExpressible('bpftool detaches without flags');
      return command(call, 'detach', script);
    case 'link_create':
      throw new NotExpressible('bpftool makes no link');
    case 'link_update':
      throw new NotExpressible('bpftool updates no link');
    case 'link_detach':
      throw new NotExpressible('bpftool makes no link that it could detach');
    case 'close_fd':
    case 'link_open':
    case 'prog_open':
      throw new NotExpressible('bpftool holds no fd');
    case 'prog_query':
      throw new NotExpressible('bpftool chooses the buffers of a query');
    case 'device_remove':
    case 'device_create':
      throw new NotExpressible('devices that are removed or made again');
    case 'cgroup_remove':
    case 'cgroup_create':
      throw new NotExpressible('cgroups that are removed or made again');
  }
}

function command(call: Placed, what: 'attach' | 'detach', { hooks }: Script): string {
  const hook = hooks.find(({ name }) => name === call.hook)!;
  if (hook.at === 'device')
    throw new NotExpressible('bpftool 7.1 attaches nothing to tcx hooks: the script is for cgroups alone');
  if (call.relative.is !== 'zero') throw new NotExpressible('bpftool places nothing next to another program');
  if (call.replace.is !== 'zero') throw new NotExpressible('bpftool replaces no program that it names');
  if (call.revision !== 'none') throw new NotExpressible('bpftool has no expected revision');
  return `bpftool cgroup ${what} ${pathOf(call.hook, hooks)} ${hook.attachType.toLowerCase()} pinned ${program(call.prog)}`;
}

function program(value: Value): string {
  if (value.is !== 'fd')
    throw new NotExpressible(value.is === 'zero' ? 'a detach without a program' : 'a program that is none');
  return `"$fs"/${word(value.name)}`;
}

function modeOf(flags: readonly Bit[]): string {
  if (flags.length === 0) return '';
  if (flags.length === 1 && flags[0] === 'ALLOW_MULTI') return ' multi';
  if (flags.length === 1 && flags[0] === 'ALLOW_OVERRIDE') return ' override';
  throw new NotExpressible('bpftool has multi, override, and no other flag of an attach');
}
