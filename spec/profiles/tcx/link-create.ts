import { type Designation, fail, NOWHERE, type RuleTable, rulesOver, succeed } from '../../rule.ts';
import { space } from '../../situation.ts';
import type { RequestOf } from '../../vocabulary/index.ts';
import { deviceAspect, flagAspect, placeOfRelative, relativeAspect, revisionAspect } from './aspects.ts';
import { commonRules, placeRules, roomAspect, subjectAspect, subjectRules } from './attach.ts';
import { agreement, insertionPlace, possible } from './directives.ts';
import { deviceRule, PLACEMENT_DOMAIN } from './placement.ts';

type LinkCreate = RequestOf<'link_create'>;

const LINK_CREATE_DOMAIN = {
  ...PLACEMENT_DOMAIN,
  subject: ['not-open', 'not-a-program', 'other-type', 'unlisted', 'listed'],
  room: ['free', 'full'],
} as const;

const rule = rulesOver<typeof LINK_CREATE_DOMAIN>();

const designation: Designation<LinkCreate> = {
  places: [{ reads: 'relative', find: (state, { hook, relative }) => placeOfRelative(state, hook, relative) }],
  tells: ['directives', 'index'],
  designate: (slots, capacity, flags, [relative]) => {
    const { directives, index } = agreement(false, NOWHERE, flags, relative!, slots.length);
    return { part: { directives, index: possible(index, capacity) }, at: insertionPlace(flags, index) };
  },
};

/** BPF_LINK_CREATE: as an attach, with a link in the slot; the flag mask of an attach is not applied. */
export const linkCreate: RuleTable<LinkCreate> = {
  op: 'link_create',
  title: 'BPF_LINK_CREATE',
  space: space(LINK_CREATE_DOMAIN),
  aspects: [flagAspect, subjectAspect, deviceAspect, revisionAspect, roomAspect, relativeAspect],
  designation,
  rules: [
    ...subjectRules('link-create', 'syscall-link'),
    deviceRule('link-create'),
    ...commonRules('link-create'),
    rule(
      'link-create/replace',
      'A new link replaces nothing: REPLACE finds no program to replace.',
      { REPLACE: true },
      fail('ENOENT'),
      'mprog-attach',
    ),
    ...placeRules('link-create'),
    rule(
      'link-create/flag-without-directive',
      'An unknown flag alone is refused; with BEFORE or AFTER it is not checked.',
      { directives: 'none', unknownFlag: true },
      fail('EINVAL'),
      'mprog-attach',
    ),
    rule(
      'link-create/append',
      'Without a directive the new link is appended to the list.',
      { directives: 'none' },
      succeed('insert-link'),
      'tcx-link',
    ),
    rule(
      'link-create/insert-before',
      'BEFORE puts the new link right in front of the relative, or at the head without one.',
      { BEFORE: true },
      succeed('insert-link'),
      'tcx-link',
    ),
    rule(
      'link-create/insert-after',
      'AFTER puts the new link right behind the relative, or at the end without one.',
      { AFTER: true },
      succeed('insert-link'),
      'tcx-link',
    ),
  ],
};
