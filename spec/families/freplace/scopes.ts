import { z } from 'zod';
import { Universe } from './vocabulary/index.ts';

/**
 * What bounds a search: what there is, and what requests may say besides. `bad`: fds that are closed or of another kind, functions
 * that there are not, unknown flags. `by-id`: programs are opened by id. `pins`: links are pinned. `callers`: some have no capability.
 * `kept`: targets are not closed.
 */
export const Scope = z.strictObject({
  name: z.string(),
  universe: Universe,
  says: z
    .array(z.enum(['bad', 'by-id', 'pins', 'callers', 'kept']))
    .readonly()
    .default([]),
});
export type Scope = Readonly<z.output<typeof Scope>>;

const F = { functions: { f: {} } };

/** Each is complete in a second or two; the first is the default. */
export const SCOPES = (
  [
    {
      name: 'default',
      universe: { targets: { X: F, Y: F }, exts: { E1: {}, E2: {} }, links: ['L1', 'L2'] },
      says: ['bad'],
    },
    {
      name: 'array',
      universe: {
        targets: { X: { functions: { main: {}, f: {} } } },
        exts: { E1: {}, E2: {} },
        links: ['L1', 'L2'],
        array: true,
      },
    },
    {
      name: 'tracing',
      universe: { targets: { X: F, Y: F }, exts: { E1: {} }, tracers: ['T1'], links: ['L1', 'L2'], array: true },
    },
    {
      name: 'kinds',
      universe: {
        targets: {
          X: {
            functions: {
              f: {},
              h: { signature: 'int(xdp_md, int)' },
              k: { signature: 'int(int)' },
              p: { packet: true },
              q: { signature: 'int(int)', packet: true },
              s: { linkage: 'static', packet: true },
            },
          },
          Y: { type: 'sched_cls', functions: { f: { signature: 'int(__sk_buff)' }, k: { signature: 'int(int)' } } },
          Z: { expected: 'other', functions: { f: { packet: true } } },
          N: { btf: false, functions: { f: {} } },
        },
        exts: { E1: { packet: true }, E2: { signature: 'int(int)' } },
        links: ['L1'],
      },
      says: ['bad', 'kept'],
    },
    {
      name: 'pins',
      universe: { targets: { X: F, Y: F }, exts: { E1: {} }, links: ['L1', 'L2'] },
      says: ['pins', 'by-id'],
    },
    {
      name: 'callers',
      universe: { targets: { X: F }, exts: { E1: {} }, links: ['L1'] },
      says: ['callers', 'by-id'],
    },
    {
      name: 'devices',
      universe: {
        targets: { X: F, S: { type: 'sched_cls', functions: { f: { signature: 'int(__sk_buff)' } } } },
        exts: { E1: {} },
        array: true,
        device: true,
      },
      says: ['bad'],
    },
    {
      name: 'device',
      universe: { targets: { X: F, Y: F }, exts: { E1: {} }, links: ['L1', 'L2'], device: true, grace: true },
      says: ['by-id'],
    },
  ] as const satisfies readonly z.input<typeof Scope>[]
).map((scope) => Scope.parse(scope)) as unknown as readonly [Scope, ...Scope[]];

/** What a scope has, in words. */
export function scopeWords({ universe, says }: Scope): readonly string[] {
  const { targets, exts, tracers, links, array, device, grace } = universe;
  const count = (number: number, what: string) => `${number} ${what}${number === 1 ? '' : 's'}`;
  return [
    `${count(Object.keys(targets).length, 'target')} with ${count(
      Object.values(targets).reduce((sum, { functions }) => sum + Object.keys(functions).length, 0),
      'function',
    )}`,
    count(Object.keys(exts).length, 'EXT program'),
    ...(tracers.length > 0 ? [count(tracers.length, 'fentry program')] : []),
    count(links.length, 'link'),
    ...(array ? ['a prog_array'] : []),
    ...(device ? ['a device'] : []),
    ...(grace ? ['grace periods'] : []),
    ...(says.includes('pins') ? ['pins'] : []),
    ...(says.includes('callers') ? ['callers without a capability'] : []),
    ...(says.includes('bad') ? ['bad fds, ids and flags'] : []),
  ];
}
