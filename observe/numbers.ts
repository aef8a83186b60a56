import { type CgroupAttachType, FLAG_BITS, type ProgType } from '../spec/families/slots/vocabulary/index.ts';
import {
  ATTACH_TYPES,
  OF_CGROUP,
  OF_DIRECTION,
  PROG_TYPES,
  COMMANDS as SHARED,
} from '../spec/families/slots/vocabulary/numbers.ts';

/** Commands by their names without prefix. Source: include/uapi/linux/bpf.h, v6.18 (enum bpf_cmd). */
const COMMANDS = { ...SHARED, BTF_LOAD: 18 } as const;
export type Command = keyof typeof COMMANDS;

const typesOf = Object.entries(PROG_TYPES) as [ProgType, number][];

/** The type of a program of a universe; `sk_lookup` stands for all that no hook takes. */
export const progType = (type: number): ProgType => typesOf.find(([, number]) => number === type)?.[0] ?? 'sk_lookup';

/** What an attach type is for: a direction of tcx, or an attach type of cgroups. */
export type Place =
  | { readonly kind: 'tcx'; readonly direction: 'ingress' | 'egress' }
  | { readonly kind: 'cgroup'; readonly attachType: CgroupAttachType };

const tcx = Object.entries(OF_DIRECTION) as ['ingress' | 'egress', keyof typeof ATTACH_TYPES][];
const cgroups = Object.entries(OF_CGROUP) as [CgroupAttachType, keyof typeof ATTACH_TYPES][];

/** The attach types that are read, by number. */
export const PLACES: Readonly<Record<number, Place>> = Object.fromEntries<Place>([
  ...cgroups.map(([attachType, name]) => [ATTACH_TYPES[name], { kind: 'cgroup', attachType }] as const),
  ...tcx.map(([direction, name]) => [ATTACH_TYPES[name], { kind: 'tcx', direction }] as const),
]);

const prefixed = (prefix: string, some: Readonly<Record<string, number>>) =>
  Object.entries(some).map(([name, number]) => [prefix + name.toUpperCase(), number] as const);

/** The number of every name that strace prints and this folder reads. */
export const NAMED: ReadonlyMap<string, number> = new Map([
  ...prefixed('BPF_', COMMANDS),
  ...prefixed('BPF_', ATTACH_TYPES),
  ...prefixed('BPF_PROG_TYPE_', { UNSPEC: 0, ...PROG_TYPES }),
  ...prefixed('BPF_F_', { ...FLAG_BITS, QUERY_EFFECTIVE: 1 << 0 }),
  ['NULL', 0],
]);

const BY_NUMBER: ReadonlyMap<number, Command> = new Map(
  Object.entries(COMMANDS).map(([name, number]) => [number, name as Command]),
);

/** The command of a number, if it is one of those above. */
export const commandOf = (number: number): Command | undefined => BY_NUMBER.get(number);
