import { NOTHING, type Observation, type Reply, type RequestOf, type Slot } from '../spec/vocabulary/index.ts';
import { queryCgroup } from './cgroup-query.ts';
import { outcomeOf } from './errno.ts';
import { CallFailed } from './failure.ts';
import { encode, PROG_QUERY, QUERY_BITS, readU32, readU64 } from './layout.ts';
import type { System } from './syscalls.ts';
import type { World } from './world.ts';

/** One slot more than a hook can have. */
const AMPLE = 64;
/** The revision before the query: no hook gets there, so another value says that the kernel wrote. */
const UNWRITTEN = 2n ** 64n - 1n;
/** Any bit of attach_flags, which a query must leave zero. */
const SOME_ATTACH_FLAG = 1 << 3;
/** The revision that an expected revision is made of where there is no hook to ask. */
const FIRST_REVISION = 1n;

/** BPF_PROG_QUERY: what it comes to, and what the kernel wrote. */
export function query(system: System, world: World, request: RequestOf<'prog_query'>): Reply {
  if (world.isCgroup) return queryCgroup(system, world, request);
  const { hook, buffer, queryFlags, attachFlags } = request;
  const room = buffer === 'none' ? 0 : buffer;
  const array = () => Buffer.alloc(4 * Math.max(room, 1));
  const [progs, progFlags, links, linkFlags] = [array(), array(), array(), array()];
  const address = (bytes: Buffer) => (buffer === 'none' ? 0n : system.address(bytes));
  const attr = encode(PROG_QUERY, {
    ...world.target(hook),
    query_flags: queryFlags === 'none' ? 0 : QUERY_BITS[queryFlags],
    attach_flags: attachFlags ? SOME_ATTACH_FLAG : 0,
    prog_ids: address(progs),
    count: buffer === 'none' ? AMPLE : buffer,
    prog_attach_flags: address(progFlags),
    link_ids: address(links),
    link_attach_flags: address(linkFlags),
    revision: UNWRITTEN,
  });
  const result = system.bpf(PROG_QUERY.command, attr, [progs, progFlags, links, linkFlags]);
  const outcome = outcomeOf('BPF_PROG_QUERY', result);
  const revision = readU64(attr, PROG_QUERY.fields.revision.at);
  if (revision === UNWRITTEN) return { outcome, view: NOTHING };
  const count = readU32(attr, PROG_QUERY.fields.count.at);
  const slots: Slot[] = [];
  for (let index = 0; index < Math.min(count, room); index += 1) {
    const at = 4 * index;
    const link = readU32(links, at);
    slots.push({
      prog: flagged(world.progs.nameOf(readU32(progs, at)), readU32(progFlags, at)),
      link: flagged(link === 0 ? 'none' : world.links.nameOf(link), readU32(linkFlags, at)),
    });
  }
  return { outcome, view: { is: 'list', revision: Number(revision), count, slots } };
}

/** A slot of tcx has no flags of its own: if one comes back it shows in the name. */
function flagged(name: string, flags: number): string {
  return flags === 0 ? name : `${name}!flags=${flags}`;
}

/** What a query with ample room shows of a hook now; `nothing` once its device is gone. */
export function observe(system: System, world: World, hook: string): Observation {
  if (world.isCgroup) return world.observer(hook).observe();
  const request = {
    op: 'prog_query',
    hook,
    buffer: AMPLE,
    queryFlags: 'none',
    attachFlags: false,
    progAttachFlags: false,
  } as const;
  const { outcome, view } = query(system, world, request);
  if (outcome !== 'ok' && outcome !== 'ENODEV') throw new CallFailed(`a plain query of ${hook}`, outcome);
  return view;
}

/** The revision of a hook now; 1 once its device is gone. */
export function revisionOf(system: System, world: World, hook: string): bigint {
  const attr = encode(PROG_QUERY, world.target(hook));
  const outcome = outcomeOf('BPF_PROG_QUERY for the revision', system.bpf(PROG_QUERY.command, attr));
  return outcome === 'ok' ? readU64(attr, PROG_QUERY.fields.revision.at) : FIRST_REVISION;
}
