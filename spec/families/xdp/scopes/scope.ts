import { z } from 'zod';
import { Caller, type Device, OPS, type Program, type Universe } from '../vocabulary/index.ts';

/** Programs that are not like others; one of each kind is enough. */
const SPECIAL = {
  /** With expected_attach_type BPF_XDP, where the others have none. */
  typed: { expects: 'xdp' },
  devmap: { expects: 'devmap' },
  cpumap: { expects: 'cpumap' },
  cls: { type: 'sched_cls' },
  /** Bound to the first veth. */
  bound: { boundTo: 'veth' },
  /** Bound to the second one. */
  bound2: { boundTo: 'veth2' },
  frags: { frags: true },
} as const satisfies Readonly<Record<string, Partial<Program>>>;

/** What requests say that is refused, or ignored, at sight. */
export const BadInput = z.enum(['fds', 'flags', 'attributes', 'devices']);
export type BadInput = z.output<typeof BadInput>;

/** What bounds a search: how many objects of each kind there are, and what requests may say. */
export const Scope = z.strictObject({
  name: z.string(),
  programs: z.int().min(0).max(4).describe('programs that are alike: of type XDP, for every device and mode'),
  special: z.array(z.enum(Object.keys(SPECIAL) as (keyof typeof SPECIAL)[])).readonly(),
  links: z.int().min(0).max(3),
  veths: z.int().min(0).max(3),
  plains: z.int().min(0).max(2).describe('devices whose driver has no XDP'),
  bridges: z.int().min(0).max(2),
  mtu: z.enum(['usual', 'large']).describe('that of the first veth'),
  ops: z.array(z.enum(OPS)).readonly().describe('the operations of its requests'),
  callers: z.array(Caller).min(1).readonly(),
  badInput: z.array(BadInput).readonly(),
});
export type Scope = Readonly<z.output<typeof Scope>>;

const numbered = (first: string, count: number) =>
  Array.from({ length: count }, (_, index) => (index === 0 ? first : `${first}${index + 1}`));

const PROGRAMS = ['A', 'B', 'C', 'D'] as const;

/** The objects of a scope by kind: those of one list may stand for one another, but for a first veth that is special. */
export function castOf({ programs, links, veths, plains, bridges }: Scope) {
  return {
    programs: PROGRAMS.slice(0, programs),
    links: Array.from({ length: links }, (_, index) => `L${index + 1}`),
    veths: numbered('veth', veths),
    plains: numbered('plain', plains),
    bridges: numbered('bridge', bridges),
  };
}

/** What exists before the first request. */
export function universeOf(scope: Scope): Universe {
  const { programs, links, veths, plains, bridges } = castOf(scope);
  const plain: Program = { type: 'xdp', expects: 'unset', boundTo: 'none', frags: false };
  const device = (kind: Device['kind'], mtu: Device['mtu'] = 'usual'): Device => ({ kind, mtu });
  return {
    programs: Object.fromEntries([
      ...programs.map((name) => [name, plain]),
      ...scope.special.map((name) => [name, { ...plain, ...SPECIAL[name] }]),
    ]),
    links,
    devices: Object.fromEntries([
      ...veths.map((name, index) => [name, device('veth', index === 0 ? scope.mtu : 'usual')]),
      ...plains.map((name) => [name, device('plain')]),
      ...bridges.map((name) => [name, device('bridge')]),
    ]),
  };
}

/** The objects that may stand for one another. */
export function interchangeableIn({ programs, links, devices }: Universe) {
  const like = (name: string) => JSON.stringify(programs[name]);
  const [first] = Object.keys(programs);
  const bound = Object.values(programs).map(({ boundTo }) => boundTo);
  return {
    program: Object.keys(programs).filter((name) => like(name) === like(first!)),
    link: links,
    device: Object.keys(devices).filter(
      (name) => devices[name]!.kind === 'veth' && devices[name]!.mtu === 'usual' && !bound.includes(name),
    ),
    plain: Object.keys(devices).filter((name) => devices[name]!.kind === 'plain'),
    bridge: Object.keys(devices).filter((name) => devices[name]!.kind === 'bridge'),
  };
}
