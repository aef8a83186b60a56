import { CgroupReader } from './cgroup-query.ts';
import type { QueryReader } from './query-reader.ts';
import type { Sandbox } from './sandbox.ts';
import type { System } from './syscalls.ts';
import { TcxReader } from './tcx-query.ts';

/** The reader for the kind of hooks a world has. */
export function readerOf(system: System, world: Sandbox): QueryReader {
  return world.kind === 'cgroup' ? new CgroupReader(system, world) : new TcxReader(system, world);
}
