import { z } from 'zod';
import { DeviceName, HookName, LinkName, ProgName } from './names.ts';

/** The program types the universe knows: `sched_cls` is what tcx takes; `sk_lookup` stands for a program of another type. */
export const ProgType = z.enum(['sched_cls', 'sk_lookup']);
export type ProgType = z.infer<typeof ProgType>;

/** A hook: one direction of a network device. */
export const Hook = z.strictObject({
  kind: z.literal('tcx'),
  device: DeviceName,
  direction: z.enum(['ingress', 'egress']),
});
export type Hook = Readonly<z.infer<typeof Hook>>;

/**
 * What exists before the first step: every program is loaded and held by one fd, every device is there.
 *
 * - `programs`: name to type.
 * - `links`: names that link_create may give.
 * - `foreignLinks`: name to program; links that exist from the start, open, on a hook of another kind that is not under
 *   test. They serve as relatives whose program is of another type.
 * - `hooks`: name to device and direction.
 * - `prefill`: hook to programs attached there directly, in this order, before the first step. The revision counts them.
 * - `capacity`: the number of slots a hook has room for.
 */
export const Universe = z
  .strictObject({
    programs: z.record(ProgName, ProgType),
    links: z.array(LinkName).readonly().default([]),
    foreignLinks: z.record(LinkName, ProgName).default({}),
    hooks: z.record(HookName, Hook),
    prefill: z.record(HookName, z.array(ProgName).readonly()).default({}),
    capacity: z.int().min(1).max(63).default(63),
  })
  .superRefine((universe, context) => {
    const complain = (path: (string | number)[], message: string) =>
      context.addIssue({ code: 'custom', path, message });
    for (const [link, prog] of Object.entries(universe.foreignLinks)) {
      if (!Object.hasOwn(universe.programs, prog))
        complain(['foreignLinks', link], `program ${prog} is not in the universe`);
      if (universe.links.includes(link)) complain(['foreignLinks', link], `${link} is in links as well`);
    }
    for (const [hook, progs] of Object.entries(universe.prefill)) {
      if (!Object.hasOwn(universe.hooks, hook)) complain(['prefill', hook], `hook ${hook} is not in the universe`);
      if (new Set(progs).size !== progs.length) complain(['prefill', hook], 'a program may be attached only once');
      if (progs.length > universe.capacity)
        complain(['prefill', hook], `more than the capacity of ${universe.capacity}`);
      progs.forEach((prog, index) => {
        if (universe.programs[prog] !== 'sched_cls')
          complain(['prefill', hook, index], `${prog} is not a program of type sched_cls of the universe`);
      });
    }
  });
export type Universe = Readonly<z.output<typeof Universe>>;
export type UniverseInput = z.input<typeof Universe>;
