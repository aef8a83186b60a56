import { fact } from '../rules.ts';
import { lives, type State } from '../state.ts';
import type { DeviceName, NetlinkFd, OldProg, ProgName, ProgRef, Request } from '../vocabulary/index.ts';

type AnyRef = NetlinkFd | OldProg | ProgRef;
type WithProg = Request & { readonly prog: NetlinkFd | ProgRef };
type AtDevice = WithProg & { readonly hook: DeviceName };

/** What is wrong with an fd that should be a program's, or what can be said of the program. */
export function progFd<const T extends string>(
  { progs }: State,
  ref: Extract<AnyRef, { is: 'prog' | 'closed-fd' | 'wrong-kind-fd' }>,
  program: (name: ProgName) => T,
): 'not-open' | 'not-a-program' | T {
  if (ref.is === 'closed-fd') return 'not-open';
  if (ref.is === 'wrong-kind-fd') return 'not-a-program';
  return progs[ref.name]?.open ? program(ref.name) : 'not-open';
}

/** The program that an fd names, if it names one that is of type XDP. */
export function xdpProg({ universe }: State, ref: AnyRef) {
  const found = ref.is === 'prog' ? universe.programs[ref.name] : undefined;
  return found?.type === 'xdp' ? found : undefined;
}

/** The fd of a program to be attached. */
export const subject = fact({
  field: 'prog',
  values: ['not-open', 'not-a-program', 'other-type', 'program'],
  reads: ['prog'],
  tell: (state, { prog }: Request & { prog: ProgRef }) =>
    progFd(state, prog, (name) => (state.universe.programs[name]!.type === 'xdp' ? 'program' : 'other-type')),
});

/** Whether a program is there that is bound to a device, which is the one that it was bound to. */
function hasBound(state: State, device: DeviceName): boolean {
  const { programs } = state.universe;
  return Object.keys(programs).some(
    (name) => programs[name]!.boundTo === device && state.progs[name]!.bound && lives(state, name),
  );
}

/**
 * Where a program may run: everywhere, at the device of the request, or not there. Two devices that programs are bound to are taken for
 * one, since neither has an offload device that would tell them apart.
 */
export const bound = fact({
  field: 'bound',
  values: ['to-none', 'to-this', 'to-another'],
  reads: ['prog'],
  tell: (state, { hook, prog }: AtDevice) => {
    const found = xdpProg(state, prog);
    if (prog.is !== 'prog' || found === undefined || found.boundTo === 'none') return 'to-none';
    const isThere = state.progs[prog.name]!.bound && (found.boundTo === hook || hasBound(state, hook));
    return isThere ? 'to-this' : 'to-another';
  },
});

/** Whether a program is for the entries of a map, and for no device. */
export const forMap = fact({
  field: 'forMap',
  values: [false, true],
  reads: ['prog'],
  tell: (state, { prog }: WithProg) => {
    const expects = xdpProg(state, prog)?.expects;
    return expects === 'devmap' || expects === 'cpumap';
  },
});

/** Whether packets of a device fit one buffer each, where the program takes no others; a matter of driver mode alone. */
export function fits({ universe }: State, device: DeviceName, prog: AnyRef): boolean {
  const isLarge = universe.devices[device]?.mtu === 'large';
  return !isLarge || (prog.is === 'prog' && universe.programs[prog.name]?.frags === true);
}

/** The same of the program and the device of a request. */
export const packetsFit = fact({
  field: 'packetsFit',
  values: [true, false],
  reads: ['prog'],
  tell: (state, { hook, prog }: AtDevice) => fits(state, hook, prog),
});
