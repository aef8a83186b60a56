import { CGROUP_ATTACH_TYPES, type CgroupAttachType, type Hook } from '../../spec/families/slots/vocabulary/index.ts';
import type { CgroupShown, NetShown, Shown } from './shapes.ts';

/** One program of a list. `link`: the id of its link, `none` where it has none, `untold` where bpftool does not say. */
export interface ShownSlot {
  readonly id: number;
  readonly name: string;
  readonly link: number | 'none' | 'untold';
}

/** One list that bpftool showed, in its order. `hook`: what it is in the specification, where that has such a hook. */
export interface ShownList {
  readonly at: string;
  readonly hook: Hook | undefined;
  /** What runs at a cgroup, with what its ancestors hand down; not what is attached there. */
  readonly effective: boolean;
  /** The flags that bpftool prints of the list of a cgroup. */
  readonly flags: string;
  readonly slots: readonly ShownSlot[];
}

/** How bpftool calls the attach types of cgroups that are specified. */
const ATTACH_TYPES: Readonly<Record<string, CgroupAttachType>> = {
  cgroup_inet_ingress: 'ingress',
  cgroup_inet_egress: 'egress',
  cgroup_inet_sock_create: 'sock_create',
  cgroup_inet4_connect: 'connect4',
  cgroup_udp4_sendmsg: 'sendmsg4',
  cgroup_getsockopt: 'getsockopt',
  cgroup_setsockopt: 'setsockopt',
  ...Object.fromEntries(Object.keys(CGROUP_ATTACH_TYPES).map((name) => [name, name as CgroupAttachType])),
};

const nameOf = (name: string | undefined, id: number): string =>
  name === undefined || name === '' ? `prog-${id}` : name;

function grouped<T>(rows: readonly T[], keyOf: (row: T) => string): readonly (readonly [string, readonly T[]])[] {
  const groups = new Map<string, T[]>();
  for (const row of rows) groups.set(keyOf(row), [...(groups.get(keyOf(row)) ?? []), row]);
  return [...groups];
}

function hookOfKind(device: string, kind: string): Hook | undefined {
  const direction = /^tcx\/(ingress|egress)$/.exec(kind)?.[1];
  if (direction === undefined) return undefined;
  return { kind: 'tcx', device, direction: direction as 'ingress' | 'egress', clsact: false };
}

function listsOfNet(rows: readonly NetShown[]): readonly ShownList[] {
  const shown = rows.filter((row) => row.prog_id !== undefined);
  return grouped(shown, ({ devname, kind }) => `${kind} of ${devname}`).map(([at, all]) => ({
    at,
    hook: hookOfKind(all[0]!.devname, all[0]!.kind),
    effective: false,
    flags: '',
    slots: all.map(({ name, prog_id, link_id = 0 }) => ({
      id: prog_id!,
      name: nameOf(name, prog_id!),
      link: link_id === 0 ? 'none' : link_id,
    })),
  }));
}

/** The programs of one cgroup. Their links are not shown, by bpftool 7.5 either. */
function listsOfCgroup(cgroup: string, rows: readonly CgroupShown[]): readonly ShownList[] {
  // What runs is shown without flags, and what is attached with them, also where none is set.
  const effective = rows.length > 0 && rows.every((row) => row.attach_flags === undefined);
  return grouped(rows, ({ attach_type }) => String(attach_type)).map(([type, all]) => {
    const attachType = ATTACH_TYPES[type];
    return {
      at: `${type} of ${cgroup}`,
      hook: attachType === undefined ? undefined : { kind: 'cgroup', attachType, parent: 'none' },
      effective,
      flags: all[0]!.attach_flags ?? '',
      slots: all.map(({ id, name }) => ({ id, name: nameOf(name, id), link: 'untold' })),
    };
  });
}

/** The lists that bpftool showed. */
export function listsOf(path: string, shown: Shown): readonly ShownList[] {
  switch (shown.by) {
    case 'net':
      return shown.rows.flatMap(({ tc }) => listsOfNet(tc));
    case 'cgroup show':
      return listsOfCgroup(`the cgroup of ${path}`, shown.rows);
    case 'cgroup tree':
      return shown.rows.flatMap(({ cgroup, programs }) => listsOfCgroup(cgroup, programs));
    case 'link':
    case 'prog':
      return [];
  }
}
