import { CgroupReader } from './cgroup-query.ts';
import type { QueryReader } from './query-reader.ts';
import type { Sandbox } from './sandbox.ts';
import { TcxReader } from './tcx-query.ts';
import type { Toolbox } from './tools.ts';

/** The reader for the kind of hooks a world has. */
export function readerOf(tools: Toolbox, world: Sandbox): QueryReader {
  const { system } = tools;
  return world.kind === 'cgroup' ? new CgroupReader(system, world, tools.cgroupQuery) : new TcxReader(system, world);
}
