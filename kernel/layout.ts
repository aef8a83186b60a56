import { endianness } from 'node:os';
import * as uapi from '../spec/families/slots/vocabulary/numbers.ts';

/**
 * The parts of `union bpf_attr` that this folder uses, as data, and the numbers that go with them.
 * Source of every offset and number: include/uapi/linux/bpf.h, v6.18. A union member has the name of the member used
 * here: `target_ifindex` is also target_fd, `relative_fd` also relative_id, `count` also prog_cnt.
 */

/** Where a field is: byte offset and size in bytes. A field of 8 bytes is a number or a user-space address. */
export interface Field {
  readonly at: number;
  readonly size: 4 | 8;
}

/** One variant of bpf_attr: its name, the command that takes it, its size in bytes, and its fields. */
export interface Layout<Name extends string = string> {
  readonly title: string;
  readonly command: number;
  readonly size: number;
  readonly fields: Readonly<Record<Name, Field>>;
}

function layout<Name extends string>(title: string, command: number, size: number, fields: Record<Name, Field>) {
  return Object.freeze({ title, command, size, fields }) satisfies Layout<Name>;
}

const u32 = (at: number): Field => ({ at, size: 4 });
const u64 = (at: number): Field => ({ at, size: 8 });

/** BPF_MAP_CREATE, as far as an array map needs it. */
export const MAP_CREATE = layout('MAP_CREATE', 0, 20, {
  map_type: u32(0),
  key_size: u32(4),
  value_size: u32(8),
  max_entries: u32(12),
  map_flags: u32(16),
});

/** BPF_MAP_LOOKUP_ELEM and BPF_MAP_UPDATE_ELEM. */
const ELEMENT = { map_fd: u32(0), key: u64(8), value: u64(16), flags: u64(24) };
export const MAP_LOOKUP = layout('MAP_LOOKUP', 1, 32, ELEMENT);
export const MAP_UPDATE = layout('MAP_UPDATE', 2, 32, ELEMENT);
/** BPF_MAP_DELETE_ELEM. */
export const MAP_DELETE = layout('MAP_DELETE', 3, 16, { map_fd: u32(0), key: u64(8) });

/** BPF_PROG_LOAD; prog_name (16 bytes at 48) is left zero, and what is about lines. */
export const PROG_LOAD = layout('PROG_LOAD', 5, 116, {
  prog_type: u32(0),
  insn_cnt: u32(4),
  insns: u64(8),
  license: u64(16),
  log_level: u32(24),
  log_size: u32(28),
  log_buf: u64(32),
  kern_version: u32(40),
  prog_flags: u32(44),
  prog_ifindex: u32(64),
  expected_attach_type: u32(68),
  prog_btf_fd: u32(72),
  func_info_rec_size: u32(76),
  func_info: u64(80),
  func_info_cnt: u32(88),
  attach_btf_id: u32(108),
  attach_prog_fd: u32(112),
});

/** BPF_BTF_LOAD, without a log. */
export const BTF_LOAD = layout('BTF_LOAD', 18, 20, { btf: u64(0), btf_size: u32(16) });

/** BPF_PROG_TEST_RUN, as far as a packet goes in and a verdict comes out: the kernel writes `retval`, `data_size_out` and `duration`. */
export const PROG_TEST_RUN = layout('PROG_TEST_RUN', 10, 40, {
  prog_fd: u32(0),
  retval: u32(4),
  data_size_in: u32(8),
  data_size_out: u32(12),
  data_in: u64(16),
  repeat: u32(32),
  duration: u32(36),
});

const ATTACH_FIELDS = {
  target_ifindex: u32(0),
  attach_bpf_fd: u32(4),
  attach_type: u32(8),
  attach_flags: u32(12),
  replace_bpf_fd: u32(16),
  relative_fd: u32(20),
  expected_revision: u64(24),
};
/** BPF_PROG_ATTACH. */
export const PROG_ATTACH = layout('PROG_ATTACH', 8, 32, ATTACH_FIELDS);
/** BPF_PROG_DETACH: the same struct. */
export const PROG_DETACH = layout('PROG_DETACH', 9, 32, ATTACH_FIELDS);

/** BPF_OBJ_GET_INFO_BY_FD; `info` is the address of a buffer of `info_len` bytes. */
export const OBJ_GET_INFO_BY_FD = layout('OBJ_GET_INFO_BY_FD', 15, 16, {
  bpf_fd: u32(0),
  info_len: u32(4),
  info: u64(8),
});

/** BPF_PROG_QUERY; the kernel writes `count` and `revision`, and through the four addresses arrays of u32. */
export const PROG_QUERY = layout('PROG_QUERY', 16, 64, {
  target_ifindex: u32(0),
  attach_type: u32(4),
  query_flags: u32(8),
  attach_flags: u32(12),
  prog_ids: u64(16),
  count: u32(24),
  prog_attach_flags: u64(32),
  link_ids: u64(40),
  link_attach_flags: u64(48),
  revision: u64(56),
});

/** BPF_LINK_CREATE for tcx and cgroups, whose members of the union are alike; for sk_lookup the target is an fd of a network namespace and the rest is zero. */
export const LINK_CREATE = layout('LINK_CREATE', 28, 32, {
  prog_fd: u32(0),
  target_ifindex: u32(4),
  attach_type: u32(8),
  flags: u32(12),
  relative_fd: u32(16),
  expected_revision: u64(24),
});

/** BPF_LINK_CREATE of a tracing link. */
export const TRACING_LINK_CREATE = layout('TRACING_LINK_CREATE', 28, 20, {
  prog_fd: u32(0),
  target_fd: u32(4),
  attach_type: u32(8),
  flags: u32(12),
  target_btf_id: u32(16),
});

/** BPF_LINK_UPDATE. */
export const LINK_UPDATE = layout('LINK_UPDATE', 29, 16, {
  link_fd: u32(0),
  new_prog_fd: u32(4),
  flags: u32(8),
  old_prog_fd: u32(12),
});

/** BPF_RAW_TRACEPOINT_OPEN; `name` is the address of the name of the tracepoint. */
export const RAW_TRACEPOINT_OPEN = layout('RAW_TRACEPOINT_OPEN', 17, 12, { name: u64(0), prog_fd: u32(8) });

/** BPF_PROG_GET_FD_BY_ID. */
export const PROG_GET_FD_BY_ID = layout('PROG_GET_FD_BY_ID', 13, 4, { prog_id: u32(0) });

/** BPF_PROG_GET_NEXT_ID and BPF_LINK_GET_NEXT_ID: the kernel writes the next id that something has. */
const NEXT_ID = { start_id: u32(0), next_id: u32(4) };
export const PROG_GET_NEXT_ID = layout('PROG_GET_NEXT_ID', 11, 8, NEXT_ID);
export const LINK_GET_NEXT_ID = layout('LINK_GET_NEXT_ID', 31, 8, NEXT_ID);

/** BPF_LINK_GET_FD_BY_ID. */
export const LINK_GET_FD_BY_ID = layout('LINK_GET_FD_BY_ID', 30, 4, { link_id: u32(0) });

const PIN_FIELDS = { pathname: u64(0), bpf_fd: u32(8), file_flags: u32(12), path_fd: u32(16) };
/** BPF_OBJ_PIN; `pathname` is the address of a string, below the directory `path_fd` where PATH_FD is set. */
export const OBJ_PIN = layout('OBJ_PIN', 6, 20, PIN_FIELDS);
/** BPF_OBJ_GET: the same struct. */
export const OBJ_GET = layout('OBJ_GET', 7, 20, PIN_FIELDS);
/** BPF_F_PATH_FD, a bit of file_flags. */
export const PATH_FD = 1 << 14;

/** BPF_LINK_DETACH. */
export const LINK_DETACH = layout('LINK_DETACH', 34, 4, { link_fd: u32(0) });

/** The head of struct bpf_link_info of a link: `target` is an ifindex, or the low half of the id of a cgroup; 0 where it is defunct. */
export const LINK_INFO = { size: 24, fields: { target: u32(16) } } as const;

/** The head that struct bpf_prog_info and struct bpf_link_info have in common; no command takes it. */
export const OBJECT_INFO = { size: 8, fields: { type: u32(0), id: u32(4) } } as const;

/** The head of struct bpf_link_info, as far as it is of every link, and the ifindex of an XDP link; no command takes it. */
export const XDP_LINK_INFO = {
  size: 24,
  fields: { type: u32(0), id: u32(4), prog_id: u32(8), ifindex: u32(16) },
} as const;

/** The same of a tracing link, with the program and the BTF id of the function that it is on. */
export const TRACING_LINK_INFO = {
  size: 32,
  fields: { type: u32(0), id: u32(4), prog_id: u32(8), target_obj_id: u32(20), target_btf_id: u32(24) },
} as const;

/** struct bpf_prog_info, as far as it tells BTF objects: that of a program, and that of the program it was loaded against and still holds. */
export const PROG_BTF_INFO = {
  size: 232,
  fields: { id: u32(4), btf_id: u32(128), attach_btf_obj_id: u32(220) },
} as const;

/** enum bpf_map_type. */
export const MAP_TYPES = { ARRAY: 2, PROG_ARRAY: 3 } as const;
/** enum bpf_prog_type, with what is loaded for other purposes than to attach it at a hook with slots. */
export const PROG_TYPES = { ...uapi.PROG_TYPES, socket_filter: 1, raw_tracepoint: 17, tracing: 26, ext: 28 } as const;
/** enum bpf_attach_type, likewise. */
export const ATTACH_TYPES = { ...uapi.ATTACH_TYPES, ...uapi.XDP_MAP_ATTACH_TYPES, TRACE_FENTRY: 24 } as const;
/** Bits of prog_flags: BPF_F_SLEEPABLE, BPF_F_XDP_HAS_FRAGS and BPF_F_XDP_DEV_BOUND_ONLY. */
export const LOAD_BITS = { SLEEPABLE: 1 << 4, XDP_HAS_FRAGS: 1 << 5, XDP_DEV_BOUND_ONLY: 1 << 6 } as const;
/** Bits of query_flags: the one that exists, and one that does not. */
export const QUERY_BITS = { EFFECTIVE: 1 << 0, UNKNOWN: 1 << 1 } as const;

const LITTLE = endianness() === 'LE';

/**
 * The bytes of one bpf_attr in the byte order of this host; fields without value are zero. They are put into `into`, of the
 * layout's size, where that is given. Throws a RangeError on a field the layout does not have, and on a value that is no
 * unsigned integer of the field's size.
 */
export function encode<Name extends string>(
  layout: Layout<Name>,
  values: Readonly<Partial<Record<Name, number | bigint>>>,
  into?: Buffer,
): Buffer {
  const bytes = into === undefined ? Buffer.alloc(layout.size) : into.fill(0);
  for (const name in values) {
    const field: Field | undefined = layout.fields[name];
    if (field === undefined) {
      const known = Object.keys(layout.fields).join(', ');
      throw new RangeError(`${layout.title} has no field ${name}; its fields are ${known}`);
    }
    const value = values[name]!;
    if (value === 0 || value === 0n) continue;
    if (!fits(value, field)) {
      const expected = `expected an unsigned integer of ${8 * field.size} bits`;
      throw new RangeError(`${layout.title}.${name}: ${expected}, found ${value}`);
    }
    write(bytes, field, value);
  }
  return bytes;
}

function fits(value: number | bigint, { size }: Field): boolean {
  if (typeof value === 'number')
    return Number.isSafeInteger(value) && value >= 0 && (size === 8 || value <= 0xffffffff);
  return value >= 0n && value >> BigInt(8 * size) === 0n;
}

function write(bytes: Buffer, { at, size }: Field, value: number | bigint): void {
  if (size === 8) LITTLE ? bytes.writeBigUInt64LE(BigInt(value), at) : bytes.writeBigUInt64BE(BigInt(value), at);
  else LITTLE ? bytes.writeUInt32LE(Number(value), at) : bytes.writeUInt32BE(Number(value), at);
}

/** Reads 4 bytes in the byte order of this host. */
export function readU32(bytes: Buffer, at: number): number {
  return LITTLE ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at);
}
