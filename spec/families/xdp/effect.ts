import { withFields } from '../../with-fields.ts';
import {
  ABSENT,
  type DeviceState,
  EMPTY,
  type LinkState,
  linkOf,
  modeAt,
  NEW,
  type Place,
  type ProgState,
  progOfLink,
  type State,
} from './state.ts';
import type { DeviceName, Flags, LinkName, Mode, ProgName } from './vocabulary/index.ts';

/** What is done to a state. Plain data. `none` stands for no program, link or upper device. */
export type Change =
  | { readonly is: 'nothing' }
  | { readonly is: 'set'; readonly device: DeviceName; readonly flags: Flags; readonly prog: ProgName | 'none' }
  | {
      readonly is: 'attach';
      readonly device: DeviceName;
      readonly flags: Flags;
      readonly prog: ProgName;
      readonly link: LinkName;
    }
  | { readonly is: 'update'; readonly link: LinkName; readonly prog: ProgName }
  | { readonly is: 'detach' | 'close-link'; readonly link: LinkName }
  | { readonly is: 'close-prog'; readonly prog: ProgName }
  | { readonly is: 'remove' | 'create' | 'move'; readonly device: DeviceName }
  | { readonly is: 'join'; readonly device: DeviceName; readonly upper: DeviceName | 'none' };

const withDevice = (state: State, device: DeviceName, changed: Partial<DeviceState>): State =>
  withFields(state, { devices: withFields(state.devices, { [device]: withFields(state.devices[device]!, changed) }) });

const withLink = (state: State, link: LinkName, changed: LinkState): State =>
  withFields(state, { links: withFields(state.links, { [link]: changed }) });

const withProg = (state: State, prog: ProgName, changed: Partial<ProgState>): State =>
  withFields(state, { progs: withFields(state.progs, { [prog]: withFields(state.progs[prog]!, changed) }) });

const withPlace = (state: State, device: DeviceName, mode: Mode, place: Place): State =>
  withDevice(state, device, { [mode]: place });

/** The mode of a request that was let through: no device of a universe has HW. */
function givenMode(state: State, device: DeviceName, flags: Flags): Mode {
  const mode = modeAt(state, device, flags);
  return mode === 'hw' ? 'drv' : mode;
}

/** A link that is taken from its place, if it has one, and keeps its program. */
function detached(state: State, link: LinkName): State {
  const found = linkOf(state, link);
  if (found.is !== 'attached') return state;
  const emptied = withPlace(state, found.device, found.mode, EMPTY);
  return withLink(emptied, link, { is: 'defunct', prog: progOfLink(state, link) as ProgName });
}

/** Every device without a port of one that leaves. */
function withoutPorts(state: State, upper: DeviceName): State {
  const devices = Object.entries(state.devices).map(([name, device]) => [
    name,
    device.upper === upper ? withFields(device, { upper: 'none' }) : device,
  ]);
  return withFields(state, { devices: Object.fromEntries(devices) });
}

/** A device that is gone: its links are defunct, its ports are free, and what was bound to it is bound to nothing. */
function removed(state: State, device: DeviceName): State {
  const { skb, drv } = state.devices[device]!;
  const held = [skb.link, drv.link].filter((link) => link !== 'none');
  const unlinked = withoutPorts(held.reduce(detached, state), device);
  const progs = Object.entries(state.progs).map(([name, prog]) => {
    const loses = state.universe.programs[name]!.boundTo === device;
    return [name, loses ? withFields(prog, { bound: false }) : prog];
  });
  return withFields(withDevice(unlinked, device, withFields(NEW, { is: 'gone' })), {
    progs: Object.fromEntries(progs),
  });
}

/** The state after a change. */
export function applyChange(state: State, change: Change): State {
  switch (change.is) {
    case 'nothing':
      return state;
    case 'set': {
      const { device, flags, prog } = change;
      return withPlace(state, device, givenMode(state, device, flags), { prog, link: 'none' });
    }
    case 'attach': {
      const { device, flags, prog, link } = change;
      const mode = givenMode(state, device, flags);
      return withLink(withPlace(state, device, mode, { prog, link }), link, { is: 'attached', device, mode });
    }
    case 'update': {
      const { link, prog } = change;
      const found = linkOf(state, link);
      if (found.is !== 'attached') return withLink(state, link, { is: 'defunct', prog });
      return withPlace(state, found.device, found.mode, { prog, link });
    }
    case 'detach':
      return detached(state, change.link);
    case 'close-link':
      return withLink(detached(state, change.link), change.link, ABSENT);
    case 'close-prog':
      return withProg(state, change.prog, { open: false });
    case 'remove':
      return removed(state, change.device);
    case 'create':
      return withDevice(state, change.device, NEW);
    case 'move':
      return withDevice(state, change.device, { is: 'away', upper: 'none' });
    case 'join':
      return withDevice(state, change.device, { upper: change.upper });
  }
}
