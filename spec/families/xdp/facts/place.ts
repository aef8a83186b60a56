import { fact } from '../rules.ts';
import { deviceOf, hasDriver, modeAt, placeAt } from '../state.ts';
import { type DeviceName, type Flags, MODES, type Request } from '../vocabulary/index.ts';

type AtPlace = Request & { readonly hook: DeviceName; readonly flags: Flags };

/** The mode of a request; `unsupported`: it needs a driver that has XDP. */
export const mode = fact({
  field: 'mode',
  values: ['skb', 'drv', 'hw', 'unsupported'],
  reads: ['flags'],
  tell: (state, { hook, flags }: AtPlace) => {
    const asked = modeAt(state, hook, flags);
    return asked === 'skb' || hasDriver(state.universe.devices[hook]!) ? asked : 'unsupported';
  },
});

/** Who holds the place of the mode: nobody, a program that netlink set, a link. */
export const holder = fact({
  field: 'holder',
  values: ['nobody', 'netlink', 'link'],
  reads: ['flags'],
  tell: (state, { hook, flags }: AtPlace) => {
    const { prog, link } = placeAt(state, hook, modeAt(state, hook, flags));
    if (link !== 'none') return 'link';
    return prog === 'none' ? 'nobody' : 'netlink';
  },
});

/** Whether the mode is one of SKB and DRV, and the place of the other is taken. */
export const otherModeTaken = fact({
  field: 'otherModeTaken',
  values: [false, true],
  reads: ['flags'],
  tell: (state, { hook, flags }: AtPlace) => {
    const asked = modeAt(state, hook, flags);
    return asked !== 'hw' && MODES.some((other) => other !== asked && deviceOf(state, hook)[other].prog !== 'none');
  },
});
