import { P } from 'ts-pattern';
import { fail, type Rule, type RuleTable, rulesOver, succeed } from '../../rule.ts';
import { space } from '../../situation.ts';
import { progOfLink, slotOfProg, statusOf } from '../../state.ts';
import type { LinkName, LinkRef, RequestOf } from '../../vocabulary/index.ts';
import { FLAG_DOMAIN, flagAspect, linkFd, PROG_FD, progFd } from './aspects.ts';

type Update = RequestOf<'link_update'>;
type Detach = RequestOf<'link_detach'>;

const LINK_DOMAIN = { link: ['not-open', 'not-a-link', 'attached', 'defunct'] } as const;

const linkAspect = {
  reads: ['link'],
  tells: ['link'],
  part: (state, { link }) => ({ link: linkFd(state, link) }),
} satisfies RuleTable<Update | Detach>['aspects'][number];

/** Refuses an fd that is no link's. */
function linkRules(command: string): readonly Rule[] {
  const rule = rulesOver<typeof LINK_DOMAIN>();
  return [
    rule(
      `${command}/link-fd-not-open`,
      'The fd of the link must be open.',
      { link: 'not-open' },
      fail('EBADF'),
      'syscall-link',
    ),
    rule(`${command}/not-a-link`, 'The link must be a link.', { link: 'not-a-link' }, fail('EINVAL'), 'syscall-link'),
  ];
}

const UPDATE_DOMAIN = {
  ...FLAG_DOMAIN,
  ...LINK_DOMAIN,
  /** The new program's fd. */
  prog: PROG_FD,
  /** What the new program would be to the link: its program already, in the list elsewhere, or new to the list. */
  change: ['none', 'listed', 'new'],
  /** The old program's fd, and whether it is the link's program. */
  old: ['none', 'not-open', 'not-a-program', 'the-link', 'another'],
} as const;

const updateRule = rulesOver<typeof UPDATE_DOMAIN>();

/** The program of a link that is named by an fd; `none` where the fd names no link. */
const progOf = (state: Parameters<typeof progOfLink>[0], link: LinkRef) =>
  link.is === 'link' ? progOfLink(state, link.name) : 'none';

/** BPF_LINK_UPDATE. Of the flags, REPLACE alone is known: it says that an old program is named. */
export const linkUpdate: RuleTable<Update> = {
  op: 'link_update',
  title: 'BPF_LINK_UPDATE',
  space: space(UPDATE_DOMAIN),
  aspects: [
    flagAspect,
    linkAspect,
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
  ],
  rules: [
    updateRule(
      'link-update/unknown-flag',
      'Only REPLACE is a known flag.',
      { unknownFlag: true },
      fail('EINVAL'),
      'syscall-link',
    ),
    updateRule(
      'link-update/before',
      'BEFORE is no flag of an update.',
      { BEFORE: true },
      fail('EINVAL'),
      'syscall-link',
    ),
    updateRule('link-update/after', 'AFTER is no flag of an update.', { AFTER: true }, fail('EINVAL'), 'syscall-link'),
    ...linkRules('link-update'),
    updateRule(
      'link-update/prog-fd-not-open',
      'The new program must be an open fd.',
      { prog: 'not-open' },
      fail('EBADF'),
      'syscall-link',
    ),
    updateRule(
      'link-update/not-a-program',
      'The new program must be a program.',
      { prog: 'not-a-program' },
      fail('EINVAL'),
      'syscall-link',
    ),
    updateRule(
      'link-update/old-missing',
      'REPLACE needs an old program; fd 0 is none.',
      { REPLACE: true, old: 'none' },
      fail('EINVAL'),
      'syscall-link',
    ),
    updateRule(
      'link-update/old-fd-not-open',
      'Under REPLACE the old program must be an open fd.',
      { REPLACE: true, old: 'not-open' },
      fail('EBADF'),
      'syscall-link',
    ),
    updateRule(
      'link-update/old-not-a-program',
      'Under REPLACE the old program must be a program.',
      { REPLACE: true, old: 'not-a-program' },
      fail('EINVAL'),
      'syscall-link',
    ),
    updateRule(
      'link-update/old-unused',
      'An old program needs REPLACE.',
      { REPLACE: false, old: P.not('none') },
      fail('EINVAL'),
      'syscall-link',
    ),
    updateRule(
      'link-update/defunct',
      'A defunct link (detached, or its device removed) cannot be updated.',
      { link: 'defunct' },
      fail('ENOLINK'),
      'tcx-link',
    ),
    updateRule(
      'link-update/old-mismatch',
      'The old program must be the program of the link.',
      { old: 'another' },
      fail('EPERM'),
      'tcx-link',
    ),
    updateRule(
      'link-update/same',
      'An update to the program that the link already has changes nothing, not even the revision.',
      { change: 'none' },
      succeed('nothing'),
      'tcx-link',
    ),
    updateRule(
      'link-update/already-attached',
      'A program is in the list at most once, directly or through a link.',
      { change: 'listed' },
      fail('EEXIST'),
      'mprog-attach',
    ),
    updateRule(
      'link-update/other-type',
      'The new program must be of the type of the current program of the link.',
      { prog: 'other-type' },
      fail('EINVAL'),
      'mprog-relative',
    ),
    updateRule(
      'link-update/swap',
      'The slot keeps its place and its link and gets the new program.',
      {},
      succeed('update-link'),
      'tcx-link',
    ),
  ],
};

const detachRule = rulesOver<typeof LINK_DOMAIN>();

/** BPF_LINK_DETACH. */
export const linkDetach: RuleTable<Detach> = {
  op: 'link_detach',
  title: 'BPF_LINK_DETACH',
  space: space(LINK_DOMAIN),
  aspects: [linkAspect],
  rules: [
    ...linkRules('link-detach'),
    detachRule(
      'link-detach/again',
      'Detaching a link that is in no slot changes nothing.',
      { link: 'defunct' },
      succeed('nothing'),
      'tcx-link',
    ),
    detachRule(
      'link-detach/detach',
      "The link's slot is removed; the link stays, defunct, with its program.",
      { link: 'attached' },
      succeed('detach-link'),
      'tcx-link',
    ),
  ],
};

const CLOSE_DOMAIN = { link: ['closed', 'attached', 'defunct'] } as const;
const closeRule = rulesOver<typeof CLOSE_DOMAIN>();

/** close(2) of the last fd of a link. */
export const linkClose: RuleTable<RequestOf<'link_close'>> = {
  op: 'link_close',
  title: 'close(2) of the last fd of a link',
  space: space(CLOSE_DOMAIN),
  aspects: [
    {
      reads: ['link'],
      tells: ['link'],
      part: (state, { link }) => ({ link: closing(state, link) }),
    },
  ],
  rules: [
    closeRule('link-close/not-open', 'The fd must be open.', { link: 'closed' }, fail('EBADF'), 'syscall-release'),
    closeRule(
      'link-close/attached',
      "The link's slot is removed, then the link is freed.",
      { link: 'attached' },
      succeed('close-link'),
      'tcx-link',
    ),
    closeRule(
      'link-close/defunct',
      'A link that is in no slot is freed.',
      { link: 'defunct' },
      succeed('close-link'),
      'syscall-release',
    ),
  ],
};

function closing(state: Parameters<typeof statusOf>[0], link: LinkName): 'closed' | 'attached' | 'defunct' {
  const { is } = statusOf(state, link);
  if (is === 'elsewhere') throw new RangeError(`link ${link} belongs to a hook that is not under test`);
  return is === 'absent' ? 'closed' : is;
}
