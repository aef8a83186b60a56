import { readFileSync } from 'node:fs';
import { type Observed, observe } from '../../observe/observe.ts';
import { cgroup, tcx } from '../../spec/families/profiles.ts';

const FOLDER = new URL('../observe/samples/', import.meta.url);

/** The text of a log that was recorded. */
export const sample = (name: string): string => readFileSync(new URL(`${name}.log`, FOLDER), 'utf8');

/** What a log shows, by tcx and cgroup. */
export const observed = (text: string, empty = false): Observed =>
  observe('log', text, { empty, profileFor: (kind) => (kind === 'tcx' ? tcx : cgroup) });

/** The one part of a log that has one. */
export function partOf(text: string, empty = false) {
  const { parts } = observed(text, empty).file;
  if (parts.length !== 1) throw new Error(`expected one part, found ${parts.length}`);
  return parts[0]!;
}

/** A text in which one thing is replaced, which must be there. */
export function edited(text: string, from: string | RegExp, to: string): string {
  const result = text.replace(from, to);
  if (result === text) throw new Error(`expected ${from} in the text`);
  return result;
}

const LOAD = (fd: number, name: string, type: string) =>
  `bpf(BPF_PROG_LOAD, {prog_type=${type}, insn_cnt=2, insns=[{code=0x95}], license="GPL", prog_name="${name}"}, 72) = ${fd}<anon_inode:bpf-prog>`;

/** A line that loads a program for the packets of cgroups. */
export const loadsForCgroup = (fd: number, name: string) => LOAD(fd, name, 'BPF_PROG_TYPE_CGROUP_SKB');

/** A line that loads a program for tcx. */
export const loads = (fd: number, name: string) => LOAD(fd, name, 'BPF_PROG_TYPE_SCHED_CLS');

interface Attach {
  readonly fd: number;
  readonly flags?: string;
  readonly relative?: string;
  readonly revision?: number;
  readonly result?: string;
}

/** A line that attaches a program to the ingress hook of lo. */
export const attaches = ({ fd, flags = '0', relative = 'relative_fd=0', revision = 0, result = '0' }: Attach) =>
  `bpf(BPF_PROG_ATTACH, {target_ifindex=if_nametoindex("lo"), attach_bpf_fd=${fd}<anon_inode:bpf-prog>, attach_type=BPF_TCX_INGRESS, attach_flags=${flags}, replace_bpf_fd=0, ${relative}, expected_revision=${revision}}, 32) = ${result}`;

/** A line that makes a link at the ingress hook of lo. */
export const creates = (fd: number, prog: number, result: string) =>
  `bpf(BPF_LINK_CREATE, {link_create={prog_fd=${prog}<anon_inode:bpf-prog>, target_ifindex=if_nametoindex("lo"), attach_type=BPF_TCX_INGRESS, flags=0, tcx={relative_fd=0, expected_revision=0}}}, 32) = ${result === 'ok' ? `${fd}<anon_inode:bpf_link>` : result}`;

/** A line that attaches a program to the ingress hook of a cgroup. */
export const attachesAt = (path: string, fd: number, result = '0') =>
  `bpf(BPF_PROG_ATTACH, {target_fd=9<${path}>, attach_bpf_fd=${fd}<anon_inode:bpf-prog>, attach_type=BPF_CGROUP_INET_INGRESS, attach_flags=BPF_F_ALLOW_MULTI, replace_bpf_fd=0, relative_fd=0, expected_revision=0}, 32) = ${result}`;

/** A line that queries the ingress hook of lo. */
export const queries = (ids: readonly number[], revision: number, links: readonly number[] = ids.map(() => 0)) =>
  `bpf(BPF_PROG_QUERY, {query={target_ifindex=if_nametoindex("lo"), attach_type=BPF_TCX_INGRESS, query_flags=0, attach_flags=0, prog_ids=[${ids.join(', ')}], prog_cnt=64 => ${ids.length}, prog_attach_flags=NULL, link_ids=[${links.join(', ')}], link_attach_flags=NULL, revision=0x${revision.toString(16)}}}, 64) = 0`;

/** A log of one process in a network namespace of its own. */
export const logOf = (...lines: readonly string[]): string =>
  ['unshare(CLONE_NEWNET) = 0', ...lines].map((line) => `7 ${line}\n`).join('');
