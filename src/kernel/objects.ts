import type { ProgType } from '../spec/vocabulary/index.ts';
import { ATTACH_TYPES, encode, MAP_TYPE_ARRAY, PROG_TYPES, u32At } from './layout.ts';
import { bpf, type Libc } from './libc.ts';
import { KernelUnavailable } from './unavailable.ts';

/** `r0 = value; exit`. */
function instructions(value: number): Buffer {
  return Buffer.from([0xb7, 0, 0, 0, value, 0, 0, 0, 0x95, 0, 0, 0, 0, 0, 0, 0]);
}

/** Loads a program that does nothing but return, and gives its fd. */
export function loadProgram(libc: Libc, type: ProgType): number {
  // sk_lookup must return 0 or 1; 0 is fine for both types.
  const insns = instructions(type === 'sk_lookup' ? 1 : 0);
  const license = Buffer.from('GPL\0');
  const log = Buffer.alloc(4096);
  const attr = encode('PROG_LOAD', {
    prog_type: PROG_TYPES[type],
    insn_cnt: insns.length / 8,
    insns: libc.address(insns),
    license: libc.address(license),
    log_level: 1,
    log_size: log.length,
    log_buf: libc.address(log),
    expected_attach_type: type === 'sk_lookup' ? ATTACH_TYPES.sk_lookup : 0,
  });
  const fd = bpf(libc, 'PROG_LOAD', attr);
  if (typeof fd === 'number') return fd;
  const said = log.toString('latin1').split('\0')[0]!.trim();
  if (fd === 'EPERM') throw new KernelUnavailable('programs cannot be loaded (EPERM); CAP_BPF and CAP_NET_ADMIN are needed');
  throw new KernelUnavailable(`a program of type ${type} cannot be loaded (${fd}) ${said}`.trim());
}

/** A map that stands for "an fd that is no program". */
export function createMap(libc: Libc): number {
  const attr = encode('MAP_CREATE', { map_type: MAP_TYPE_ARRAY, key_size: 4, value_size: 4, max_entries: 1 });
  const fd = bpf(libc, 'MAP_CREATE', attr);
  if (typeof fd === 'number') return fd;
  throw new KernelUnavailable(`a map cannot be created (${fd})`);
}

/** The id of a program or link; both infos have it in the second u32. Source: struct bpf_prog_info, bpf_link_info. */
export function idOf(libc: Libc, fd: number): number {
  const info = Buffer.alloc(256);
  const attr = encode('OBJ_GET_INFO_BY_FD', { bpf_fd: fd, info_len: info.length, info: libc.address(info) });
  const result = bpf(libc, 'OBJ_GET_INFO_BY_FD', attr);
  if (typeof result === 'number') return u32At(info, 1);
  throw new Error(`the id of fd ${fd} cannot be read (${result})`);
}

/** A link of an sk_lookup program on a network namespace: a link that no tcx hook has. */
export function createForeignLink(libc: Libc, prog: number, namespace: number): number {
  const attr = encode('LINK_CREATE', { prog_fd: prog, target: namespace, attach_type: ATTACH_TYPES.sk_lookup });
  const fd = bpf(libc, 'LINK_CREATE', attr);
  if (typeof fd === 'number') return fd;
  throw new Error(`a link on the network namespace cannot be created (${fd})`);
}
