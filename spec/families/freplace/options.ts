import type { Scope } from './scopes.ts';
import type { State } from './state.ts';
import type { Op } from './vocabulary/index.ts';

const BAD_FDS = ['closed-fd', 'wrong-kind-fd'] as const;

const namesWhere = <T>(table: Readonly<Record<string, T>>, holds: (value: T) => boolean): readonly string[] =>
  Object.entries(table).flatMap(([name, value]) => (holds(value) ? [name] : []));

const openTargets = ({ targets }: State) => namesWhere(targets, ({ fd }) => fd);
const openProgs = ({ progs }: State) => namesWhere(progs, ({ fd }) => fd);
const openLinks = ({ links }: State) => namesWhere(links, (link) => link?.fd === true);

const functionsOf = (state: State, target: string) =>
  Object.keys(state.universe.targets[target]!.functions).map((name) => `${target}.${name}`);

/** The functions of all targets that have an fd, and where bad input is asked for everything else that can stand there. */
function functions(state: State, bad: boolean): readonly string[] {
  const open = openTargets(state);
  const [first] = open;
  const strange = first === undefined ? [] : [first, `${first}.no-such-id`, `${first}.not-a-function`];
  const others = openProgs(state)
    .slice(0, 1)
    .map((prog) => `${prog}.main`);
  return [
    ...open.flatMap((target) => functionsOf(state, target)),
    ...(bad ? ['id-only', ...BAD_FDS, ...strange, ...others] : []),
  ];
}

/** The programs that an operation may be about. */
function programs(state: State, op: Op, bad: boolean, kept: boolean): readonly string[] {
  const { targets, progs, universe } = state;
  const wrong = bad ? BAD_FDS : [];
  switch (op) {
    case 'prog_load':
      return namesWhere(progs, ({ there }) => !there);
    case 'target_load':
      return namesWhere(targets, ({ there }) => !there);
    case 'prog_close':
      return [...(kept ? [] : openTargets(state)), ...openProgs(state)];
    case 'prog_open':
      return [...namesWhere(targets, ({ fd }) => !fd), ...namesWhere(progs, ({ fd }) => !fd)];
    case 'array_put':
      return universe.array ? [...openTargets(state), ...openProgs(state), ...wrong] : [];
    case 'device_set':
      return universe.device ? ['none', ...openTargets(state), ...openProgs(state).slice(0, 1), ...wrong] : [];
    case 'link_update':
      return [...openProgs(state), ...(bad ? ['none', ...openTargets(state).slice(0, 1), ...BAD_FDS] : [])];
    default:
      return [...openProgs(state), ...wrong];
  }
}

/** The links that an operation may be about. */
function links(state: State, op: Op, bad: boolean): readonly string[] {
  const wrong = bad ? BAD_FDS : [];
  switch (op) {
    case 'link_create':
    case 'raw_open':
      return namesWhere(state.links, (link) => link === null);
    case 'link_close':
      return openLinks(state);
    case 'link_pin':
      return namesWhere(state.links, (link) => link?.fd === true && !link.pin);
    case 'link_unpin':
      return namesWhere(state.links, (link) => link?.pin === true);
    default:
      return [...openLinks(state), ...wrong];
  }
}

/** The functions that a program may be for, and none where that makes sense or is asked for. */
function targets(state: State, op: string, bad: boolean): readonly string[] {
  const all = functions(state, bad);
  if (op !== 'prog_load') return ['none', ...all];
  return bad ? [...all, 'none'] : all;
}

function flags(op: string, bad: boolean): readonly (readonly string[])[] {
  if (!bad) return [[]];
  return op === 'link_update' ? [[], ['REPLACE'], ['UNKNOWN']] : [[], ['UNKNOWN']];
}

/** The values of a field of a request in a state, the plainest first. */
export function options(state: State, op: string, field: string, { says }: Scope): readonly unknown[] {
  const bad = says.includes('bad');
  /** A value, and another where bad input is asked for. */
  const or = <Value>(plain: Value, ...others: Value[]): readonly Value[] => (bad ? [plain, ...others] : [plain]);
  switch (field) {
    case 'prog':
      return op === 'prog_open' && !says.includes('by-id') ? [] : programs(state, op as Op, bad, says.includes('kept'));
    case 'link':
      return op === 'link_pin' && !says.includes('pins') ? [] : links(state, op as Op, bad);
    case 'key':
      return state.universe.array ? [0] : [];
    case 'from':
      return links(state, op as Op, bad);
    case 'target':
      return targets(state, op, bad);
    case 'old':
      return or('none', ...openProgs(state).slice(0, 1), ...BAD_FDS);
    case 'caller':
      return says.includes('callers') ? ['privileged', 'no-capability'] : ['privileged'];
    case 'flags':
      return flags(op, bad);
    case 'expected':
      return or('none', 'other');
    case 'attach_type':
      return or('none', 'unknown');
    default:
      return or(false, true);
  }
}
