import type { Basics, WrongFds } from './basics.ts';
import type { Member } from './member.ts';
import type { PacketWatch } from './packet-watch.ts';
import type { Pins } from './pins.ts';
import type { Known } from './prepared-query.ts';

/** What a machine has to build worlds of hooks with slots with; everything here outlives each world. */
export interface Toolbox extends Basics, WrongFds {
  /** The kind of device to make. The first to ask has it probed: KernelUnavailable where tcx cannot be used. */
  readonly deviceKind: string;
  /** Throws KernelUnavailable where netkit cannot be used; probed once. */
  requireNetkit(): void;
  /** Where cgroup2 is mounted. The first to ask has it probed: KernelUnavailable where cgroups cannot be used. */
  readonly cgroupMount: string;
  /** How much of a query of a cgroup this kernel knows; probed with the mount. */
  readonly cgroupQuery: Known;
  /** The process that makes sockets in cgroups; started when it is asked for first. */
  readonly member: Member;
  /** Where links are pinned; mounted when it is asked for first. */
  readonly pins: Pins;
  /** An fd of the map that programs log to, in any world; made when it is asked for first. */
  readonly logFd: number;
  /** What tells of packets over devices; made when it is asked for first. */
  readonly packetWatch: PacketWatch;
}
