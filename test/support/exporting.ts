import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Exported, Exporter } from '../../exporters/exporter.ts';
import { findCgroupMount } from '../../kernel/cgroup-mount.ts';
import type { Request, Universe } from '../../spec/families/slots/vocabulary/index.ts';
import type { Profile } from '../../spec/profile.ts';
import { readTraceFiles, type TraceFile } from '../../traces/files.ts';
import { PACKAGE } from '../../traces/package-folder.ts';
import { packageVersion } from '../../traces/report-head.ts';
import { cgroupsMissing, kernelMissing } from './machines.ts';

const folders = new Map<string, readonly TraceFile[]>();

/** The traces of a folder that comes with the package, read once. */
export function tracesIn(folder: string): readonly TraceFile[] {
  const traces = folders.get(folder) ?? readTraceFiles([join(PACKAGE, 'traces', folder)]).traces;
  folders.set(folder, traces);
  return traces;
}

/** The suite of a profile. */
export const suiteOf = (profile: string): readonly TraceFile[] => tracesIn(`conformance/${profile}`);

/** What a format makes of some traces, with the results of another semantics where one is given. */
export function made(exporter: Exporter, name: string, traces: readonly TraceFile[], against?: Profile): Exported {
  const making = exporter.make({ version: packageVersion(), name, traces, against });
  let next = making.next();
  while (!next.done) next = making.next();
  return next.value;
}

/** Whether a trace has pins, callers without privileges, qdiscs, cgroups in use, or packets and calls with their sockets. */
function isSpecial({ trace }: TraceFile): boolean {
  const { hooks } = trace.universe as Universe;
  return (
    Object.values(hooks).some((hook) => hook.kind === 'tcx' && hook.clsact) ||
    (trace.steps.map(({ request }) => request) as Request[]).some(
      (request) =>
        /pin|qdisc|run|socket/.test(request.op) ||
        ('busy' in request && request.busy) ||
        ('caller' in request && request.caller !== 'privileged'),
    )
  );
}

/** Some traces of both suites, and of what is known of cgroups, that a format carries: some that are spread over them, and all that are special. */
export function someOfBoth(exporter: Exporter): readonly TraceFile[] {
  const carried = ['conformance/tcx', 'conformance/cgroup', 'facts/cgroup']
    .flatMap((folder) => made(exporter, 'some', tracesIn(folder)).files)
    .flatMap(({ traces }) => traces);
  return carried.filter(({ trace }, index) => {
    // A full hook has many programs to load.
    const { programs } = trace.universe as Universe;
    return (index % 9 === 0 || isSpecial({ path: '', trace })) && Object.keys(programs).length < 20;
  });
}

/** A trace whose last step expects another revision than it must. */
export function wrongly({ path, trace }: TraceFile): TraceFile {
  const changed = structuredClone(trace) as unknown as {
    title: string;
    steps: { expect: { hooks?: Record<string, { revision?: number }> } }[];
  };
  changed.title = 'a wrong expectation';
  const hooks = Object.values(changed.steps.at(-1)!.expect.hooks!);
  for (const hook of hooks) if (hook.revision !== undefined) hook.revision += 1;
  return { path, trace: changed as unknown as TraceFile['trace'] };
}

/** A trace of a suite with another request or expectation in its last step, what else it has stays. */
function mistaken(profile: string, name: string, request: object, expect: object = {}): TraceFile {
  return mistakenIn(suiteOf(profile), name, request, expect);
}

function mistakenIn(
  traces: readonly TraceFile[],
  name: string,
  request: object,
  expect: object,
  length?: number,
): TraceFile {
  const { path, trace } = structuredClone(traces.find((each) => each.path.endsWith(`/${name}.json`))!);
  const steps = trace.steps.slice(0, length);
  const last = steps.pop()!;
  const other = { ...last, request: { ...last.request, ...request }, expect: { ...last.expect, ...expect } };
  return { path, trace: { ...trace, title: `mistaken: ${name}`, steps: [...steps, other] } as TraceFile['trace'] };
}

/** Traces with a request that comes to something else than is expected, each with what is found. */
export const MISTAKEN: readonly (readonly [TraceFile, string])[] = [
  [
    mistaken('tcx', 'detach--unnamed-without-capability-2', { caller: 'privileged' }),
    'outcome: expected EPERM, found ok',
  ],
  [mistaken('tcx', 'detach--empty', { caller: 'no-capability' }), 'outcome: expected ENOENT, found EPERM'],
  [mistaken('tcx', 'link-open--without-capability', { caller: 'privileged' }), 'outcome: expected EPERM, found ENOENT'],
  [mistaken('tcx', 'link-pin--exists', { op: 'link_unpin' }), 'outcome: expected EEXIST, found ok'],
  [mistaken('tcx', 'link-unpin--no-pin', { op: 'link_pin' }), 'outcome: expected ENOENT, found ok'],
  [mistaken('tcx', 'qdisc-remove--none', { op: 'qdisc_add', qdisc: 'clsact' }), 'outcome: expected ENOENT, found ok'],
  [mistaken('tcx', 'qdisc-replace--same', { op: 'qdisc_add' }), 'outcome: expected ok, found EEXIST'],
  [mistaken('cgroup', 'cgroup-remove--processes', { busy: false }), 'outcome: expected EBUSY, found ok'],
];

const DENIED = { is: 'call', ran: ['B', 'D'], result: 'EPERM', done: false };

/** The same of packets and calls. */
export const MISTAKEN_RUNS: readonly (readonly [TraceFile, string])[] = [
  [
    mistaken('cgroup', 'run--call-refused', {}, { view: { ...DENIED, ran: ['A', 'D'], done: true } }),
    'programs that ran: expected A D, found D A',
  ],
  [mistaken('cgroup', 'run--errno-set', {}, { view: DENIED }), 'result: expected EPERM, found EACCES'],
  [
    mistaken('cgroup', 'run--call-allowed', {}, { view: { is: 'call', ran: [], result: 'ok', done: false } }),
    'done by the kernel: expected no, found yes',
  ],
  [
    mistaken('cgroup', 'run--sent', {}, { view: { is: 'packet', ran: [], delivered: false, sender: 'ok' } }),
    'delivered: expected no, found yes',
  ],
  [
    mistaken('cgroup', 'run--refused-in', {}, { view: { is: 'packet', ran: ['A'], delivered: true, sender: 'ok' } }),
    'delivered: expected yes, found no',
  ],
  [mistaken('cgroup', 'run--sent', {}, { view: { is: 'nothing' } }), 'run: expected nothing, found a packet'],
  [mistaken('cgroup', 'run--no-socket', { socket: 'none' }, { view: undefined }), 'outcome: expected EBADF, found ok'],
  [
    mistaken('cgroup', 'run--refused-out', {}, { view: { is: 'packet', ran: [], delivered: false, sender: 'EPERM' } }),
    'programs that ran: expected (empty), found A',
  ],
  [
    mistaken('cgroup', 'run--other-domain', {}, { view: { is: 'packet', ran: [], delivered: false, sender: 'ok' } }),
    'delivered: expected no, found yes',
  ],
  [mistaken('cgroup', 'socket-create--gone', { hook: 'parent' }), 'outcome: expected ENOENT, found ok'],
  [
    mistaken('cgroup', 'socket-close--closed', { op: 'socket_create', hook: 'parent', domain: 'inet' }),
    'outcome: expected EBADF, found ok',
  ],
  [
    mistakenIn(
      tracesIn('facts/cgroup'),
      'H2',
      {},
      { view: { ...DENIED, ran: ['A', 'B'], result: 'ok', done: true } },
      4,
    ),
    'result: expected ok, found -5000',
  ],
  [
    mistaken('tcx', 'run--drop-in', {}, { view: { is: 'packet', ran: ['A'], delivered: false, sender: 'ok' } }),
    'programs that ran: expected A, found D',
  ],
  [
    mistaken('tcx', 'run--drop-out', {}, { view: { is: 'packet', ran: ['B'], delivered: false, sender: 'ok' } }),
    'result: expected ok, found ENOBUFS',
  ],
  [
    mistaken('tcx', 'run--pass', {}, { view: { is: 'packet', ran: ['C'], delivered: false, sender: 'ok' } }),
    'delivered: expected no, found yes',
  ],
];

const NOTHING_IN = { is: 'device', skb: 'none', drv: 'none', upper: 'none' };

/** The same of XDP, each with everything that is found. */
export const MISTAKEN_XDP: readonly (readonly [TraceFile, readonly string[]])[] = [
  [
    mistaken('xdp', 'xdp-set--set', { expected: { is: 'prog', name: 'A' } }),
    ['outcome: expected ok, found EEXIST', 'veth, DRV: expected A, found none'],
  ],
  [mistaken('xdp', 'xdp-set--caller', { caller: 'privileged' }), ['outcome: expected EPERM, found ENODEV']],
  [
    mistaken('xdp', 'link-detach--detach', { link: { is: 'closed-fd' }, by: 'fd' }),
    ['outcome: expected ok, found EBADF', 'plain, SKB: expected none, found A'],
  ],
  [
    mistaken('xdp', 'look--look', {}, { view: { ...NOTHING_IN, upper: 'veth' } }),
    ['answer, upper device: expected veth, found none'],
  ],
  [
    mistaken('xdp', 'link-info--info', {}, { view: { is: 'link', prog: 'none', device: 'veth' } }),
    ['answer, program: expected none, found A'],
  ],
  [
    mistaken('xdp', 'link-info--not-open', {}, { hooks: { veth: { is: 'nothing' } } }),
    ['veth: expected ENODEV, found ok'],
  ],
];

/** Why a program cannot be run against this kernel here, if so: no such tool, or no kernel to use. */
export function whyNot(tool: string): string | undefined {
  const { error } = spawnSync(tool, ['--version']);
  return error === undefined ? (kernelMissing ?? cgroupsMissing) : `there is no ${tool} here`;
}

/** What kernels know of a query of a cgroup, by the bytes of its attribute. */
export const OLDER = [
  ['ids', 32],
  ['flags of programs', 40],
  ['fields that it does not write', 64],
] as const;

/** Traces of cgroups before they had an order, that newer kernels decide alike. */
export const tracesOfOlder = (): readonly TraceFile[] =>
  suiteOf('cgroup-6.1').filter(({ path }) => /(append|query|detach)--?\w*(-\d)?\.json$/.test(path));

/** The environment of a program that is to meet a kernel which knows so many bytes of a query; compiled below a folder. */
export function olderKernel(directory: string, known: number): NodeJS.ProcessEnv {
  const library = join(directory, 'older-query.so');
  const source = join(PACKAGE, 'test', 'support', 'older-query.c');
  const { stderr } = spawnSync('gcc', ['-shared', '-fPIC', '-o', library, source, '-ldl'], { encoding: 'utf8' });
  if (stderr !== '') throw new Error(stderr);
  return { ...process.env, LD_PRELOAD: library, KNOWN: String(known) };
}

/** Whether there is a cgroup of a program that was exported, by the id of its process. */
export const hasCgroup = (pid: number | undefined): boolean =>
  readdirSync(findCgroupMount()).some((name) => name.startsWith(`mprog-export-${pid}-`));
