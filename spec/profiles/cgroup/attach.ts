import { P } from 'ts-pattern';
import { fail, type Rule, type RuleTable, rulesOver, succeed } from '../../rule.ts';
import { space } from '../../situation.ts';
import type { RequestOf } from '../../vocabulary/index.ts';
import { PROG_FD, progFd, revisionAspect } from '../tcx/aspects.ts';
import {
  anchorAspects,
  cgroupAspect,
  directSlot,
  flagAspect,
  listAspect,
  MODE_DOMAIN,
  modeAspect,
  placeOfAnchor,
  placeOfDirect,
} from './aspects.ts';
import { admissionRules, anchorPlace, anchorRules, insertionPlace, PLACEMENT_DOMAIN } from './placement.ts';

type Attach = RequestOf<'prog_attach'>;

/** The flags that an attach knows. */
const KNOWN = ['ALLOW_OVERRIDE', 'ALLOW_MULTI', 'REPLACE', 'BEFORE', 'AFTER', 'PREORDER'];

const ATTACH_DOMAIN = {
  ...PLACEMENT_DOMAIN,
  ...MODE_DOMAIN,
  subject: PROG_FD,
  target: ['not-open', 'not-a-program', 'other-type', 'unlisted', 'listed'],
  /** Whether the subject is attached directly already. */
  duplicate: [false, true],
  /** Whether the subject is the program to replace. */
  itself: [false, true],
} as const;

const rule = rulesOver<typeof ATTACH_DOMAIN>();

/** The subject of an attach or link create, by its fd. */
export const subjectRules = (command: string, cite: 'cgroup-syscall' | 'cgroup-link'): readonly Rule[] => [
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

/** BPF_PROG_ATTACH to a cgroup. */
export const attach: RuleTable<Attach> = {
  op: 'prog_attach',
  title: 'BPF_PROG_ATTACH',
  space: space(ATTACH_DOMAIN),
  aspects: [
    flagAspect(KNOWN),
    modeAspect,
    { reads: ['prog'], tells: ['subject'], part: (state, { prog }) => ({ subject: progFd(state, prog) }) },
    {
      reads: ['prog'],
      tells: ['duplicate'],
      part: (state, { hook, prog }) => ({ duplicate: prog.is === 'prog' && directSlot(state, hook, prog.name) !== -1 }),
    },
    {
      reads: ['replace'],
      tells: ['target'],
      part: (state, { hook, replace }) => {
        const fd = progFd(state, replace);
        if (fd !== 'program' || replace.is !== 'prog') return { target: fd };
        return { target: directSlot(state, hook, replace.name) === -1 ? 'unlisted' : 'listed' };
      },
    },
    {
      reads: ['prog', 'replace'],
      tells: ['itself'],
      part: (_, { prog, replace }) => ({
        itself: prog.is === 'prog' && replace.is === 'prog' && prog.name === replace.name,
      }),
    },
    revisionAspect,
    cgroupAspect,
    listAspect,
    ...anchorAspects,
  ],
  designation: {
    places: [
      { reads: 'replace', find: (state, { hook, replace }) => placeOfDirect(state, hook, replace) },
      anchorPlace(placeOfAnchor),
    ],
    tells: [],
    designate: (slots, _capacity, flags, [target, relative]) => {
      if (flags.includes('REPLACE')) return { part: {}, at: target! };
      const single = !flags.includes('ALLOW_MULTI') && slots.length > 0;
      return { part: {}, at: single ? 0 : insertionPlace(slots.length, flags, relative!) };
    },
  },
  rules: [
    rule(
      'attach/unknown-flag',
      'Only ALLOW_OVERRIDE, ALLOW_MULTI, REPLACE, PREORDER, BEFORE, AFTER, ID and LINK are known flags.',
      { unknownFlag: true },
      fail('EINVAL'),
      'cgroup-syscall',
    ),
    ...subjectRules('attach', 'cgroup-syscall'),
    rule(
      'attach/target-fd-not-open',
      'Under REPLACE and ALLOW_MULTI the program to replace must be an open fd.',
      { REPLACE: true, mode: P.union('MULTI', 'both'), target: 'not-open' },
      fail('EBADF'),
      'cgroup-prog',
    ),
    rule(
      'attach/target-not-a-program',
      'Under REPLACE and ALLOW_MULTI the program to replace must be a program.',
      { REPLACE: true, mode: P.union('MULTI', 'both'), target: 'not-a-program' },
      fail('EINVAL'),
      'cgroup-prog',
    ),
    rule(
      'attach/target-of-other-type',
      'Under REPLACE and ALLOW_MULTI the program to replace must be of the type of the subject.',
      { REPLACE: true, mode: P.union('MULTI', 'both'), target: 'other-type' },
      fail('EINVAL'),
      'cgroup-prog',
    ),
    rule(
      'attach/override-and-multi',
      'ALLOW_OVERRIDE and ALLOW_MULTI exclude each other.',
      { mode: 'both' },
      fail('EINVAL'),
      'cgroup-attach',
    ),
    rule(
      'attach/replace-without-multi',
      'REPLACE needs ALLOW_MULTI.',
      { REPLACE: true, mode: P.union('NONE', 'OVERRIDE') },
      fail('EINVAL'),
      'cgroup-attach',
    ),
    rule(
      'attach/replace-before',
      'REPLACE and BEFORE exclude each other.',
      { REPLACE: true, BEFORE: true },
      fail('EINVAL'),
      'cgroup-attach',
    ),
    rule(
      'attach/replace-after',
      'REPLACE and AFTER exclude each other.',
      { REPLACE: true, AFTER: true },
      fail('EINVAL'),
      'cgroup-attach',
    ),
    ...admissionRules('attach'),
    rule(
      'attach/already-attached',
      'A program is attached directly at most once, unless it replaces itself.',
      { mode: 'MULTI', duplicate: true, REPLACE: false },
      fail('EINVAL'),
      'cgroup-entry',
    ),
    rule(
      'attach/replacement-attached',
      'The program that replaces another must not be attached directly elsewhere in the list.',
      { REPLACE: true, duplicate: true, itself: false },
      fail('EINVAL'),
      'cgroup-entry',
    ),
    rule(
      'attach/target-not-attached',
      'The program to replace must be attached directly; a program that only a link holds is not found.',
      { REPLACE: true, target: 'unlisted' },
      fail('ENOENT'),
      'cgroup-entry',
    ),
    rule(
      'attach/replace',
      'The subject takes the slot of the program to replace, with its own flags.',
      { REPLACE: true },
      succeed('replace'),
      'cgroup-attach',
    ),
    rule(
      'attach/replace-the-one',
      'In NONE and OVERRIDE mode the one program is replaced; directive and relative are ignored.',
      { mode: P.union('NONE', 'OVERRIDE'), list: 'same-mode' },
      succeed('replace'),
      'cgroup-entry',
    ),
    ...anchorRules('attach'),
    rule(
      'attach/insert-before',
      'BEFORE puts the subject right in front of the relative, or at the head without one.',
      { BEFORE: true },
      succeed('insert'),
      'cgroup-anchor',
    ),
    rule(
      'attach/insert-after',
      'AFTER puts the subject right behind the relative, or at the end without one.',
      { BEFORE: false, AFTER: true },
      succeed('insert'),
      'cgroup-anchor',
    ),
    rule(
      'attach/append',
      'Without a directive the subject is appended to the list.',
      { BEFORE: false, AFTER: false },
      succeed('insert'),
      'cgroup-anchor',
    ),
  ],
};
