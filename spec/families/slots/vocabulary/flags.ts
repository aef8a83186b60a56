import { z } from 'zod';
import { quote } from '../../../vocabulary/quote.ts';

/**
 * Flags a request may set on attach, detach, link create and link update.
 *
 * REPLACE, BEFORE and AFTER are known wherever programs are ordered; ALLOW_OVERRIDE, ALLOW_MULTI and PREORDER at cgroups;
 * FIRST and LAST in the second RFC alone. UNKNOWN stands for a bit that no command defines. The ID and LINK bits are not
 * listed: they follow from how the relative is named (see references.ts).
 * Sources: include/uapi/linux/bpf.h, v6.18; the second RFC of the mprog series (June 2023).
 */
export const KNOWN_FLAGS = [
  'REPLACE',
  'BEFORE',
  'AFTER',
  'FIRST',
  'LAST',
  'ALLOW_OVERRIDE',
  'ALLOW_MULTI',
  'PREORDER',
  'UNKNOWN',
] as const;
export type KnownFlag = (typeof KNOWN_FLAGS)[number];

/** A flag of the list above, or one that a proposal adds and its universe declares. */
export type Flag = KnownFlag | (string & {});
export const Flag: z.ZodType<Flag, Flag> = z.string().regex(/^[A-Z][A-Z0-9_]{0,31}$/, {
  abort: true,
  error: (issue) =>
    `expected a flag (${KNOWN_FLAGS.join(', ')}, or one that the universe declares), found ${quote(issue.input)}`,
});

/** Bits that no list of flags names: they follow from how a relative is named. */
const RELATIVE_BITS: readonly unknown[] = ['ID', 'LINK'];

/** What is wrong with the name of a flag that is such a bit. */
export const setByRelative = (name: unknown): string | undefined =>
  RELATIVE_BITS.includes(name) ? `expected a flag of its own, found ${name}, which a relative sets` : undefined;

/** What is wrong with a name as that of a flag which a semantics knows; nothing where it can be one. */
function wrongName(name: unknown): string | undefined {
  const ofRelative = setByRelative(name);
  if (ofRelative !== undefined) return ofRelative;
  return Flag.safeParse(name).success ? undefined : `expected a flag in capitals, such as "SOLE", found ${quote(name)}`;
}

/** A flag that the operations of a semantics may know. */
export const DefinedFlag = z.custom<Flag>((name) => wrongName(name) === undefined, {
  error: ({ input }) => wrongName(input),
});

/** The set of flags in the one order they are written in; a flag may be given once. */
export const Flags = z
  .array(Flag)
  .refine((flags) => new Set(flags).size === flags.length, { error: 'a flag may be given only once' })
  .readonly();
export type Flags = z.infer<typeof Flags>;

/**
 * The bit of each flag in the merged uapi, where FIRST and LAST have none. Source: include/uapi/linux/bpf.h, v6.18;
 * UNKNOWN is bit 20, which is unassigned there.
 */
export const FLAG_BITS = {
  ALLOW_OVERRIDE: 1 << 0,
  ALLOW_MULTI: 1 << 1,
  REPLACE: 1 << 2,
  BEFORE: 1 << 3,
  AFTER: 1 << 4,
  ID: 1 << 5,
  PREORDER: 1 << 6,
  LINK: 1 << 13,
  UNKNOWN: 1 << 20,
} as const satisfies Partial<Record<KnownFlag | 'ID' | 'LINK', number>>;

/** A flag that a slot keeps: FIRST and LAST (second RFC), PREORDER (cgroup), or one that a proposal adds. */
export const SlotFlag = Flag;
export type SlotFlag = Flag;
