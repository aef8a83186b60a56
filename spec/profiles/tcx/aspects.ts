import { type Aspect, NOWHERE, type Place } from '../../rule.ts';
import type { Situation } from '../../situation.ts';
import {
  holdersOfProg,
  isGone,
  progOfLink,
  type State,
  slotOfLink,
  slotOfProg,
  slotsOf,
  statusOf,
  takenType,
} from '../../state.ts';
import type {
  Flags,
  HookName,
  LinkRef,
  OptionalProgRef,
  ProgName,
  Relative,
  Request,
  Revision,
} from '../../vocabulary/index.ts';

/** What a request says of its flags, whichever command it is. */
export const FLAG_DOMAIN = {
  unknownFlag: [false, true],
  REPLACE: [false, true],
  BEFORE: [false, true],
  AFTER: [false, true],
} as const;

export const flagAspect: Aspect<Request & { flags: Flags }> = {
  reads: ['flags'],
  tells: Object.keys(FLAG_DOMAIN),
  part: (_, { flags }): Situation => ({
    unknownFlag: flags.some((flag) => flag !== 'REPLACE' && flag !== 'BEFORE' && flag !== 'AFTER'),
    REPLACE: flags.includes('REPLACE'),
    BEFORE: flags.includes('BEFORE'),
    AFTER: flags.includes('AFTER'),
  }),
};

/** What an fd that should be a program's turns out to be. */
export const PROG_FD = ['not-open', 'not-a-program', 'other-type', 'program'] as const;

/** Resolves a program fd; `none` is fd 0, which is open and no program. */
export function progFd(state: State, ref: OptionalProgRef): (typeof PROG_FD)[number] {
  switch (ref.is) {
    case 'none':
    case 'wrong-kind-fd':
      return 'not-a-program';
    case 'closed-fd':
      return 'not-open';
    case 'prog':
      if (state.closed.has(ref.name)) return 'not-open';
      return state.universe.programs[ref.name] === takenType(state) ? 'program' : 'other-type';
  }
}

/** What an fd that should be a link's turns out to be. */
export function linkFd(state: State, ref: LinkRef): 'not-open' | 'not-a-link' | 'attached' | 'defunct' {
  if (ref.is === 'wrong-kind-fd') return 'not-a-link';
  if (ref.is === 'closed-fd') return 'not-open';
  const { is } = statusOf(state, ref.name);
  if (is === 'elsewhere') throw new RangeError(`link ${ref.name} belongs to a hook that is not under test`);
  return is === 'absent' ? 'not-open' : is;
}

/** Whether the slots of a hook hold a program named by fd: in no slot, in one with a link, in one without. */
export function listed(state: State, hook: HookName, prog: ProgName): 'unlisted' | 'linked' | 'direct' {
  const slot = slotsOf(state, hook).find((candidate) => candidate.prog === prog);
  if (slot === undefined) return 'unlisted';
  return slot.link === 'none' ? 'direct' : 'linked';
}

export const DEVICE_DOMAIN = { device: ['present', 'gone'] } as const;

export const deviceAspect: Aspect<Request & { hook: HookName }> = {
  reads: ['hook'],
  tells: ['device'],
  part: (state, { hook }) => ({ device: isGone(state, hook) ? 'gone' : 'present' }),
};

export const REVISION_DOMAIN = { revision: ['unchecked', 'current', 'stale'] } as const;

export const revisionAspect: Aspect<Request & { revision: Revision }> = {
  reads: ['revision'],
  tells: ['revision'],
  part: (_, { revision }) => ({ revision: revision === 'none' ? 'unchecked' : revision }),
};

export const RELATIVE_DOMAIN = {
  relative: ['none', 'zero-link', 'not-open', 'wrong-kind', 'unknown-id', 'other-type', 'unlisted', 'listed'],
} as const;

type Resolved = (typeof RELATIVE_DOMAIN.relative)[number];

function found(state: State, hook: HookName, prog: ProgName, relative: Relative): Resolved {
  if (state.universe.programs[prog] !== takenType(state)) return 'other-type';
  return placeOfRelative(state, hook, relative) === NOWHERE ? 'unlisted' : 'listed';
}

/** What the relative of a request resolves to, and whether that is in the list of the hook. */
export function resolve(state: State, hook: HookName, relative: Relative): Resolved {
  switch (relative.is) {
    case 'none':
      return 'none';
    case 'zero':
      return relative.by === 'fd' ? 'zero-link' : 'unknown-id';
    case 'closed-fd':
      return 'not-open';
    case 'wrong-kind-fd':
      return 'wrong-kind';
    case 'unknown-id':
      return 'unknown-id';
    case 'prog':
      if (relative.by === 'fd' && state.closed.has(relative.name)) return 'not-open';
      if (holdersOfProg(state, relative.name) === 0) return 'unknown-id';
      return found(state, hook, relative.name, relative);
    case 'link':
      if (statusOf(state, relative.name).is === 'absent') return relative.by === 'fd' ? 'not-open' : 'unknown-id';
      return found(state, hook, progOfLink(state, relative.name), relative);
  }
}

export const relativeAspect: Aspect<Request & { hook: HookName; relative: Relative }> = {
  reads: ['relative'],
  tells: ['relative'],
  part: (state, { hook, relative }) => ({ relative: resolve(state, hook, relative) }),
};

/** The slot of a relative: a program counts wherever it is, a link only in its own slot. NOWHERE in every other case. */
export function placeOfRelative(state: State, hook: HookName, relative: Relative): Place {
  let place = -1;
  if (relative.is === 'prog') place = slotOfProg(state, hook, relative.name);
  if (relative.is === 'link') place = slotOfLink(state, hook, relative.name);
  return place === -1 ? NOWHERE : place;
}

/** The slot of a program named by fd, or NOWHERE. */
export function placeOfProg(state: State, hook: HookName, ref: OptionalProgRef): Place {
  const place = ref.is === 'prog' ? slotOfProg(state, hook, ref.name) : -1;
  return place === -1 ? NOWHERE : place;
}
