import { z } from 'zod';
import { SlotFlag } from './flags.ts';
import { HookName } from './names.ts';
import { CallResult } from './verdict.ts';

/**
 * One slot of a hook as a query shows it: the program, the link it was attached through (`none` without link), and the
 * flags the slot keeps, left out where there are none. A query of a cgroup tells neither links nor slot flags.
 */
export const Slot = z.strictObject({
  prog: z.string(),
  link: z.string().default('none'),
  flags: z.array(SlotFlag).readonly().exactOptional(),
});
export type Slot = Readonly<z.output<typeof Slot>>;

/** The mode of a cgroup: what its first attach said. `NONE` also where nothing is attached. */
export const Mode = z.enum(['NONE', 'OVERRIDE', 'MULTI']);
export type Mode = z.infer<typeof Mode>;

/**
 * What a query shows of one hook. `nothing`: the query wrote nothing (no such device, or it was refused before it
 * wrote). `list`: the revision, the number of slots there are, and the slots that fit the buffer, in order; of a cgroup
 * also its mode, and, from a second query that asks for it, the programs that run there, in the order they run
 * (`effective`; never part of the view of one query).
 */
export const Observation = z.discriminatedUnion('is', [
  z.strictObject({ is: z.literal('nothing') }),
  z.strictObject({
    is: z.literal('list'),
    revision: z.int().min(0),
    count: z.int().min(0),
    slots: z.array(Slot).readonly(),
    mode: Mode.exactOptional(),
    effective: z.array(z.string()).readonly().exactOptional(),
  }),
]);
export type Observation = Readonly<z.output<typeof Observation>>;

/** Who ran at a hook that a packet came to after the first, in order; at least one program. */
export const Leg = z.strictObject({ hook: HookName, ran: z.array(z.string()).min(1).readonly() });
export type Leg = Readonly<z.output<typeof Leg>>;

/**
 * What became of one packet at a hook: the programs that ran, in order, whether it was delivered, and the error that its
 * sender gets, if any (UDP with IP_RECVERR). EPERM: it was refused on its way out, which a sender is told in any case. ENOBUFS: it was
 * dropped by a device or for congestion, which a sender without IP_RECVERR is not told. What is not delivered was dropped or refused, or
 * `consumed`. A packet that is redirected, or comes to the other end of a pair, goes on: `further` says who ran at later hooks, and `to`
 * is the last hook that it came to; it is delivered where what stands behind that hook gets it. No packet goes on from a cgroup.
 */
export const Packet = z.strictObject({
  is: z.literal('packet'),
  ran: z.array(z.string()).readonly(),
  further: z.array(Leg).min(1).readonly().exactOptional(),
  to: HookName.exactOptional(),
  delivered: z.boolean(),
  consumed: z.literal(true).exactOptional(),
  sender: z.enum(['ok', 'ENOBUFS', 'EPERM']),
});
export type Packet = Readonly<z.output<typeof Packet>>;

/**
 * What one system call came to at a cgroup: the programs that ran, in order (one that is attached twice, twice); what the caller
 * gets; and whether the kernel did its part: it made the socket, connected it, sent the packet, read the option, set the option.
 * A program that is run for getsockopt runs behind the kernel, which has done its part by then if it knows the option, whatever
 * comes of the call; every other runs in front of the kernel, which does its part only where the programs let it.
 */
export const Call = z.strictObject({
  is: z.literal('call'),
  ran: z.array(z.string()).readonly(),
  result: CallResult,
  done: z.boolean(),
});
export type Call = Readonly<z.output<typeof Call>>;

/** What an answer shows: what a query wrote, or what became of a packet or of a system call. */
export const View = z.discriminatedUnion('is', [...Observation.options, Packet, Call]);
export type View = Readonly<z.output<typeof View>>;

export const NOTHING: Observation = Object.freeze({ is: 'nothing' });

/** What a machine tells of a hook, a packet or a call: an observation or answer, without what it cannot tell. */
export const Told = z.discriminatedUnion('is', [
  z.strictObject({ is: z.literal('nothing') }),
  z.strictObject({
    is: z.literal('list'),
    revision: z.int().min(0).exactOptional(),
    count: z.int().min(0).exactOptional(),
    slots: z.array(Slot).readonly().exactOptional(),
    mode: Mode.exactOptional(),
    effective: z.array(z.string()).readonly().exactOptional(),
  }),
  z.strictObject({
    is: z.literal('packet'),
    ran: z.array(z.string()).readonly().exactOptional(),
    further: Packet.shape.further,
    to: Packet.shape.to,
    delivered: z.boolean().exactOptional(),
    consumed: Packet.shape.consumed,
    sender: Packet.shape.sender.exactOptional(),
  }),
  z.strictObject({
    is: z.literal('call'),
    ran: z.array(z.string()).readonly().exactOptional(),
    result: CallResult.exactOptional(),
    done: z.boolean().exactOptional(),
  }),
]);
export type Told = z.output<typeof Told>;
