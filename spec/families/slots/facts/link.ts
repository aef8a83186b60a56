import { fact } from '../rules.ts';
import { holdersOf, progOfLink, type State, slotOfProg, statusOf } from '../state.ts';
import type { LinkName, LinkRef, Request, RequestOf } from '../vocabulary/index.ts';
import { progFd, UNFIT } from './subject.ts';

type Update = RequestOf<'link_update'>;

/** Where a link is, of those at the hook under test; throws a RangeError where it is at another. */
export function standing(state: State, link: LinkName): 'absent' | 'attached' | 'defunct' {
  const { is } = statusOf(state, link);
  if (is === 'elsewhere') throw new RangeError(`link ${link} belongs to a hook that is not under test`);
  return is;
}

/** The link whose fd is closed. */
export const linkToClose = fact({
  field: 'link',
  values: ['closed', 'attached', 'defunct'],
  reads: ['link'],
  tell: (state, { link: name }: RequestOf<'link_close'>) => {
    const is = standing(state, name);
    return is === 'absent' || holdersOf(state, name).fds === 0 ? 'closed' : is;
  },
});

const LINK_FD = ['not-open', 'not-a-link', 'attached', 'defunct'] as const;

/** What an fd that should be a link's turns out to be. */
function linkFd(state: State, ref: LinkRef): (typeof LINK_FD)[number] {
  if (ref.is === 'wrong-kind-fd') return 'not-a-link';
  if (ref.is === 'closed-fd') return 'not-open';
  const is = standing(state, ref.name);
  return is === 'absent' || holdersOf(state, ref.name).fds === 0 ? 'not-open' : is;
}

/** The link that is named by fd. */
export const link = fact({
  field: 'link',
  values: LINK_FD,
  reads: ['link'],
  tell: (state, { link: ref }: Request & { link: LinkRef }) => linkFd(state, ref),
});

/** The program of a link that is named by an fd; `none` where the fd names no link. */
const progOf = (state: State, ref: LinkRef) => (ref.is === 'link' ? progOfLink(state, ref.name) : 'none');

/** The fd of the new program of an update. */
const prog = fact({
  field: 'prog',
  values: [...UNFIT, 'program'],
  reads: ['prog'],
  tell: (state, { prog: ref }: Update) => progFd(state, ref, () => 'program'),
});

/** What the new program would be to the link: its program already, in the list elsewhere, or new to the list. */
const change = fact({
  field: 'change',
  values: ['none', 'listed', 'new'],
  reads: ['link', 'prog'],
  tell: (state, { link: ref, prog: given }: Update) => {
    if (ref.is !== 'link' || given.is !== 'prog') return 'new';
    if (progOf(state, ref) === given.name) return 'none';
    const status = statusOf(state, ref.name);
    return status.is === 'attached' && slotOfProg(state, status.hook, given.name) !== -1 ? 'listed' : 'new';
  },
});

/** The old program's fd, and whether it is the link's program. */
const old = fact({
  field: 'old',
  values: ['none', 'not-open', 'not-a-program', 'the-link', 'another'],
  reads: ['link', 'old'],
  tell: (state, { link: ref, old: given }: Update) => {
    if (given.is === 'none') return 'none';
    const fd = progFd(state, given, (name) => (progOf(state, ref) === name ? 'the-link' : 'another'));
    return fd === 'other-type' ? 'another' : fd;
  },
});

/** The programs that an update names, and what they are to the link. */
export const UPDATE = [prog, change, old] as const;
