import { z } from 'zod';

/** An object by its name, and an fd that is closed or of another kind. */
const Ref = z.string();

/** What a user of XDP asks, and a user of a list too. */
export const Common = z.discriminatedUnion('op', [
  z.strictObject({ op: z.literal('attach'), prog: Ref }),
  z.strictObject({ op: z.literal('replace'), prog: Ref, old: Ref }),
  z.strictObject({ op: z.literal('detach'), old: Ref }),
  z.strictObject({ op: z.literal('clear') }),
  z.strictObject({ op: z.literal('link_create'), link: z.string(), prog: Ref, unknown: z.boolean() }),
  z.strictObject({ op: z.literal('link_update'), link: Ref, prog: Ref, old: Ref, unknown: z.boolean() }),
  z.strictObject({ op: z.literal('link_detach'), link: Ref }),
  z.strictObject({ op: z.literal('link_close'), link: z.string() }),
  z.strictObject({ op: z.literal('device_remove') }),
]);
export type Common = z.output<typeof Common>;

/** One thing in the words of both: where they are the same, each has its own object of that name. */
interface Correspondence {
  readonly what: 'programs' | Common['op'] | 'state';
  readonly xdp: string;
  readonly list: string;
}

const same = (what: Common['op'], sentence: string): Correspondence => ({ what, xdp: sentence, list: sentence });

/** What corresponds: the programs, each request, and what is compared of a state. */
export const CORRESPONDENCES: readonly Correspondence[] = [
  {
    what: 'programs',
    xdp: 'A and B are of type xdp, W is of type sched_cls.',
    list: 'A and B are of type sched_cls, W is of type sk_lookup.',
  },
  {
    what: 'attach',
    xdp: 'Netlink sets a program where there is none (UPDATE_IF_NOEXIST).',
    list: 'BPF_PROG_ATTACH of the program, without directive.',
  },
  {
    what: 'replace',
    xdp: 'Netlink sets a program, expecting another one (REPLACE).',
    list: 'BPF_PROG_ATTACH of the program with REPLACE of the other one.',
  },
  {
    what: 'detach',
    xdp: 'Netlink sets no program, expecting one (REPLACE).',
    list: 'BPF_PROG_DETACH of the program.',
  },
  { what: 'clear', xdp: 'Netlink sets no program.', list: 'BPF_PROG_DETACH without a program.' },
  {
    what: 'link_create',
    xdp: 'BPF_LINK_CREATE of a program, without a mode.',
    list: 'BPF_LINK_CREATE of the program, without directive, relative and revision.',
  },
  same('link_update', 'BPF_LINK_UPDATE to a program, with or without an old one (REPLACE).'),
  same('link_detach', 'BPF_LINK_DETACH.'),
  same('link_close', 'The fd of the link is closed.'),
  same('device_remove', 'The device is removed.'),
  {
    what: 'state',
    xdp: 'The program of driver mode, and which links are attached, defunct or absent.',
    list: 'The programs of the list in order, and which links are attached, defunct or absent.',
  },
];
