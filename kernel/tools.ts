import type { Member } from './member.ts';
import type { Netlink } from './netlink.ts';
import type { Pins } from './pins.ts';
import type { Known } from './prepared-query.ts';
import type { Namespace } from './second-namespace.ts';
import type { System } from './syscalls.ts';
import type { Callers } from './unprivileged.ts';

/** What a machine has to build worlds with; everything here outlives each world. */
export interface Toolbox {
  readonly system: System;
  /** Who makes the calls, by the caller of a request. */
  readonly callers: Callers;
  readonly netlink: Netlink;
  /** The kind of device to make. The first to ask has it probed: KernelUnavailable where tcx cannot be used. */
  readonly deviceKind: string;
  /** Throws KernelUnavailable where netkit cannot be used; probed once. */
  requireNetkit(): void;
  /** Where cgroup2 is mounted. The first to ask has it probed: KernelUnavailable where cgroups cannot be used. */
  readonly cgroupMount: string;
  /** How much of a query of a cgroup this kernel knows; probed with the mount. */
  readonly cgroupQuery: Known;
  /** An fd of the private network namespace. */
  readonly namespace: number;
  /** The namespace of the other ends of devices that packets are sent over; made when it is asked for first. */
  readonly otherNamespace: Namespace;
  /** The process that makes sockets in cgroups; started when it is asked for first. */
  readonly member: Member;
  /** Where links are pinned; mounted when it is asked for first. */
  readonly pins: Pins;
  /** An open fd that is a map's. */
  readonly mapFd: number;
  /** An open fd that is a program's (sched_cls), of no universe. */
  readonly spareProgFd: number;
}
