import { fact } from '../rules.ts';
import { deviceOf, hasProgram, isHere } from '../state.ts';
import type { DeviceName, Request } from '../vocabulary/index.ts';

type AtDevice = Request & { readonly hook: DeviceName };
type OfDevice = Request & { readonly device: DeviceName };

/** Whether the device that a request is made for is in the namespace of the callers. */
export const hookHere = fact({
  field: 'here',
  values: [true, false],
  reads: [],
  tell: (state, { hook }: AtDevice) => isHere(state, hook),
});

/** Whether a device that a request names is in the namespace of the callers. */
export const deviceHere = fact({
  field: 'here',
  values: [true, false],
  reads: ['device'],
  tell: (state, { device }: OfDevice) => isHere(state, device),
});

/** Whether an upper device has a program, in whatever mode. Bridges have no upper devices. */
export const upperHasProgram = fact({
  field: 'upperHasProgram',
  values: [false, true],
  reads: [],
  tell: (state, { hook }: AtDevice) => {
    const { upper } = deviceOf(state, hook);
    return upper !== 'none' && hasProgram(deviceOf(state, upper));
  },
});

/** Whether a device is a bridge. */
export const isBridge = fact({
  field: 'isBridge',
  values: [false, true],
  reads: ['device'],
  tell: ({ universe }, { device }: OfDevice) => universe.devices[device]?.kind === 'bridge',
});
