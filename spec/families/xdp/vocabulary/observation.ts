import { z } from 'zod';

/**
 * The modes of a device, each with one place for a program: IFLA_XDP_SKB_PROG_ID and IFLA_XDP_DRV_PROG_ID tell what is there. HW, the
 * third, is that of no device of a universe: none of them offloads.
 */
export const MODES = ['skb', 'drv'] as const;
export type Mode = (typeof MODES)[number];

/** What a place shows: the name of its program, or `none`. Not whether a link holds it, nor which. */
const Place = z.string();

/**
 * What RTM_GETLINK shows of a device that is in the namespace of the callers. IFLA_XDP_ATTACHED is not told beside: none, the one mode
 * that has a program, or multi.
 */
const DeviceSeen = z.strictObject({
  is: z.literal('device'),
  skb: Place,
  drv: Place,
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
  DeviceSeen.partial({ skb: true, drv: true, upper: true }),
  LinkSeen.partial({ prog: true, device: true }),
]);
export type Told = z.output<typeof Told>;

export const NOTHING: Observation = Object.freeze({ is: 'nothing' });
