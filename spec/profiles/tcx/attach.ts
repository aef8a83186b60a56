import { P } from 'ts-pattern';
import { type Designation, fail, type Rule, type RuleTable, rulesOver, succeed } from '../../rule.ts';
import { space } from '../../situation.ts';
import { slotsOf } from '../../state.ts';
import type { RequestOf } from '../../vocabulary/index.ts';
import {
  deviceAspect,
  flagAspect,
  listed,
  placeOfProg,
  placeOfRelative,
  progFd,
  relativeAspect,
  revisionAspect,
} from './aspects.ts';
import { agreement, insertionPlace, possible } from './directives.ts';
import {
  deviceRule,
  disagreementRule,
  PLACEMENT_DOMAIN,
  relativeRules,
  relativeUnlistedRules,
  revisionRule,
} from './placement.ts';

type Attach = RequestOf<'prog_attach'>;

/** What can be said of an attach. */
export const ATTACH_DOMAIN = {
  ...PLACEMENT_DOMAIN,
  subject: ['not-open', 'not-a-program', 'other-type', 'unlisted', 'listed'],
  room: ['free', 'full'],
  target: ['not-open', 'not-a-program', 'other-type', 'unlisted', 'linked', 'direct'],
} as const;

const rule = rulesOver<typeof ATTACH_DOMAIN>();

/** The program to be attached, and whether the list has it already. */
export const subjectAspect = {
  reads: ['prog'],
  tells: ['subject'],
  part: (state, { hook, prog }) => {
    const fd = progFd(state, prog);
    if (fd !== 'program' || prog.is !== 'prog') return { subject: fd };
    return { subject: listed(state, hook, prog.name) === 'unlisted' ? 'unlisted' : 'listed' };
  },
} satisfies RuleTable<Attach | RequestOf<'link_create'>>['aspects'][number];

/** Whether the hook has a slot left. */
export const roomAspect = {
  reads: ['hook'],
  tells: ['room'],
  part: (state, { hook }) => ({
    room: slotsOf(state, hook).length < state.universe.capacity ? 'free' : 'full',
  }),
} satisfies RuleTable<Attach | RequestOf<'link_create'>>['aspects'][number];

/** The program to be replaced. */
const targetAspect = {
  reads: ['replace'],
  tells: ['target'],
  part: (state, { hook, replace }) => {
    const fd = progFd(state, replace);
    if (fd !== 'program' || replace.is !== 'prog') return { target: fd };
    return { target: listed(state, hook, replace.name) };
  },
} satisfies RuleTable<Attach>['aspects'][number];

const designation: Designation<Attach> = {
  places: [
    { reads: 'replace', find: (state, { hook, replace }) => placeOfProg(state, hook, replace) },
    { reads: 'relative', find: (state, { hook, relative }) => placeOfRelative(state, hook, relative) },
  ],
  tells: ['directives', 'index'],
  designate: (slots, capacity, flags, [target, relative]) => {
    const replace = flags.includes('REPLACE');
    const { directives, index } = agreement(replace, target!, flags, relative!, slots.length);
    return {
      part: { directives, index: possible(index, capacity) },
      at: replace ? index : insertionPlace(flags, index),
    };
  },
};

/** The subject of an attach or link create, by its fd. */
export const subjectRules = (command: string, cite: 'syscall-attach' | 'syscall-link'): readonly Rule[] => [
  rule(
    `${command}/subject-fd-not-open`,
    'The program to attach must be an open fd.',
    { subject: 'not-open' },
    fail('EBADF'),
    cite,
  ),
  rule(
    `${command}/subject-not-a-program`,
    'The program to attach must be a program.',
    { subject: 'not-a-program' },
    fail('EINVAL'),
    cite,
  ),
  rule(
    `${command}/subject-of-other-type`,
    'The program to attach must be of the type that the hook takes.',
    { subject: 'other-type' },
    fail('EINVAL'),
    cite,
  ),
];

/** Revision, duplicate and relative, in this order. */
export const commonRules = (command: string): readonly Rule[] => [
  revisionRule(command, 'mprog-attach'),
  rule(
    `${command}/already-attached`,
    'A program is in the list at most once, directly or through a link.',
    { subject: 'listed' },
    fail('EEXIST'),
    'mprog-attach',
  ),
  ...relativeRules(command),
  rule(
    `${command}/relative-of-other-type`,
    'The program of the relative must be of the type of the subject.',
    { relative: 'other-type' },
    fail('EINVAL'),
    'mprog-relative',
  ),
];

/** Room, and the place to insert at. */
export const placeRules = (command: string): readonly Rule[] => [
  rule(
    `${command}/full`,
    'A full hook takes no further program.',
    { REPLACE: false, room: 'full' },
    fail('ERANGE'),
    'mprog-max',
  ),
  ...relativeUnlistedRules(command, ['unlisted'], 'mprog-attach'),
  disagreementRule(command, 'Every directive designates an index; all of them must agree.', 'mprog-attach'),
  rule(
    `${command}/relative-without-directive`,
    'A relative needs a directive that uses it.',
    { directives: 'none', relative: P.not('none') },
    fail('EINVAL'),
    'mprog-attach',
  ),
];

/** BPF_PROG_ATTACH. */
export const attach: RuleTable<Attach> = {
  op: 'prog_attach',
  title: 'BPF_PROG_ATTACH',
  space: space(ATTACH_DOMAIN),
  aspects: [flagAspect, subjectAspect, deviceAspect, targetAspect, revisionAspect, roomAspect, relativeAspect],
  designation,
  rules: [
    rule(
      'attach/unknown-flag',
      'Only REPLACE, BEFORE, AFTER, ID and LINK are known flags.',
      { unknownFlag: true },
      fail('EINVAL'),
      'syscall-attach',
    ),
    ...subjectRules('attach', 'syscall-attach'),
    deviceRule('attach'),
    rule(
      'attach/target-fd-not-open',
      'Under REPLACE the program to replace must be an open fd.',
      { REPLACE: true, target: 'not-open' },
      fail('EBADF'),
      'tcx',
    ),
    rule(
      'attach/target-not-a-program',
      'Under REPLACE the program to replace must be a program.',
      { REPLACE: true, target: 'not-a-program' },
      fail('EINVAL'),
      'tcx',
    ),
    rule(
      'attach/target-of-other-type',
      'Under REPLACE the program to replace must be of the type of the subject.',
      { REPLACE: true, target: 'other-type' },
      fail('EINVAL'),
      'tcx',
    ),
    ...commonRules('attach'),
    rule(
      'attach/target-not-attached',
      'The program to replace must be in the list.',
      { REPLACE: true, target: 'unlisted' },
      fail('ENOENT'),
      'mprog-attach',
    ),
    rule(
      'attach/target-owned-by-link',
      'A slot that has a link is replaced through that link only.',
      { REPLACE: true, target: 'linked' },
      fail('EBUSY'),
      'mprog-attach',
    ),
    ...placeRules('attach'),
    rule(
      'attach/replace',
      'The subject takes the slot of the program to replace, in place.',
      { REPLACE: true },
      succeed('replace'),
      'mprog-attach',
    ),
    rule(
      'attach/append',
      'Without a directive the subject is appended to the list.',
      { directives: 'none' },
      succeed('insert'),
      'mprog-attach',
    ),
    rule(
      'attach/insert-before',
      'BEFORE puts the subject right in front of the relative, or at the head without one.',
      { BEFORE: true },
      succeed('insert'),
      'mprog-attach',
    ),
    rule(
      'attach/insert-after',
      'AFTER puts the subject right behind the relative, or at the end without one.',
      { AFTER: true },
      succeed('insert'),
      'mprog-attach',
    ),
  ],
};
