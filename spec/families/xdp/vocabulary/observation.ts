import { z } from 'zod';

/** A mode of a device. HW, the third, is that of no device of a universe: none of them offloads. */
export const Mode = z.enum(['skb', 'drv']);
export type Mode = z.infer<typeof Mode>;

/** What RTM_GETLINK shows of a device that is in the namespace of the callers. */
const DeviceSeen = z.strictObject({
  is: z.literal('device'),
  /** IFLA_XDP_ATTACHED: the mode that has a program; one at most has, since SKB and DRV exclude each other. */
  mode: z.union([z.literal('none'), Mode]),
  /** IFLA_XDP_PROG_ID, as the name of the program; `none` where there is none. It does not tell whether a link holds the place. */
  prog: z.string(),
  /** IFLA_MASTER, as the name of the bridge that it is a port of; `none` where it is none. */
  upper: z.string(),
});

/** What BPF_OBJ_GET_INFO_BY_FD shows of an XDP link. */
const LinkSeen = z.strictObject({
  is: z.literal('link'),
  /** The program of the link; it keeps one also when it is defunct. */
  prog: z.string(),
  /** The device by its ifindex, also where it has been moved to another namespace; `none` (0) where the link is defunct. */
  device: z.string(),
});

/**
 * What is there to see: `nothing` of a device that is gone or in another namespace, of a link that does not exist, and in answers that
 * show nothing.
 */
export const Observation = z.discriminatedUnion('is', [
  z.strictObject({ is: z.literal('nothing') }),
  DeviceSeen,
  LinkSeen,
]);
export type Observation = Readonly<z.output<typeof Observation>>;

/** What a machine tells, without what it cannot tell. */
export const Told = z.discriminatedUnion('is', [
  z.strictObject({ is: z.literal('nothing') }),
  DeviceSeen.partial({ mode: true, prog: true, upper: true }),
  LinkSeen.partial({ prog: true, device: true }),
]);
export type Told = z.output<typeof Told>;

export const NOTHING: Observation = Object.freeze({ is: 'nothing' });
