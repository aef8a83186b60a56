import type { Column, Drawing, DrawnObject, DrawnSlot } from '../../drawing.ts';
import { deviceOf, linkOf, lives, type Place, progOfLink, type State } from './state.ts';
import { MODES } from './vocabulary/index.ts';

const slot = (label: string, { prog, link }: Place): DrawnSlot => ({
  label,
  prog,
  ...(link === 'none' ? {} : { link: { name: link, held: 'its fds' } }),
  flags: [],
});

function column(state: State, name: string): Column {
  const device = deviceOf(state, name);
  const { kind, mtu } = state.universe.devices[name]!;
  return {
    name,
    about: mtu === 'large' ? `${kind}, large MTU` : kind,
    facts: [
      ...(device.is === 'here' ? [] : [device.is === 'away' ? 'in another namespace' : 'gone']),
      ...(device.upper === 'none' ? [] : [`port of ${device.upper}`]),
    ],
    slots: device.is === 'gone' ? [] : MODES.map((mode) => slot(mode, device[mode])),
    gone: device.is === 'gone',
  };
}

function link(state: State, name: string): DrawnObject {
  const found = linkOf(state, name);
  const says =
    found.is === 'absent'
      ? 'not made'
      : found.is === 'attached'
        ? `at ${found.device} (${found.mode}), with ${progOfLink(state, name)}`
        : `defunct, keeps ${found.prog}`;
  return { kind: 'link', name, says, faded: found.is !== 'attached' };
}

function program(state: State, name: string): DrawnObject {
  const { open, bound } = state.progs[name]!;
  const { type, boundTo } = state.universe.programs[name]!;
  const is = lives(state, name) ? (open ? 'fd open' : 'fd closed') : 'freed';
  const device = boundTo === 'none' ? '' : `, bound to ${bound ? boundTo : 'a device that is gone'}`;
  return { kind: 'program', name, says: `${type}, ${is}${device}`, faded: !lives(state, name) };
}

/** The devices with the places of their modes, as a person draws them. */
export function drawing(given: object): Drawing {
  const state = given as State;
  const { devices, programs, links } = state.universe;
  return {
    columns: Object.keys(devices).map((name) => column(state, name)),
    objects: [...Object.keys(programs).map((name) => program(state, name)), ...links.map((name) => link(state, name))],
  };
}
