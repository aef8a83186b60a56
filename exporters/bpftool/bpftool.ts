import { USUAL } from '../carried.ts';
import {
  type Exporter,
  type Exporting,
  type Library,
  type Said,
  type SkippedTrace,
  type WrittenTest,
  whyUnseen,
} from '../exporter.ts';
import type { Program, Script, Step } from '../script.ts';
import { testsOf } from '../scripts.ts';
import { objectFile } from './elf.ts';
import { bpftoolCalls, pathOf, word } from './requests.ts';
import { BEGIN, END } from './shell.ts';

/** The section that libbpf takes for a program of a type, by the attach type it is loaded for. */
const SECTIONS: Readonly<Record<string, string>> = {
  CGROUP_INET_INGRESS: 'cgroup_skb/ingress',
  CGROUP_INET_EGRESS: 'cgroup_skb/egress',
  CGROUP_INET_SOCK_CREATE: 'cgroup/sock_create',
  CGROUP_INET4_CONNECT: 'cgroup/connect4',
  CGROUP_UDP4_SENDMSG: 'cgroup/sendmsg4',
  CGROUP_GETSOCKOPT: 'cgroup/getsockopt',
  CGROUP_SETSOCKOPT: 'cgroup/setsockopt',
  SK_LOOKUP: 'sk_lookup',
  XDP: 'xdp',
};
const UNATTACHED: Readonly<Record<string, string>> = { sched_cls: 'tc', cgroup_skb: 'cgroup/skb' };

const MODES: Readonly<Record<string, string>> = { MULTI: 'multi', OVERRIDE: 'override', NONE: '' };

const sectionOf = ({ type, attachType }: Program): string | undefined =>
  attachType === undefined ? UNATTACHED[type] : SECTIONS[attachType];

const LIBRARY: Library = {
  blindTo: ['errno', 'revision'],
  carried: USUAL,
  said: bpftoolCalls,
  unmade: (script) => {
    const why = whyUnseen(script);
    if (why !== undefined) return why;
    if (script.foreignLinks.length > 0) return 'bpftool makes no link';
    const strange = script.programs.find((program) => sectionOf(program) === undefined);
    return strange === undefined ? undefined : `no section of an object file says ${strange.type}`;
  },
};

/** A shell script on bpftool. */
export const BPFTOOL: Exporter = {
  title: 'a shell script on bpftool, for cgroups',
  use: 'sh FILE',
  library: LIBRARY,
  *make(exporting) {
    const { tests, skipped } = yield* testsOf(exporting.traces, LIBRARY);
    const traces = tests.map(({ file }) => file);
    const text = () => fileText(exporting, tests, skipped);
    return {
      files: traces.length === 0 ? [] : [{ name: `${exporting.name}.sh`, text: text(), traces, tests }],
      skipped,
    };
  },
};

/** A name as the kernel takes it of a program: the script finds programs by their ids. */
const bpfName = (name: string): string => name.replace(/[^A-Za-z0-9_.]/g, '_');

/** A title as TAP and the shell have it. */
const titleOf = (title: string): string => word(title.replaceAll('#', '_').replaceAll('\\', '/'));

function fileText(
  { name, version }: Exporting,
  tests: readonly WrittenTest[],
  skipped: readonly SkippedTrace[],
): string {
  return `#!/bin/sh
# SPDX-License-Identifier: MIT
#
# ${tests.length} traces of ${name} on bpftool. Made by mprog export bpftool, mprog-spec ${version}.
# It needs CAP_SYS_ADMIN, CAP_NET_ADMIN and CAP_BPF. It prints TAP 14. Exit codes: 0 passed, 1 failed, 4 all skipped.
${BEGIN}
echo "1..${tests.length + skipped.length}"
${tests.map(({ script }, index) => traceText(script, index + 1)).join('')}${skipped
  .map(({ trace, reason }) => `skip ${titleOf(trace.title)} ${titleOf(reason)}\n`)
  .join('')}${END}`;
}

function traceText(script: Script, number: number): string {
  const { path, title, hooks, programs, prefill, steps } = script;
  const said = bpftoolCalls(script) as readonly Extract<Said, { readonly call: string }>[];
  const lines = [
    'begin',
    ...programs.map((each) => {
      const object = btoa(String.fromCharCode(...objectFile(sectionOf(each)!, bpfName(each.name), each.returns)));
      return `program ${word(each.name)} ${object}`;
    }),
    ...hooks.map(({ name }) => `cgroup ${pathOf(name, hooks)}`),
    ...prefill.map(({ hook, prog, flags }) => {
      const { attachType } = hooks.find(({ name }) => name === hook)!;
      const mode = flags.length === 0 ? '' : ' multi';
      return `must bpftool cgroup attach ${pathOf(hook, hooks)} ${attachType.toLowerCase()} pinned "$fs"/${word(prog)}${mode}`;
    }),
    ...steps.flatMap((step, index) => stepLines(step, index + 1, said[index]!.call, script)),
  ];
  return `
# ${path}
trace_${number}()
{
${lines.map((line) => `\t${line}`).join(' &&\n')}
}
trace ${titleOf(title)} trace_${number}
`;
}

function stepLines({ title, outcome, hooks }: Step, number: number, call: string, script: Script): readonly string[] {
  const checks = hooks.flatMap(({ hook, shows }) => {
    if (shows === 'nothing') return [];
    const { attachType } = script.hooks.find(({ name }) => name === hook)!;
    const where = `${pathOf(hook, script.hooks)} ${attachType.toLowerCase()}`;
    return [
      `shows ${where} ${word(shows.slots)} ${word(MODES[shows.mode ?? 'NONE'] ?? '')}`,
      ...(shows.effective === undefined ? [] : [`effective ${where} ${word(shows.effective)}`]),
    ];
  });
  return [
    `step ${titleOf(`step ${number}: ${title}`)}`,
    `outcome ${outcome === 'ok' ? 'success' : outcome} ${call}`,
    ...checks,
  ];
}
