import { type Leg, type Packet, type Universe, verdictOf } from '../spec/families/slots/vocabulary/index.ts';
import type { DevicePackets, Sent } from './hooks.ts';
import type { PacketLog } from './packet-log.ts';

/** What a program returns that lets no other run where it ran. */
const REDIRECT = 7;

/** Who ran at which hook, from a log that tells where the packet was: it comes to no hook twice. */
function legsOf({ ran }: ReturnType<PacketLog['read']>, packets: DevicePackets, universe: Universe): readonly Leg[] {
  const legs: { readonly hook: string; readonly ran: string[] }[] = [];
  let left: readonly string[] = [];
  for (const each of ran) {
    const hook = packets.hookOf(each, left);
    const last = legs.at(-1);
    if (last?.hook === hook) last.ran.push(each.prog);
    else legs.push({ hook, ran: [each.prog] });
    if (verdictOf(universe, each.prog) === REDIRECT) left = legs.map((leg) => leg.hook);
  }
  return legs;
}

/** What became of a packet that was sent at a hook. */
export function packetOf(
  first: string,
  { at, sender }: Sent,
  log: ReturnType<PacketLog['read']>,
  packets: DevicePackets,
  universe: Universe,
): Packet {
  const legs = legsOf(log, packets, universe);
  const isFirst = legs[0]?.hook === first;
  const further = isFirst ? legs.slice(1) : legs;
  const last = at ?? legs.at(-1)?.hook ?? first;
  return {
    is: 'packet',
    ran: isFirst ? legs[0]!.ran : [],
    ...(further.length > 0 ? { further } : {}),
    ...(last === first ? {} : { to: last }),
    delivered: at !== undefined,
    ...(at === undefined && log.consumed ? { consumed: true as const } : {}),
    sender,
  };
}
