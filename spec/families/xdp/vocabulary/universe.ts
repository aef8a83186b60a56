import { z } from 'zod';
import { DeviceName, LinkName, ProgName } from './names.ts';

/** The most objects of a kind. */
const MOST = 64;

/**
 * A loaded program.
 *
 * - `type`: `xdp`, or `sched_cls`, which stands for every type that XDP does not take.
 * - `expects`: its expected_attach_type: `unset` (0), `xdp` (BPF_XDP), `devmap` (BPF_XDP_DEVMAP) or `cpumap` (BPF_XDP_CPUMAP).
 *   Those of another type than `xdp` have it unset.
 * - `boundTo`: the device it was loaded for (BPF_F_XDP_DEV_BOUND_ONLY). It is bound to the device that has the name before the
 *   first request, which must be a veth, and to no later one that takes the name over.
 * - `frags`: loaded with BPF_F_XDP_HAS_FRAGS: it takes packets in several buffers.
 */
export const Program = z.strictObject({
  type: z.enum(['xdp', 'sched_cls']).default('xdp'),
  expects: z.enum(['unset', 'xdp', 'devmap', 'cpumap']).default('unset'),
  boundTo: z.union([z.literal('none'), DeviceName]).default('none'),
  frags: z.boolean().default(false),
});
export type Program = Readonly<z.output<typeof Program>>;

/**
 * A network device.
 *
 * - `veth`: one end of a pair that is called by this name. Its driver offers XDP: without a mode flag the mode is DRV. It refuses
 *   HW with EINVAL, and in driver mode a program without frags where the MTU is large with ERANGE.
 * - `plain`: a device whose driver has no XDP, such as dummy or ifb (that of lo has none either): without a mode flag the mode is SKB.
 * - `bridge`: another one whose driver has no XDP. It can be the upper device of others, which are then its ports, and of no bridge.
 *   It stays in its namespace.
 * - `mtu`: `large` is more than what fits one buffer with XDP (9000); `usual` is 1500.
 */
export const Device = z.strictObject({
  kind: z.enum(['veth', 'plain', 'bridge']),
  mtu: z.enum(['usual', 'large']).default('usual'),
});
export type Device = Readonly<z.output<typeof Device>>;
export type DeviceKind = Device['kind'];

const few = (record: object) => Object.keys(record).length <= MOST;

/**
 * What exists before the first request: every program is loaded and held by one open fd, every device is there, in the namespace of
 * the callers, empty and below no upper device. Links come later, under the names that are listed.
 */
export const Universe = z
  .strictObject({
    programs: z.record(ProgName, Program).describe('every program by name'),
    links: z.array(LinkName).max(MOST).readonly().default([]).describe('names that link_create may give'),
    devices: z.record(DeviceName, Device).describe('every network device by name'),
  })
  .refine(({ devices }) => Object.keys(devices).length > 0, { path: ['devices'], error: 'expected a device at least' })
  .superRefine(({ programs, devices }, { addIssue }) => {
    for (const [name, { boundTo }] of Object.entries(programs))
      if (boundTo !== 'none' && devices[boundTo]?.kind !== 'veth')
        addIssue({
          code: 'custom',
          path: ['programs', name, 'boundTo'],
          message: 'expected "none" or the name of a veth',
        });
  })
  .refine(({ programs, devices }) => few(programs) && few(devices), { error: `expected at most ${MOST} of a kind` });
export type Universe = Readonly<z.output<typeof Universe>>;
export type UniverseInput = z.input<typeof Universe>;
