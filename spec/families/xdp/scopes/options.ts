import { deviceOf, type State } from '../state.ts';
import type { Flags, NetlinkFd, Op } from '../vocabulary/index.ts';
import type { BadInput, Scope } from './scope.ts';

type Ref = { readonly is: string; readonly name?: string };

const NONE: Ref = { is: 'none' };
const ABSENT: NetlinkFd = { is: 'absent' };

const MODES: readonly Flags[] = [[], ['SKB'], ['DRV'], ['HW']];
const SETS: readonly Flags[] = MODES.flatMap((mode): Flags[] => [
  mode,
  [...mode, 'REPLACE'],
  ['UPDATE_IF_NOEXIST', ...mode],
  ['UPDATE_IF_NOEXIST', ...mode, 'REPLACE'],
]).toSorted((a, b) => a.length - b.length);

/** The sets of flags that requests of an operation are made with, good and bad ones. */
const FLAG_SETS: Readonly<Partial<Record<Op, readonly [good: readonly Flags[], bad: readonly Flags[]]>>> = {
  xdp_set: [SETS, [['UNKNOWN'], ['SKB', 'DRV'], ['SKB', 'HW', 'REPLACE']]],
  link_create: [MODES, [['UNKNOWN'], ['UPDATE_IF_NOEXIST'], ['REPLACE'], ['SKB', 'DRV']]],
  link_update: [
    [[], ['REPLACE']],
    [['UNKNOWN'], ['REPLACE', 'UNKNOWN']],
  ],
};

/** Says which values the fields of a request may have in a state of a scope: plain ones first. */
export function optionsIn(state: State, op: Op, field: string, scope: Scope): readonly unknown[] {
  if (!scope.ops.includes(op)) return [];
  const { universe } = state;
  const bad = <T>(kind: BadInput, ...values: readonly T[]): readonly T[] =>
    scope.badInput.includes(kind) ? values : [];
  const programs = Object.keys(universe.programs);
  const unfit = bad<Ref>('fds', { is: 'closed-fd' }, { is: 'wrong-kind-fd' });
  const progs: readonly Ref[] = [...programs.map((name) => ({ is: 'prog', name })), ...unfit];
  switch (field) {
    case 'caller':
      return scope.callers;
    case 'extra':
      return ['none', ...bad('attributes', 'attached', 'prog-id')];
    case 'flags': {
      const [good, wrong] = FLAG_SETS[op]!;
      return [...good, ...bad('flags', ...wrong)];
    }
    case 'prog':
      if (op === 'prog_close' || op === 'prog_by_id') return programs;
      return op === 'xdp_set' ? [...progs, NONE, ...bad('attributes', ABSENT)] : progs;
    case 'expected':
      return [ABSENT, NONE, ...progs];
    case 'old':
      return [NONE, ...progs];
    case 'attachType':
      return ['xdp', ...bad('attributes', 'other')];
    case 'by':
      return ['fd', ...(scope.callers.length > 1 ? ['id'] : [])];
    default:
      return field === 'link' ? linksFor(state, op, unfit) : devicesFor(state, op, field, scope);
  }
}

/** A new link has the name of none that there is; every other request may name any. */
function linksFor({ links }: State, op: Op, unfit: readonly Ref[]): readonly unknown[] {
  const all = Object.keys(links);
  if (op === 'link_create') return all.filter((name) => links[name]!.is === 'absent');
  if (op === 'link_close' || op === 'link_info') return all;
  return [...all.map((name) => ({ is: 'link', name })), ...unfit];
}

/** A device that has been moved is not made again; ports that are no ports, and upper devices that take none, are bad input. */
function devicesFor(state: State, op: Op, field: string, { badInput }: Scope): readonly string[] {
  const { devices } = state.universe;
  const all = Object.keys(devices);
  if (op === 'device_create') return all.filter((name) => deviceOf(state, name).is !== 'away');
  const isBridge = (name: string) => devices[name]!.kind === 'bridge';
  if (!op.startsWith('upper_') || badInput.includes('devices')) return all;
  return all.filter((name) => isBridge(name) === (field === 'upper'));
}
