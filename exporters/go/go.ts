import { USUAL } from '../carried.ts';
import {
  type Exporter,
  type Exporting,
  isKnown,
  type Known,
  type Library,
  type Said,
  type SkippedTrace,
  type WrittenTest,
  whyUnsaid,
  whyUnseen,
} from '../exporter.ts';
import { quoted, titleOf } from '../printing.ts';
import type { HookToMake, Script, Step } from '../script.ts';
import { testsOf } from '../scripts.ts';
import { CGROUPS } from './cgroups.ts';
import { NETKIT, NETLINK } from './netkit.ts';
import { PROGRAM } from './program.ts';
import { byId, goCalls } from './requests.ts';

const TYPES: Readonly<Record<string, string>> = {
  sched_cls: 'SchedCLS',
  xdp: 'XDP',
  cgroup_skb: 'CGroupSKB',
  cgroup_sock: 'CGroupSock',
  cgroup_sock_addr: 'CGroupSockAddr',
  cgroup_sockopt: 'CGroupSockopt',
  sk_lookup: 'SkLookup',
};

const ATTACH_TYPES: Readonly<Record<string, string>> = {
  CGROUP_INET_INGRESS: 'AttachCGroupInetIngress',
  CGROUP_INET_EGRESS: 'AttachCGroupInetEgress',
  CGROUP_INET_SOCK_CREATE: 'AttachCGroupInetSockCreate',
  CGROUP_INET4_CONNECT: 'AttachCGroupInet4Connect',
  CGROUP_UDP4_SENDMSG: 'AttachCGroupUDP4Sendmsg',
  CGROUP_GETSOCKOPT: 'AttachCGroupGetsockopt',
  CGROUP_SETSOCKOPT: 'AttachCGroupSetsockopt',
  SK_LOOKUP: 'AttachSkLookup',
  XDP: 'AttachXDP',
  TCX_INGRESS: 'AttachTCXIngress',
  TCX_EGRESS: 'AttachTCXEgress',
  NETKIT_PRIMARY: 'AttachNetkitPrimary',
  NETKIT_PEER: 'AttachNetkitPeer',
};

/** Bits of Flags, as a Go constant each; what an Anchor says is among them, for links at cgroups and updates. */
const FLAGS = {
  ALLOW_OVERRIDE: 0,
  ALLOW_MULTI: 1,
  REPLACE: 2,
  BEFORE: 3,
  AFTER: 4,
  PREORDER: 6,
  UNKNOWN: 20,
  ID: 5,
  LINK: 13,
} as const;

/** What deviates at a marked step is skipped, whatever it is. */
function heldTo(said: readonly Said[]): number {
  const at = said.findIndex(isKnown);
  return at === -1 ? said.length : at;
}

const CILIUM: Library = {
  blindTo: ['mode'],
  heldTo,
  carried: { ...USUAL, kinds: [...USUAL.kinds, 'netkit'] },
  said: goCalls,
  unmade: (script) => (script.devices.length > 1 ? 'several devices' : whyUnseen(script)),
};

/** A table test on the link package of cilium/ebpf. */
export const GO: Exporter = {
  title: 'a table test on the link package of cilium/ebpf',
  use: 'go mod init traces && go mod tidy && go test    # in the directory of FILE',
  library: CILIUM,
  *make(exporting) {
    const { tests: found, skipped } = yield* testsOf(exporting.traces, CILIUM);
    const tests = found.flatMap(({ file, script }) => {
      const other = byId(script);
      const said = other === undefined || whyUnsaid(CILIUM, other) !== undefined ? [script] : [script, other];
      return said.map((each) => ({ file, script: each, text: traceText(each) }));
    });
    const traces = found.map(({ file }) => file);
    const text = testText(exporting, tests, skipped);
    // Behind an underscore may be a system or a processor (`x_arm64`), for which alone Go would build it; and one in front hides it.
    const name = `${exporting.name.replaceAll('_', '-').replace(/^[-.]+/, '')}_test.go`;
    return { files: traces.length === 0 ? [] : [{ name, text, traces, tests }], skipped };
  },
};

interface Test extends WrittenTest {
  readonly text: string;
}

const isNetkit = (hook: HookToMake) => hook.at === 'device' && hook.type === 'netkit';

function testText({ name, version }: Exporting, tests: readonly Test[], skipped: readonly SkippedTrace[]): string {
  const hasNetkit = tests.some(({ script }) => script.hooks.some(isNetkit));
  return `// SPDX-License-Identifier: MIT

// ${tests.length} tests of ${name} on github.com/cilium/ebpf/link. Made by mprog export go, mprog-spec ${version}.
// It needs CAP_SYS_ADMIN, CAP_NET_ADMIN and CAP_BPF. Traces that the library cannot express are skipped, with the reason.

package traces

import (
	"errors"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"syscall"
	"testing"

	"github.com/cilium/ebpf"
	"github.com/cilium/ebpf/asm"
	"github.com/cilium/ebpf/link"
${hasNetkit ? NETLINK : ''}	"golang.org/x/sys/unix"
)

// Bits of Flags. Source: include/uapi/linux/bpf.h, v6.18.
const (
${Object.entries(FLAGS)
  .map(([flag, bit]) => `\t${`flag${flag}`.padEnd(18)} = 1 << ${bit}\n`)
  .join('')})
${PROGRAM}${CGROUPS}${hasNetkit ? NETKIT : ''}
var traces = []trace{
${tests.map(({ text }) => text).join('')}${skipped
  .map(({ trace, reason }) => `\t{title: ${titleOf(trace.title)}, skipped: ${titleOf(reason)}},\n`)
  .join('')}}
`;
}

/** The row of a trace in the table. */
function traceText(script: Script): string {
  const { path, title, hooks, programs, foreignLinks, prefill, steps } = script;
  const calls = goCalls(script);
  const made = [
    ...deviceText(hooks),
    ...hooks.flatMap((hook) =>
      hook.at === 'cgroup'
        ? [`w.cgroup(${quoted(hook.name)}, ${quoted(hook.parent ?? '')}, ${attachType(hook.attachType)})`]
        : [],
    ),
    ...programs.map((program) => {
      const loadedFor = program.attachType === undefined ? 'ebpf.AttachNone' : attachType(program.attachType);
      return `w.load(${quoted(program.name)}, ebpf.${TYPES[program.type]}, ${loadedFor}, ${program.returns})`;
    }),
    ...foreignLinks.map(({ name, prog }) => `w.foreign(${quoted(name)}, ${quoted(prog)})`),
    ...prefill.map(({ hook, prog, flags }) => {
      const bits = flags.length === 0 ? '' : `, Flags: ${flags.map((bit) => `flag${bit}`).join(' | ')}`;
      return `w.must(link.RawAttachProgram(link.RawAttachProgramOptions{Target: w.target(${quoted(hook)}), Attach: w.attach[${quoted(hook)}], Program: w.programs[${quoted(prog)}]${bits}}))`;
    }),
  ];
  return `	{
		// ${path}
		title: ${titleOf(title)},
		make: func(w *world) {
${made.map((line) => `\t\t\t${line}\n`).join('')}		},
		steps: []step{
${steps.map((step, index) => stepText(step, calls[index] as SaidCall)).join('')}		},
	},
`;
}

/** The device of the hooks of a trace, where they are at one. */
function deviceText(hooks: readonly HookToMake[]): readonly string[] {
  const onDevice = hooks.filter((hook) => hook.at === 'device');
  if (onDevice.length === 0) return [];
  const attach = `map[string]ebpf.AttachType{${onDevice.map((hook) => `${quoted(hook.name)}: ${attachType(hook.attachType)}`).join(', ')}}`;
  if (!onDevice.some(isNetkit)) return [`w.device(${attach})`];
  const drops = onDevice.filter((hook) => hook.drops === true).map((hook) => `${attachType(hook.attachType)}: true`);
  return [`w.netkit(map[ebpf.AttachType]bool{${drops.join(', ')}}, ${attach})`];
}

const attachType = (name: string): string => `ebpf.${ATTACH_TYPES[name]}`;

/** What the library is known to make of a call, and whether it must be seen to. */
function knownText(known: Known | undefined): string {
  if (known === undefined) return '';
  const { what, issue, hidden } = known;
  const said = quoted(issue === undefined ? what : `${what}: ${issue}`);
  return `\t\t\t\tknown:   ${said},\n${hidden === true ? '\t\t\t\thidden:  true,\n' : ''}`;
}

type SaidCall = Extract<Said, { readonly call: string }>;

function stepText({ title, outcome, hooks }: Step, { call, known }: SaidCall): string {
  const checks = hooks.flatMap(({ hook, shows }) =>
    shows === 'nothing'
      ? []
      : [
          `w.shows(${quoted(hook)}, ${shows.revision}, ${quoted(shows.slots)})`,
          ...(shows.effective === undefined ? [] : [`w.effective(${quoted(hook)}, ${quoted(shows.effective)})`]),
        ],
  );
  return `			{
				title: ${titleOf(title)},
				call: func(w *world) error {
					return ${call}
				},
				outcome: ${outcome === 'ok' ? 'nil' : `unix.${outcome}`},
${knownText(known)}				then: func(w *world) {
${checks.map((check) => `\t\t\t\t\t${check}\n`).join('')}				},
			},
`;
}
