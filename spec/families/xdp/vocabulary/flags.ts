import { z } from 'zod';

/**
 * The flags of IFLA_XDP_FLAGS, of which link_create takes those of a mode alone, and REPLACE, which link_update takes. UNKNOWN
 * stands for a bit that no command defines. Sources: include/uapi/linux/if_link.h and bpf.h, v6.18.
 */
export const FLAGS = ['UPDATE_IF_NOEXIST', 'SKB', 'DRV', 'HW', 'REPLACE', 'UNKNOWN'] as const;

export const Flag = z.enum(FLAGS);
export type Flag = z.infer<typeof Flag>;

/** The flags that ask for a mode. */
export const MODE_FLAGS = ['SKB', 'DRV', 'HW'] as const satisfies readonly Flag[];

/** A set of flags; a flag may be given once. */
export const Flags = z
  .array(Flag)
  .refine((flags) => new Set(flags).size === flags.length, { error: 'a flag may be given only once' })
  .readonly();
export type Flags = z.infer<typeof Flags>;

/**
 * The bit of each flag in IFLA_XDP_FLAGS and in the flags of link_create; UNKNOWN is bit 20, which is unassigned. In those of
 * link_update REPLACE is BPF_F_REPLACE, which is bit 2.
 */
export const XDP_FLAG_BITS = {
  UPDATE_IF_NOEXIST: 1 << 0,
  SKB: 1 << 1,
  DRV: 1 << 2,
  HW: 1 << 3,
  REPLACE: 1 << 4,
  UNKNOWN: 1 << 20,
} as const satisfies Record<Flag, number>;

/** The bit of BPF_F_REPLACE in the flags of link_update. */
export const UPDATE_REPLACE_BIT = 1 << 2;
