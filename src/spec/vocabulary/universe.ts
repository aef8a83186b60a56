import { z } from 'zod';
import { Flag } from './flags.ts';
import { DeviceName, HookName, LinkName, ProgName } from './names.ts';

/**
 * The program types the universe knows. `sched_cls` is what tcx takes, `cgroup_skb` what the cgroup hook takes, `xdp` what
 * an XDP hook takes; `sk_lookup` stands for a program that no hook under test takes.
 */
export const ProgType = z.enum(['sched_cls', 'sk_lookup', 'cgroup_skb', 'xdp']);
export type ProgType = z.infer<typeof ProgType>;

/**
 * A hook. `tcx`: one direction of a network device; where the device has a clsact qdisc, the entry of the hook outlives
 * its slots. `xdp`: the receive path of a device. `cgroup`: the inet ingress hook of a cgroup, below the cgroup of
 * another hook of the universe, or directly below a cgroup where nothing is attached (`none`).
 */
export const Hook = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('tcx'),
    device: DeviceName,
    direction: z.enum(['ingress', 'egress']),
    clsact: z.boolean().default(false),
  }),
  z.strictObject({ kind: z.literal('xdp'), device: DeviceName }),
  z.strictObject({ kind: z.literal('cgroup'), parent: z.union([z.literal('none'), HookName]) }),
]);
export type Hook = Readonly<z.infer<typeof Hook>>;
export type HookKind = Hook['kind'];

/** The program type that each kind of hook takes. */
export const TAKES = { tcx: 'sched_cls', xdp: 'xdp', cgroup: 'cgroup_skb' } as const satisfies Record<
  HookKind,
  ProgType
>;

/**
 * What exists before the first step: every program is loaded and held by one fd, every device and cgroup is there.
 *
 * - `programs`: name to type.
 * - `links`: names that link_create may give.
 * - `foreignLinks`: name to program; links that exist from the start, open, on a hook of another kind that is not under
 *   test. They serve as relatives whose program is of another type.
 * - `hooks`: name to device and direction, or to a place in the cgroup hierarchy. All are of one kind; a parent comes
 *   before its children.
 * - `prefill`: hook to programs attached there directly, in this order, before the first step (to a cgroup with
 *   ALLOW_MULTI). The revision counts them.
 * - `capacity`: the number of slots a hook has room for.
 * - `revision`: the revision of a hook before anything is attached; another than 1 lets a wrap be looked at.
 * - `flags`: flags that requests may set besides the known ones.
 */
export const Universe = z
  .strictObject({
    programs: z.record(ProgName, ProgType),
    links: z.array(LinkName).readonly().default([]),
    foreignLinks: z.record(LinkName, ProgName).default({}),
    hooks: z.record(HookName, Hook),
    prefill: z.record(HookName, z.array(ProgName).readonly()).default({}),
    capacity: z.int().min(1).max(64).default(63),
    revision: z.int().min(1).max(0xffffffff).default(1),
    flags: z.array(Flag).readonly().default([]),
  })
  .superRefine((universe, context) => {
    const complain = (path: (string | number)[], message: string) =>
      context.addIssue({ code: 'custom', path, message });
    for (const [link, prog] of Object.entries(universe.foreignLinks)) {
      if (!Object.hasOwn(universe.programs, prog))
        complain(['foreignLinks', link], `program ${prog} is not in the universe`);
      if (universe.links.includes(link)) complain(['foreignLinks', link], `${link} is in links as well`);
    }
    const before = new Set<string>();
    const kinds = new Set(Object.values(universe.hooks).map((hook) => hook.kind));
    if (kinds.size > 1) complain(['hooks'], `expected hooks of one kind, found ${[...kinds].join(' and ')}`);
    for (const [name, hook] of Object.entries(universe.hooks)) {
      if (hook.kind === 'cgroup' && hook.parent !== 'none' && !before.has(hook.parent))
        complain(['hooks', name, 'parent'], `expected "none" or a hook that comes before, found "${hook.parent}"`);
      before.add(name);
    }
    for (const [hook, progs] of Object.entries(universe.prefill)) {
      const kind = universe.hooks[hook]?.kind;
      if (kind === undefined) complain(['prefill', hook], `hook ${hook} is not in the universe`);
      if (new Set(progs).size !== progs.length) complain(['prefill', hook], 'a program may be attached only once');
      if (progs.length > universe.capacity)
        complain(['prefill', hook], `more than the capacity of ${universe.capacity}`);
      progs.forEach((prog, index) => {
        if (kind !== undefined && universe.programs[prog] !== TAKES[kind])
          complain(['prefill', hook, index], `${prog} is not a program of type ${TAKES[kind]} of the universe`);
      });
    }
  });
export type Universe = Readonly<z.output<typeof Universe>>;
export type UniverseInput = z.input<typeof Universe>;
