import { fact } from '../rules.ts';
import { linkOf, type State } from '../state.ts';
import type { LinkRef, Request } from '../vocabulary/index.ts';

const LINK_FD = ['not-open', 'not-a-link', 'attached', 'defunct'] as const;

/** What an fd that should be a link's turns out to be. */
function linkFd(state: State, ref: LinkRef): (typeof LINK_FD)[number] {
  if (ref.is === 'wrong-kind-fd') return 'not-a-link';
  if (ref.is === 'closed-fd') return 'not-open';
  const { is } = linkOf(state, ref.name);
  return is === 'absent' ? 'not-open' : is;
}

/** The link that is named by fd. */
export const link = fact({
  field: 'link',
  values: LINK_FD,
  reads: ['link'],
  tell: (state, { link: ref }: Request & { link: LinkRef }) => linkFd(state, ref),
});
