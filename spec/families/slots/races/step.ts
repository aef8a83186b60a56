import { z } from 'zod';
import { ERRNOS } from '../../../vocabulary/outcome.ts';
import { Flags, HookName, LinkName, type Outcome, ProgName, Qdisc } from '../vocabulary/index.ts';

/**
 * What an agent points at: a program or link by its name (another version of the program, where it saw one instead), or
 * what stood at an end of the list when it looked.
 */
const Target = z.union([z.literal('seen first'), z.literal('seen last'), ProgName]);
export type Target = z.infer<typeof Target>;

/** Where a program is to go: to an end of the list, or to one side of what the agent points at. */
const Place = z.union([
  z.enum(['first', 'last']),
  z.strictObject({ before: Target }),
  z.strictObject({ after: Target }),
]);
export type Place = z.infer<typeof Place>;

/** Where an agent wants its program to be, which is more than how it asks for it. */
const Wanted = z.union([
  z.enum(['anywhere', 'first', 'last']),
  z.strictObject({ before: ProgName }),
  z.strictObject({ after: ProgName }),
]);
export type Wanted = z.infer<typeof Wanted>;

const hook = HookName.exactOptional().describe('the hook, where the scenario has several (default: the first)');

/** What an agent does when it is refused: it looks and tries again, or it goes on; otherwise it gives up. */
const refused = {
  retry: z
    .strictObject({ on: z.array(z.enum(ERRNOS)).min(1), times: z.int().min(1).max(5) })
    .exactOptional()
    .describe('on these errors go back to the query in front of this step, so many times'),
  refused: z.enum(['give up', 'go on']).default('give up').describe('what to do on any other error'),
};

const revision = z
  .enum(['none', 'seen'])
  .default('none')
  .describe('the expected revision to pass: none, or the one that the agent saw');

/** A step that needs an fd or a pin which the agent may not have: an error of the scenario, unless it is expected here. */
const lacking = <E extends Outcome>(...errors: [E, ...E[]]) =>
  z
    .enum(errors)
    .exactOptional()
    .describe('the error where the fd or pin is not there, without which that is an error of the scenario');

const placed = {
  hook,
  prog: ProgName,
  place: Place.exactOptional().describe('without it, no directive is given'),
  unless: z
    .array(z.strictObject({ seen: ProgName, place: Place }))
    .default([])
    .describe('another place, where the agent saw that program (or another version of it); the first that applies'),
  wants: Wanted.exactOptional().describe('where the agent wants the program in the end (default: where it puts it)'),
  flags: Flags.default([]).describe('flags besides BEFORE, AFTER and REPLACE'),
  revision,
  ...refused,
};

/** One step of an agent's program. */
export const ScenarioStep = z.discriminatedUnion('do', [
  z.strictObject({
    do: z.literal('query'),
    hook,
    effective: z.boolean().default(false).describe('query the effective list of the cgroup, besides its list'),
    ...refused,
  }),
  z.strictObject({
    do: z.literal('attach'),
    ...placed,
    mode: z.enum(['NONE', 'OVERRIDE', 'MULTI']).default('MULTI').describe('at a cgroup, the mode flag of the attach'),
    replace: Target.exactOptional().describe('the program to replace'),
  }),
  z.strictObject({ do: z.literal('link create'), link: LinkName, ...placed }),
  z.strictObject({
    do: z.literal('detach'),
    hook,
    prog: Target.exactOptional().describe('without it, whatever is at the place'),
    place: z.enum(['first', 'last']).exactOptional(),
    revision,
    ...refused,
  }),
  z.strictObject({
    do: z.literal('link update'),
    link: LinkName,
    prog: ProgName,
    old: ProgName.exactOptional().describe('the program it must have'),
    expects: lacking('EBADF'),
    ...refused,
  }),
  z.strictObject({ do: z.literal('link detach'), link: LinkName, expects: lacking('EBADF'), ...refused }),
  z
    .strictObject({ do: z.literal('close'), link: LinkName, expects: lacking('EBADF'), ...refused })
    .describe('close the fd of a link'),
  z.strictObject({ do: z.literal('pin'), link: LinkName, expects: lacking('EINVAL', 'EEXIST'), ...refused }),
  z.strictObject({ do: z.literal('unpin'), link: LinkName, expects: lacking('ENOENT'), ...refused }),
  z
    .strictObject({ do: z.literal('open'), link: LinkName, expects: lacking('ENOENT'), ...refused })
    .describe('open a link from its pin'),
  z
    .strictObject({
      do: z.literal('take'),
      link: LinkName.exactOptional(),
      prog: ProgName.exactOptional(),
      ...refused,
    })
    .describe(
      'get an fd of a link or a program by its id: ENOENT where it does not exist any more, EPERM without CAP_SYS_ADMIN',
    ),
  z
    .strictObject({ do: z.literal('device remove'), ...refused })
    .describe('remove the device that the hook is on (tcx)'),
  z
    .strictObject({ do: z.literal('device create'), ...refused })
    .describe('make a device under the name of the former (tcx)'),
  z
    .strictObject({ do: z.literal('qdisc add'), qdisc: Qdisc, ...refused })
    .describe('add a qdisc that runs classic filters (tcx)'),
  z.strictObject({ do: z.literal('qdisc remove'), ...refused }).describe('remove the qdisc that there is (tcx)'),
  z
    .strictObject({ do: z.literal('qdisc replace'), qdisc: Qdisc, ...refused })
    .describe('put a qdisc in the place of the one that there is (tcx)'),
  z
    .strictObject({ do: z.literal('cgroup remove'), hook, ...refused })
    .describe('remove the cgroup of the hook (cgroups)'),
  z
    .strictObject({ do: z.literal('cgroup create'), hook, ...refused })
    .describe('make a cgroup under the name of a removed one (cgroups)'),
  z.strictObject({ do: z.literal('crash') }).describe('the process ends: its fds are closed, one after another'),
]);
export type ScenarioStep = z.output<typeof ScenarioStep>;
/** The steps that are about the device under the hooks. */
export const DEVICE_STEPS = [
  'device remove',
  'device create',
  'qdisc add',
  'qdisc remove',
  'qdisc replace',
] as const satisfies readonly ScenarioStep['do'][];
export type DeviceStep = StepOf<(typeof DEVICE_STEPS)[number]>;
/** The steps that are about a cgroup itself. */
export const CGROUP_STEPS = ['cgroup remove', 'cgroup create'] as const satisfies readonly ScenarioStep['do'][];
export type CgroupStep = StepOf<(typeof CGROUP_STEPS)[number]>;
export type StepOf<D extends ScenarioStep['do']> = Extract<ScenarioStep, { do: D }>;
