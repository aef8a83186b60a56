import { fact } from '../rules.ts';
import { holdersOf, type State, statusOf } from '../state.ts';
import type { Caller, LinkName, Request } from '../vocabulary/index.ts';

type OfLink = Request & { link: LinkName };

/** Whether the one who asks has CAP_SYS_ADMIN. */
export const sysAdmin = fact({
  field: 'sysAdmin',
  values: [true, false],
  reads: ['caller'],
  stateless: true,
  tell: (_, { caller }: Request & { caller: Caller }) => caller === 'privileged',
});

/** Whether a link exists, whatever holds it. */
export const exists = fact({
  field: 'exists',
  values: [true, false],
  reads: ['link'],
  tell: (state, { link }: OfLink) => statusOf(state, link).is !== 'absent',
});

/** The open fds of a link. */
export const fds = fact({
  field: 'fds',
  values: ['none', 'some'],
  reads: ['link'],
  tell: (state, { link }: OfLink) => (holdersOf(state, link).fds === 0 ? 'none' : 'some'),
});

/** Whether a link is pinned. */
export const pin = fact({
  field: 'pin',
  values: ['none', 'pinned'],
  reads: ['link'],
  tell: (state, { link }: OfLink) => (holdersOf(state, link).pinned ? 'pinned' : 'none'),
});

const holdersBeside = (state: State, link: LinkName, one: 'fd' | 'pin'): boolean => {
  const { fds: open, pinned } = holdersOf(state, link);
  return one === 'fd' ? open > 1 || pinned : open > 0;
};

/** Whether a link has a holder beside one of its fds, or beside its pin. */
export const shared = (one: 'fd' | 'pin') =>
  fact({
    field: 'shared',
    values: [false, true],
    reads: ['link'],
    tell: (state, { link }: OfLink) => holdersBeside(state, link, one),
  });
