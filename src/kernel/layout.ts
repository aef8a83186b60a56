/**
 * Where the fields of `union bpf_attr` are that this project fills in or reads. Offsets and sizes in bytes, integers in
 * host order. Source: include/uapi/linux/bpf.h, v6.18.
 */
export interface Layout {
  /** The size to pass to bpf(2): as far as the fields reach. */
  readonly size: number;
  readonly fields: Readonly<Record<string, { readonly at: number; readonly bytes: 4 | 8 }>>;
}

const u32 = (at: number) => ({ at, bytes: 4 }) as const;
const u64 = (at: number) => ({ at, bytes: 8 }) as const;

/** The commands, as bpf(2) takes them first. Source: enum bpf_cmd. */
export const COMMANDS = {
  MAP_CREATE: 0,
  PROG_LOAD: 5,
  PROG_ATTACH: 8,
  PROG_DETACH: 9,
  OBJ_GET_INFO_BY_FD: 15,
  PROG_QUERY: 16,
  LINK_CREATE: 28,
  LINK_UPDATE: 29,
  LINK_DETACH: 34,
} as const;
export type Command = keyof typeof COMMANDS;

/** Source: enum bpf_prog_type. */
export const PROG_TYPES = { sched_cls: 3, sk_lookup: 30 } as const;

/** Source: enum bpf_attach_type. */
export const ATTACH_TYPES = { sk_lookup: 36, tcx_ingress: 46, tcx_egress: 47 } as const;

/** Source: enum bpf_map_type. */
export const MAP_TYPE_ARRAY = 2;

/** BPF_PROG_ATTACH and BPF_PROG_DETACH share one struct; `target_ifindex` is in the place of `target_fd`. */
const ATTACH: Layout = {
  size: 32,
  fields: {
    target_ifindex: u32(0),
    attach_bpf_fd: u32(4),
    attach_type: u32(8),
    attach_flags: u32(12),
    replace_bpf_fd: u32(16),
    relative_fd: u32(20),
    expected_revision: u64(24),
  },
};

/** The layout of each command. A field that stands for several in the header goes by the name that is used here. */
export const LAYOUTS: Readonly<Record<Command, Layout>> = {
  MAP_CREATE: {
    size: 16,
    fields: { map_type: u32(0), key_size: u32(4), value_size: u32(8), max_entries: u32(12) },
  },
  PROG_LOAD: {
    size: 72,
    fields: {
      prog_type: u32(0),
      insn_cnt: u32(4),
      insns: u64(8),
      license: u64(16),
      log_level: u32(24),
      log_size: u32(28),
      log_buf: u64(32),
      expected_attach_type: u32(68),
    },
  },
  PROG_ATTACH: ATTACH,
  PROG_DETACH: ATTACH,
  OBJ_GET_INFO_BY_FD: { size: 16, fields: { bpf_fd: u32(0), info_len: u32(4), info: u64(8) } },
  PROG_QUERY: {
    size: 64,
    fields: {
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
    },
  },
  LINK_CREATE: {
    size: 32,
    fields: {
      prog_fd: u32(0),
      target: u32(4),
      attach_type: u32(8),
      flags: u32(12),
      relative_fd: u32(16),
      expected_revision: u64(24),
    },
  },
  LINK_UPDATE: { size: 16, fields: { link_fd: u32(0), new_prog_fd: u32(4), flags: u32(8), old_prog_fd: u32(12) } },
  LINK_DETACH: { size: 4, fields: { link_fd: u32(0) } },
};

function fieldOf(command: Command, name: string) {
  const field = LAYOUTS[command].fields[name];
  if (field === undefined) throw new RangeError(`bpf_attr of ${command} has no field ${name}`);
  return field;
}

const little = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;

/**
 * The bytes of a bpf_attr: the fields given, and zero in all others. Throws a RangeError on a field that the command
 * does not have and on a value that does not fit.
 */
export function encode(command: Command, values: Readonly<Record<string, number | bigint>>): Buffer {
  const attr = Buffer.alloc(LAYOUTS[command].size);
  for (const [name, value] of Object.entries(values)) {
    const { at, bytes } = fieldOf(command, name);
    const number = BigInt(value);
    if (number < 0n || number >= 1n << BigInt(8 * bytes))
      throw new RangeError(`bpf_attr of ${command}: ${name} = ${value} does not fit ${bytes} bytes`);
    if (bytes === 8) little ? attr.writeBigUInt64LE(number, at) : attr.writeBigUInt64BE(number, at);
    else little ? attr.writeUInt32LE(Number(number), at) : attr.writeUInt32BE(Number(number), at);
  }
  return attr;
}

/** One field of a bpf_attr that the kernel has written to. */
export function decode(command: Command, attr: Buffer, name: string): number {
  const { at, bytes } = fieldOf(command, name);
  if (bytes === 8) return Number(little ? attr.readBigUInt64LE(at) : attr.readBigUInt64BE(at));
  return little ? attr.readUInt32LE(at) : attr.readUInt32BE(at);
}

/** Number `index` of an array of u32 that the kernel has written to. */
export function u32At(array: Buffer, index: number): number {
  return little ? array.readUInt32LE(4 * index) : array.readUInt32BE(4 * index);
}
