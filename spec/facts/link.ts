import type { Aspect } from '../rule.ts';
import { progOfLink, type State, slotOfProg, statusOf } from '../state.ts';
import type { LinkName, LinkRef, Request, RequestOf } from '../vocabulary/index.ts';
import { PROG_FD, progFd } from './subject.ts';

type Update = RequestOf<'link_update'>;

/** Where a link is, of those at the hook under test; throws a RangeError where it is at another. */
export function standing(state: State, link: LinkName): 'absent' | 'attached' | 'defunct' {
  const { is } = statusOf(state, link);
  if (is === 'elsewhere') throw new RangeError(`link ${link} belongs to a hook that is not under test`);
  return is;
}

export const LINK_DOMAIN = { link: ['not-open', 'not-a-link', 'attached', 'defunct'] } as const;

/** What an fd that should be a link's turns out to be. */
function linkFd(state: State, ref: LinkRef): (typeof LINK_DOMAIN.link)[number] {
  if (ref.is === 'wrong-kind-fd') return 'not-a-link';
  if (ref.is === 'closed-fd') return 'not-open';
  const is = standing(state, ref.name);
  return is === 'absent' ? 'not-open' : is;
}

/** The link that is named by fd. */
export const linkAspect: Aspect<Request & { link: LinkRef }> = {
  reads: ['link'],
  tells: ['link'],
  part: (state, { link }) => ({ link: linkFd(state, link) }),
};

export const UPDATE_DOMAIN = {
  /** The new program's fd. */
  prog: PROG_FD,
  /** What the new program would be to the link: its program already, in the list elsewhere, or new to the list. */
  change: ['none', 'listed', 'new'],
  /** The old program's fd, and whether it is the link's program. */
  old: ['none', 'not-open', 'not-a-program', 'the-link', 'another'],
} as const;

/** The program of a link that is named by an fd; `none` where the fd names no link. */
const progOf = (state: State, link: LinkRef) => (link.is === 'link' ? progOfLink(state, link.name) : 'none');

/** The programs that an update names, and what they are to the link. */
export const updateAspects: readonly Aspect<Update>[] = [
  { reads: ['prog'], tells: ['prog'], part: (state, { prog }) => ({ prog: progFd(state, prog) }) },
  {
    reads: ['link', 'prog'],
    tells: ['change'],
    part: (state, { link, prog }) => {
      if (link.is !== 'link' || prog.is !== 'prog') return { change: 'new' };
      if (progOf(state, link) === prog.name) return { change: 'none' };
      const status = statusOf(state, link.name);
      const listed = status.is === 'attached' && slotOfProg(state, status.hook, prog.name) !== -1;
      return { change: listed ? 'listed' : 'new' };
    },
  },
  {
    reads: ['link', 'old'],
    tells: ['old'],
    part: (state, { link, old }) => {
      if (old.is === 'none') return { old: 'none' };
      const fd = progFd(state, old);
      if (fd === 'not-open' || fd === 'not-a-program') return { old: fd };
      return { old: old.is === 'prog' && progOf(state, link) === old.name ? 'the-link' : 'another' };
    },
  },
];
