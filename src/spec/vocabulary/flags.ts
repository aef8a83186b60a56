import { z } from 'zod';

/**
 * Flags a request may set on attach, detach, link create and link update.
 * UNKNOWN stands for a bit that no command defines. The ID and LINK bits are not listed: they follow from how the
 * relative is named (see references.ts). Source: include/uapi/linux/bpf.h, v6.18.
 */
export const Flag = z.enum(['REPLACE', 'BEFORE', 'AFTER', 'UNKNOWN']);
export type Flag = z.infer<typeof Flag>;

/** The set of flags in the one order they are written in; a flag may be given once. */
export const Flags = z
  .array(Flag)
  .refine((flags) => new Set(flags).size === flags.length, { error: 'a flag may be given only once' })
  .readonly();
export type Flags = z.infer<typeof Flags>;

/** The uapi bit of each flag. Source: include/uapi/linux/bpf.h, v6.18; UNKNOWN is bit 20, which is unassigned there. */
export const FLAG_BITS = {
  REPLACE: 1 << 2,
  BEFORE: 1 << 3,
  AFTER: 1 << 4,
  ID: 1 << 5,
  LINK: 1 << 13,
  UNKNOWN: 1 << 20,
} as const satisfies Record<Flag | 'ID' | 'LINK', number>;
