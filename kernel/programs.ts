import type { ProgType } from '../spec/families/slots/vocabulary/index.ts';
import { must, type Result } from './errno.ts';
import { CallFailed } from './failure.ts';
import { saying } from './instructions.ts';
import {
  ATTACH_TYPES,
  encode,
  LINK_CREATE,
  LINK_INFO,
  MAP_CREATE,
  MAP_TYPES,
  OBJ_GET_INFO_BY_FD,
  OBJECT_INFO,
  PROG_LOAD,
  PROG_TYPES,
  readU32,
} from './layout.ts';
import type { System } from './syscalls.ts';

/** Programs of a universe, and those that watch what becomes of a packet. */
type LoadedType = ProgType | 'raw_tracepoint';

/** What each program returns: TCX_NEXT goes on to the next program, SK_PASS lets the look-up go on, 1 and XDP_PASS let the packet through. */
const VERDICTS = {
  sched_cls: -1,
  sk_lookup: 1,
  xdp: 2,
  cgroup_skb: 1,
  cgroup_sock: 1,
  cgroup_sock_addr: 1,
  cgroup_sockopt: 1,
  raw_tracepoint: 0,
} as const satisfies Record<LoadedType, number>;
const EXPECTED_ATTACH_TYPES = {
  sched_cls: 0,
  sk_lookup: ATTACH_TYPES.SK_LOOKUP,
  cgroup_skb: 0,
  cgroup_sock: ATTACH_TYPES.CGROUP_INET_SOCK_CREATE,
  cgroup_sock_addr: ATTACH_TYPES.CGROUP_INET4_CONNECT,
  cgroup_sockopt: ATTACH_TYPES.CGROUP_GETSOCKOPT,
  xdp: ATTACH_TYPES.XDP,
  raw_tracepoint: 0,
} as const satisfies Record<LoadedType, number>;

const LICENSE = Buffer.from('GPL\0');
const LOG_SIZE = 65536;
/** A signal makes the verifier give up with EAGAIN: try again, but not for ever. */
const LOAD_ATTEMPTS = 5;

/** How a program is loaded, where that is not as usual for its type; `insns` by default do nothing. */
export type Loaded = Readonly<Partial<Record<'expected_attach_type' | 'prog_flags' | 'prog_ifindex', number>>> & {
  readonly insns?: Buffer | undefined;
};

/** Loads a program; gives its fd. Throws CallFailed with the verifier's log. */
export function loadProgram(
  system: System,
  type: LoadedType,
  { insns = saying(VERDICTS[type]), ...loadedAs }: Loaded = {},
): number {
  let result = load(system, type, insns, loadedAs);
  for (let attempt = 1; result === 'EAGAIN' && attempt < LOAD_ATTEMPTS; attempt += 1)
    result = load(system, type, insns, loadedAs);
  if (typeof result === 'number') return result;
  const log = Buffer.alloc(LOG_SIZE);
  load(system, type, insns, loadedAs, log);
  const text = log.toString('latin1', 0, log.indexOf(0)).trim();
  throw new CallFailed(
    `BPF_PROG_LOAD of a ${type} program`,
    result,
    text === '' ? '' : `; the verifier says:\n${text}`,
  );
}

function load(system: System, type: LoadedType, insns: Buffer, loadedAs: Omit<Loaded, 'insns'>, log?: Buffer): Result {
  const attr = encode(PROG_LOAD, {
    prog_type: PROG_TYPES[type],
    insn_cnt: insns.length / 8,
    insns: system.address(insns),
    license: system.address(LICENSE),
    expected_attach_type: EXPECTED_ATTACH_TYPES[type],
    ...loadedAs,
    ...(log === undefined ? {} : { log_level: 1, log_size: log.length, log_buf: system.address(log) }),
  });
  return system.bpf(PROG_LOAD.command, attr, log === undefined ? [insns, LICENSE] : [insns, LICENSE, log]);
}

/** Makes an array map of one entry, by default for an fd that is a BPF object and no program; gives its fd. */
export function createMap(system: System, size = 4): number {
  const attr = encode(MAP_CREATE, { map_type: MAP_TYPES.ARRAY, key_size: 4, value_size: size, max_entries: 1 });
  return must('BPF_MAP_CREATE', system.bpf(MAP_CREATE.command, attr));
}

/** Attaches an sk_lookup program to a network namespace through a link; gives the link's fd. */
export function createNamespaceLink(system: System, prog: number, namespace: number): number {
  const attr = encode(LINK_CREATE, {
    prog_fd: prog,
    target_ifindex: namespace,
    attach_type: ATTACH_TYPES.SK_LOOKUP,
  });
  return must('BPF_LINK_CREATE of an sk_lookup link', system.bpf(LINK_CREATE.command, attr));
}

/** Whether a link of a device or cgroup is attached to it, from its fd. */
export function isAttached(system: System, fd: number): boolean {
  const info = Buffer.alloc(LINK_INFO.size);
  const attr = encode(OBJ_GET_INFO_BY_FD, { bpf_fd: fd, info_len: info.length, info: system.address(info) });
  must('BPF_OBJ_GET_INFO_BY_FD', system.bpf(OBJ_GET_INFO_BY_FD.command, attr, [info]));
  return readU32(info, LINK_INFO.fields.target.at) !== 0;
}

/** The id of a program or link from its fd. */
export function idOf(system: System, fd: number): number {
  const info = Buffer.alloc(OBJECT_INFO.size);
  const attr = encode(OBJ_GET_INFO_BY_FD, { bpf_fd: fd, info_len: info.length, info: system.address(info) });
  must('BPF_OBJ_GET_INFO_BY_FD', system.bpf(OBJ_GET_INFO_BY_FD.command, attr, [info]));
  return readU32(info, OBJECT_INFO.fields.id.at);
}
