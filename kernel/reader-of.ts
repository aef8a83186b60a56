import { CgroupReader } from './cgroup-query.ts';
import type { Reader } from './reader.ts';
import type { System } from './syscalls.ts';
import { TcxReader } from './tcx-query.ts';
import type { World } from './world.ts';

/** The reader for the kind of hooks a world has. */
export function readerOf(system: System, world: World): Reader {
  return world.kind === 'cgroup' ? new CgroupReader(system, world) : new TcxReader(system, world);
}
