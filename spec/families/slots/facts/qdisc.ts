import { fact } from '../rules.ts';
import type { State } from '../state.ts';
import type { DeviceName, Qdisc, Request } from '../vocabulary/index.ts';

type AtDevice = Request & { device: DeviceName };

/** Whether the device of a request about devices is there. */
export const deviceThere = fact({
  field: 'device',
  values: ['present', 'gone'],
  reads: ['device'],
  tell: (state, { device }: AtDevice) => (state.gone.has(device) ? 'gone' : 'present'),
});

/** Whether the device has a qdisc that runs classic filters. */
export const has = fact({
  field: 'has',
  values: ['none', 'clsact', 'ingress'],
  reads: ['device'],
  tell: ({ qdiscs }, { device }: AtDevice) => qdiscs[device] ?? 'none',
});

/** Whether the qdisc that is asked for is the one there is, another one, or the first. */
export const asked = fact({
  field: 'asked',
  values: ['first', 'same', 'other'],
  reads: ['device', 'qdisc'],
  tell: ({ qdiscs }, { device, qdisc }: AtDevice & { qdisc: Qdisc }) => {
    const there = qdiscs[device] ?? 'none';
    if (there === 'none') return 'first';
    return there === qdisc ? 'same' : 'other';
  },
});

/** The tcx hooks of a device. */
export const hooksAt = ({ universe }: State, device: DeviceName) =>
  Object.entries(universe.hooks).flatMap(([hook, place]) =>
    place.kind === 'tcx' && place.device === device ? [{ hook, direction: place.direction }] : [],
  );
