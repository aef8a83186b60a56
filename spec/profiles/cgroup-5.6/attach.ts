import { P } from 'ts-pattern';
import { fail, NOWHERE, type RuleTable, rulesOver, succeed } from '../../rule.ts';
import { space } from '../../situation.ts';
import type { RequestOf } from '../../vocabulary/index.ts';
import {
  CGROUP_DOMAIN,
  cgroupAspect,
  directSlot,
  LIST_DOMAIN,
  listAspect,
  MODE_DOMAIN,
  modeAspect,
  placeOfDirect,
} from '../cgroup/aspects.ts';
import { PROG_FD, progFd } from '../tcx/aspects.ts';

const ATTACH_DOMAIN = {
  unknownFlag: [false, true],
  REPLACE: [false, true],
  ...MODE_DOMAIN,
  ...CGROUP_DOMAIN,
  ...LIST_DOMAIN,
  subject: PROG_FD,
  target: ['not-open', 'not-a-program', 'other-type', 'unlisted', 'listed'],
  duplicate: [false, true],
  itself: [false, true],
} as const;

const KNOWN = ['ALLOW_OVERRIDE', 'ALLOW_MULTI', 'REPLACE'];

const rule = rulesOver<typeof ATTACH_DOMAIN>();
const CITE = 'cgroup-5.6';

/** BPF_PROG_ATTACH to a cgroup, without ordering. */
export const attach: RuleTable<RequestOf<'prog_attach'>> = {
  op: 'prog_attach',
  title: 'BPF_PROG_ATTACH',
  space: space(ATTACH_DOMAIN),
  aspects: [
    {
      reads: ['flags'],
      tells: ['unknownFlag', 'REPLACE'],
      part: (_, { flags }) => ({
        unknownFlag: flags.some((flag) => !KNOWN.includes(flag)),
        REPLACE: flags.includes('REPLACE'),
      }),
    },
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
    cgroupAspect,
    listAspect,
  ],
  designation: {
    places: [{ reads: 'replace', find: (state, { hook, replace }) => placeOfDirect(state, hook, replace) }],
    tells: [],
    designate: (slots, _capacity, flags, [target]) => {
      if (flags.includes('REPLACE')) return { part: {}, at: target === NOWHERE ? 0 : target! };
      return { part: {}, at: flags.includes('ALLOW_MULTI') ? slots.length : 0 };
    },
  },
  rules: [
    rule(
      'attach/unknown-flag',
      'Only ALLOW_OVERRIDE, ALLOW_MULTI and REPLACE are known flags.',
      { unknownFlag: true },
      fail('EINVAL'),
      CITE,
    ),
    rule(
      'attach/subject-fd-not-open',
      'The program to attach must be an open fd.',
      { subject: 'not-open' },
      fail('EBADF'),
      CITE,
    ),
    rule(
      'attach/subject-not-a-program',
      'The program to attach must be a program.',
      { subject: 'not-a-program' },
      fail('EINVAL'),
      CITE,
    ),
    rule(
      'attach/subject-of-other-type',
      'The program to attach must be of the type that the hook takes.',
      { subject: 'other-type' },
      fail('EINVAL'),
      CITE,
    ),
    rule(
      'attach/target-fd-not-open',
      'Under REPLACE and ALLOW_MULTI the program to replace must be an open fd.',
      { REPLACE: true, mode: P.union('MULTI', 'both'), target: 'not-open' },
      fail('EBADF'),
      CITE,
    ),
    rule(
      'attach/target-not-a-program',
      'Under REPLACE and ALLOW_MULTI the program to replace must be a program.',
      { REPLACE: true, mode: P.union('MULTI', 'both'), target: 'not-a-program' },
      fail('EINVAL'),
      CITE,
    ),
    rule(
      'attach/target-of-other-type',
      'Under REPLACE and ALLOW_MULTI the program to replace must be of the type of the subject.',
      { REPLACE: true, mode: P.union('MULTI', 'both'), target: 'other-type' },
      fail('EINVAL'),
      CITE,
    ),
    rule(
      'attach/override-and-multi',
      'ALLOW_OVERRIDE and ALLOW_MULTI exclude each other.',
      { mode: 'both' },
      fail('EINVAL'),
      CITE,
    ),
    rule(
      'attach/replace-without-multi',
      'REPLACE needs ALLOW_MULTI.',
      { REPLACE: true, mode: P.union('NONE', 'OVERRIDE') },
      fail('EINVAL'),
      CITE,
    ),
    rule(
      'attach/forbidden-by-ancestor',
      'The nearest ancestor that has programs or is in MULTI mode must not be in NONE mode.',
      { hierarchy: 'forbids' },
      fail('EPERM'),
      CITE,
    ),
    rule(
      'attach/other-mode',
      'A list that is not empty takes programs of its own mode only.',
      { list: 'other-mode' },
      fail('EPERM'),
      CITE,
    ),
    rule('attach/full', 'A full list accepts no attach, not even with REPLACE.', { room: 'full' }, fail('E2BIG'), CITE),
    rule(
      'attach/already-attached',
      'A program is attached at most once, unless it replaces itself.',
      { mode: 'MULTI', duplicate: true, REPLACE: false },
      fail('EINVAL'),
      CITE,
    ),
    rule(
      'attach/replacement-attached',
      'The program that replaces another must not be attached elsewhere in the list.',
      { REPLACE: true, duplicate: true, itself: false },
      fail('EINVAL'),
      CITE,
    ),
    rule(
      'attach/target-not-attached',
      'The program to replace must be attached.',
      { REPLACE: true, target: 'unlisted' },
      fail('ENOENT'),
      CITE,
    ),
    rule(
      'attach/replace',
      'The subject takes the slot of the program to replace.',
      { REPLACE: true },
      succeed('replace'),
      CITE,
    ),
    rule(
      'attach/replace-the-one',
      'In NONE and OVERRIDE mode the one program is replaced.',
      { mode: P.union('NONE', 'OVERRIDE'), list: 'same-mode' },
      succeed('replace'),
      CITE,
    ),
    rule('attach/append', 'The subject is appended to the list.', {}, succeed('insert'), CITE),
  ],
};
