import { P } from 'ts-pattern';
import { type Aspect, type Designation, fail, type Rule, type RuleTable, rulesOver, succeed } from '../../rule.ts';
import { space } from '../../situation.ts';
import { progOfRelative } from '../../state.ts';
import type { Relative, Request, RequestOf } from '../../vocabulary/index.ts';
import { deviceAspect, listed, placeOfRelative, relativeAspect, revisionAspect } from '../tcx/aspects.ts';
import { subjectAspect } from '../tcx/attach.ts';
import { flagAspect, linkBitAspect, listAspect, relativePlaceAspect } from './aspects.ts';
import { addRules, INSERTION_DOMAIN, insertionPlace, pinRules, resolutionRules } from './placement.ts';

type Attach = RequestOf<'prog_attach'>;
type Create = RequestOf<'link_create'>;

const ATTACH_DOMAIN = {
  ...INSERTION_DOMAIN,
  /** Whether the object to replace is attached, directly or through a link. */
  target: ['unlisted', 'linked', 'direct'],
  /** Whether the program is to be replaced by itself. */
  itself: [false, true],
} as const;

const rule = rulesOver<typeof ATTACH_DOMAIN>();

/** A request that pins nothing. */
const UNPINNED = { FIRST: false, LAST: false } as const;

/** The object to replace is found by its program alone. */
const targetAspect: Aspect<Request & { hook: string; relative: Relative }> = {
  reads: ['relative'],
  tells: ['target'],
  part: (state, { hook, relative }) => ({ target: listed(state, hook, progOfRelative(state, relative)) }),
};

const itselfAspect: Aspect<Attach | Create> = {
  reads: ['prog', 'relative'],
  tells: ['itself'],
  part: (state, { prog, relative }) => ({
    itself: prog.is === 'prog' && relative.is !== 'none' && progOfRelative(state, relative) === prog.name,
  }),
};

const aspects: readonly Aspect<Attach | Create>[] = [
  flagAspect,
  subjectAspect,
  deviceAspect,
  revisionAspect,
  relativeAspect,
  linkBitAspect,
  relativePlaceAspect,
  listAspect,
  targetAspect,
  itselfAspect,
];

const designation: Designation<Attach | Create> = {
  places: [{ reads: 'relative', find: (state, { hook, relative }) => placeOfRelative(state, hook, relative) }],
  tells: ['spot'],
  designate: (slots, _capacity, flags, [relative]) =>
    flags.includes('REPLACE') ? { part: { spot: 'free' }, at: relative! } : insertionPlace(slots, flags, relative!),
};

const subjectRules = (command: string): readonly Rule[] => [
  rule(
    `${command}/subject-fd-not-open`,
    'The program to attach must be an open fd.',
    { subject: 'not-open' },
    fail('EBADF'),
    'rfc',
  ),
  rule(
    `${command}/subject-not-a-program`,
    'The program to attach must be a program.',
    { subject: 'not-a-program' },
    fail('EINVAL'),
    'rfc',
  ),
  rule(
    `${command}/subject-of-other-type`,
    'The program to attach must be of the type that the hook takes.',
    { subject: 'other-type' },
    fail('EINVAL'),
    'rfc',
  ),
  rule(`${command}/no-device`, 'The device of the hook must exist.', { device: 'gone' }, fail('ENODEV'), 'rfc'),
  ...resolutionRules(command),
  rule(
    `${command}/relative-of-other-type`,
    'The program of the object must be of the type of the subject.',
    { relative: 'other-type' },
    fail('EINVAL'),
    'rfc-relative',
  ),
];

const replaceRules = (command: string): readonly Rule[] => [
  rule(
    `${command}/replace-before`,
    'REPLACE and BEFORE exclude each other.',
    { REPLACE: true, BEFORE: true },
    fail('EINVAL'),
    'rfc-replace',
  ),
  rule(
    `${command}/replace-after`,
    'REPLACE and AFTER exclude each other.',
    { REPLACE: true, AFTER: true },
    fail('EINVAL'),
    'rfc-replace',
  ),
  rule(
    `${command}/replace-link`,
    'The program to replace is named as a program, never as a link.',
    { REPLACE: true, LINK: true },
    fail('EINVAL'),
    'rfc-replace',
  ),
  rule(
    `${command}/replacement-attached`,
    'The program that replaces another must not be in the list, unless it replaces itself.',
    { REPLACE: true, subject: 'listed', itself: false },
    fail('EEXIST'),
    'rfc-replace',
  ),
  rule(
    `${command}/target-not-attached`,
    'The program to replace must be in the list.',
    { REPLACE: true, target: 'unlisted' },
    fail('ENOENT'),
    'rfc-replace',
  ),
];

/** BPF_PROG_ATTACH. */
export const attach: RuleTable<Attach> = {
  op: 'prog_attach',
  title: 'BPF_PROG_ATTACH',
  space: space(ATTACH_DOMAIN),
  aspects,
  designation,
  rules: [
    rule(
      'attach/unknown-flag',
      'Only REPLACE, BEFORE, AFTER, FIRST, LAST, ID and LINK are known flags.',
      { unknownFlag: true },
      fail('EINVAL'),
      'rfc',
    ),
    ...subjectRules('attach'),
    ...replaceRules('attach'),
    rule(
      'attach/target-owned-by-link',
      'A slot that has a link is replaced through that link only.',
      { REPLACE: true, target: 'linked' },
      fail('EBUSY'),
      'rfc-replace',
    ),
    rule(
      'attach/replace-not-first',
      'Only the first slot can be pinned to the head.',
      { REPLACE: true, FIRST: true, relativeFirst: false },
      fail('EACCES'),
      'rfc-replace',
    ),
    rule(
      'attach/replace-not-last',
      'Only the last slot can be pinned to the tail.',
      { REPLACE: true, LAST: true, relativeLast: false },
      fail('EACCES'),
      'rfc-replace',
    ),
    rule(
      'attach/replace',
      'The subject takes the slot of the program to replace, pinned as the request says.',
      { REPLACE: true },
      succeed('replace'),
      'rfc-replace',
    ),
    ...pinRules('attach'),
    ...addRules('attach'),
    rule('attach/pin-first', 'FIRST pins the subject to the head.', { FIRST: true }, succeed('insert'), 'rfc-pin'),
    rule(
      'attach/pin-last',
      'LAST pins the subject to the tail.',
      { FIRST: false, LAST: true },
      succeed('insert'),
      'rfc-pin',
    ),
    rule(
      'attach/insert-before',
      'BEFORE puts the subject in front of the relative, or in front of the first slot that is not pinned.',
      { ...UNPINNED, BEFORE: true },
      succeed('insert'),
      'rfc-add',
    ),
    rule(
      'attach/insert-after',
      'AFTER puts the subject behind the relative, or behind the last slot that is not pinned.',
      { ...UNPINNED, BEFORE: false, AFTER: true },
      succeed('insert'),
      'rfc-add',
    ),
    rule(
      'attach/append',
      'Without a directive the subject is appended, but in front of a slot pinned to the tail.',
      { ...UNPINNED, BEFORE: false, AFTER: false },
      succeed('insert'),
      'rfc-add',
    ),
  ],
};

/** BPF_LINK_CREATE: as an attach, with a link in the slot; no flag is unknown to it. */
export const linkCreate: RuleTable<Create> = {
  op: 'link_create',
  title: 'BPF_LINK_CREATE',
  space: space(ATTACH_DOMAIN),
  aspects,
  designation,
  rules: [
    ...subjectRules('link-create'),
    ...replaceRules('link-create'),
    rule(
      'link-create/target-of-another-owner',
      'No slot belongs to a link that does not exist yet: a new link replaces nothing.',
      { REPLACE: true, target: P.not('unlisted') },
      fail('EBUSY'),
      'rfc-replace',
    ),
    ...pinRules('link-create'),
    ...addRules('link-create'),
    rule(
      'link-create/pin-first',
      'FIRST pins the new link to the head.',
      { FIRST: true },
      succeed('insert-link'),
      'rfc-pin',
    ),
    rule(
      'link-create/pin-last',
      'LAST pins the new link to the tail.',
      { FIRST: false, LAST: true },
      succeed('insert-link'),
      'rfc-pin',
    ),
    rule(
      'link-create/insert-before',
      'BEFORE puts the new link in front of the relative, or in front of the first slot that is not pinned.',
      { ...UNPINNED, BEFORE: true },
      succeed('insert-link'),
      'rfc-add',
    ),
    rule(
      'link-create/insert-after',
      'AFTER puts the new link behind the relative, or behind the last slot that is not pinned.',
      { ...UNPINNED, BEFORE: false, AFTER: true },
      succeed('insert-link'),
      'rfc-add',
    ),
    rule(
      'link-create/append',
      'Without a directive the new link is appended, but in front of a slot pinned to the tail.',
      { ...UNPINNED, BEFORE: false, AFTER: false },
      succeed('insert-link'),
      'rfc-add',
    ),
  ],
};
