import type { HookToMake } from '../script.ts';
import { TooMuch } from './too-much.ts';

/** A command of ip(8): 0, or the status that it ends with. */
export const ip = (command: string): string => `system("ip link ${command}")`;

/** Makes a device and puts its index into a variable: 0 where both came about. Needs net/if.h and stdlib.h. */
export const making = (variable: string, device: string, type: string): readonly string[] => [
  ip(`add name ${device} type ${type}`),
  `!(${variable} = if_nametoindex("${device}"))`,
];

/** Ends the program where something comes to another value than 0 that it needs. */
export const needed = (calls: readonly string[]): readonly string[] => [
  ...`if (${calls.join(' ||\n    ')})`.split('\n'),
  '\treturn puts("no devices: no root, or no ip(8)"), 2;',
];

/** Where a cgroup is, below the mount. */
export const pathOf = ({ name, parent }: Extract<HookToMake, { at: 'cgroup' }>): string =>
  parent === undefined ? `mprog-${name}` : `mprog-${parent}/${name}`;

/** Enters a network namespace, with a device where one is needed; the program ends where it cannot. */
export const inNamespace = ({ name, device, type }: Extract<HookToMake, { at: 'device' }>): readonly string[] =>
  type === undefined
    ? ['if (unshare(CLONE_NEWNET))', '\treturn perror("unshare"), 2;']
    : needed(['unshare(CLONE_NEWNET)', ...making(name, device, type)]);

/** Makes cgroups below the mount that the argument names, or in a cgroup; the program ends where there is none. */
export const belowMount = (hooks: readonly HookToMake[]): readonly string[] => [
  'if (chdir(count > 1 ? words[1] : "/sys/fs/cgroup") ||',
  '    access("cgroup.controllers", F_OK))',
  '\treturn perror("cgroup2"), 2;',
  ...hooks.flatMap(openCgroup),
];

function openCgroup(hook: HookToMake): readonly string[] {
  if (hook.at !== 'cgroup') throw new TooMuch('hooks of several kinds');
  const path = pathOf(hook);
  return [`mkdir("${path}", 0755);`, `${hook.name} = open("${path}", O_RDONLY);`];
}
