import { fail, type RuleTable, rulesOver, succeed } from '../../rule.ts';
import { space } from '../../situation.ts';
import type { RequestOf } from '../../vocabulary/index.ts';
import { PROG_FD, progFd, revisionAspect } from '../tcx/aspects.ts';
import { anchorAspects, cgroupAspect, flagAspect, linkListAspect, placeOfAnchor } from './aspects.ts';
import { subjectRules } from './attach.ts';
import { admissionRules, anchorPlace, anchorRules, insertionPlace, PLACEMENT_DOMAIN } from './placement.ts';

const LINK_CREATE_DOMAIN = { ...PLACEMENT_DOMAIN, subject: PROG_FD } as const;

const rule = rulesOver<typeof LINK_CREATE_DOMAIN>();

/** BPF_LINK_CREATE at a cgroup: always in MULTI mode. */
export const linkCreate: RuleTable<RequestOf<'link_create'>> = {
  op: 'link_create',
  title: 'BPF_LINK_CREATE',
  space: space(LINK_CREATE_DOMAIN),
  aspects: [
    flagAspect(['BEFORE', 'AFTER', 'PREORDER']),
    { reads: ['prog'], tells: ['subject'], part: (state, { prog }) => ({ subject: progFd(state, prog) }) },
    revisionAspect,
    cgroupAspect,
    linkListAspect,
    ...anchorAspects,
  ],
  designation: {
    places: [anchorPlace(placeOfAnchor)],
    tells: [],
    designate: (slots, _capacity, flags, [relative]) => ({
      part: {},
      at: insertionPlace(slots.length, flags, relative!),
    }),
  },
  rules: [
    ...subjectRules('link-create', 'cgroup-link'),
    rule(
      'link-create/unknown-flag',
      'Only BEFORE, AFTER, PREORDER, ID and LINK are known flags; a link cannot choose the mode.',
      { unknownFlag: true },
      fail('EINVAL'),
      'cgroup-link',
    ),
    ...admissionRules('link-create'),
    ...anchorRules('link-create'),
    rule(
      'link-create/insert-before',
      'BEFORE puts the new link right in front of the relative, or at the head without one.',
      { BEFORE: true },
      succeed('insert-link'),
      'cgroup-anchor',
    ),
    rule(
      'link-create/insert-after',
      'AFTER puts the new link right behind the relative, or at the end without one.',
      { BEFORE: false, AFTER: true },
      succeed('insert-link'),
      'cgroup-anchor',
    ),
    rule(
      'link-create/append',
      'Without a directive the new link is appended to the list.',
      { BEFORE: false, AFTER: false },
      succeed('insert-link'),
      'cgroup-anchor',
    ),
  ],
};
