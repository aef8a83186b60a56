import { P } from 'ts-pattern';
import { derive } from '../../derive.ts';
import { type Profile, profile } from '../../profile.ts';
import { KERNELS } from '../kernels.ts';
import type { named, progKind, saved } from './freplace/facts.ts';
import { freplace } from './freplace/index.ts';
import { meant } from './reference.ts';
import { fact, fail, rulesOver, succeed } from './rules.ts';
import { linksOn, type State, type Traits } from './state.ts';
import type { RequestOf } from './vocabulary/index.ts';

/** Whether a fentry program is attached to the function already, which only programs that keep their first target can be. */
const ALREADY = {
  field: 'already',
  values: [false, true],
} as const;

const isThere = (state: State, prog: string, target: string): boolean => {
  const at = meant(state, prog, target);
  return at !== undefined && linksOn(state, at.target, at.function).some(([, link]) => link.prog === prog);
};

const already = fact({
  ...ALREADY,
  reads: ['prog', 'target'],
  tell: (state, { prog, target }: RequestOf<'link_create'>) => isThere(state, prog, target),
});

const savedAlready = fact({
  ...ALREADY,
  reads: ['prog'],
  tell: (state, { prog }: RequestOf<'raw_open'>) => isThere(state, prog, 'none'),
});

const TWICE = [
  { of: ['link_create'], ...already },
  { of: ['raw_open'], ...savedAlready },
] as const;

const rule = rulesOver<readonly [typeof named, typeof saved, typeof already]>();
const open = rulesOver<readonly [typeof progKind, typeof saved, typeof savedAlready]>();

const NOT_A_PROGRAM = open('raw-open/not-a-program', { prog: 'wrong-kind' }, fail('EINVAL'), 'raw-open')`
  The fd of the program must be that of a program.`;

const ATTACHED_ALREADY = [
  rule('attach/already', { already: true }, fail('EBUSY'), 'trampoline')`
    A program is attached to a function at most once.`,
];
const OPENED_ALREADY = [
  open('raw-open/already', { already: true }, fail('EBUSY'), 'trampoline')`
    A program is attached to a function at most once.`,
];

const posted = derive(freplace, {
  name: 'freplace-2020-posted',
  model: 'freplace-2020-posted',
  title: `extension programs as posted in July 2020: the first target is held until the program is freed; ${KERNELS['freplace-2020-posted'].text}`,
  remove: ['attach/spent', 'attach/verified-for-another'],
  replace: {
    'raw-open/spent': NOT_A_PROGRAM,
    'attach/attached': rule('attach/attached', {}, succeed('attach-keeping'), 'posted-2020')`
      The link holds the program and its target; the first target stays what it was, and held.`,
    'raw-open/attached': open('raw-open/attached', {}, succeed('attach-saved-keeping'), 'posted-2020')`
      The link holds the program and its first target, which can be meant again.`,
  },
  insert: [
    { before: 'attach/attached', rules: ATTACHED_ALREADY },
    { before: 'raw-open/attached', rules: OPENED_ALREADY },
  ],
  facts: TWICE,
});

/**
 * A design of its own. In what it keeps no program is ever without a target, so that nothing puts it to the test that the rules
 * about that are gone.
 */
function design({ base: _base, ...parts }: Profile, keeping: Traits): Profile {
  return profile({ ...parts, keeping });
}

/** The first target is held by the program, each other one by its link. All that is not said here is as merged, what a prog_array refuses too. */
export const freplacePosted = design(posted, { saved: 'held' });

/**
 * A list of links on the program. The errno where no unfinished link is left is not in the mail; ENOENT is that of the posting of
 * September 2020, which does the same with one link.
 */
export const freplaceList = derive(freplace, {
  name: 'freplace-2020-list',
  model: 'freplace-2020-list',
  title: `extension programs with a list of links, as in the mail of 16 July 2020; ${KERNELS['freplace-2020-list'].text}`,
  replace: {
    'attach/spent': rule('attach/spent', { function: 'none', saved: 'spent' }, fail('ENOENT'), 'list-2020')`
      Loading makes one link that is not finished; once it is, nothing is left to attach.`,
    'raw-open/spent': open('raw-open/spent', { saved: 'spent' }, fail('ENOENT'), 'list-2020')`
      Loading makes one link that is not finished; once it is, nothing is left to attach.`,
  },
  insert: [
    { before: 'raw-open/spent', rules: [NOT_A_PROGRAM] },
    {
      before: 'attach/attached',
      rules: [
        rule('attach/one-more', { function: P.not('none') }, succeed('attach-keeping'), 'list-2020')`
          A link more is on the list; the one that loading made stays, and holds the first target.`,
      ],
    },
  ],
});

const withIds = derive(freplace, {
  name: 'freplace-2020-id',
  model: 'freplace-2020-id',
  title: `extension programs that record the id of their target, as in the mail of 19 July 2020; ${KERNELS['freplace-2020-id'].text}`,
  remove: ['attach/spent'],
  replace: {
    'raw-open/spent': NOT_A_PROGRAM,
    'attach/attached': rule('attach/attached', {}, succeed('attach-keeping'), 'id-2020')`
      The link holds the program and its target; the id that loading recorded stays.`,
    'raw-open/attached': open('raw-open/attached', {}, succeed('attach-saved-keeping'), 'id-2020')`
      The link holds the program and its target; the id that loading recorded stays.`,
  },
  facts: TWICE,
  insert: [
    { before: 'attach/attached', rules: ATTACHED_ALREADY },
    { before: 'raw-open/attached', rules: OPENED_ALREADY },
    {
      before: 'attach/no-btf',
      rules: [
        rule('attach/gone', { function: 'none', saved: 'gone' }, fail('ENOENT'), 'id-2020')`
          Nothing has the id that loading recorded: the target is gone.`,
      ],
    },
    {
      before: 'attach/signature',
      rules: [
        rule('attach/nothing-to-compare', { function: 'function', saved: 'gone' }, fail('ENOENT'), 'id-2020')`
          Another target is compared with the first one, of which nothing is left.`,
      ],
    },
    {
      before: 'raw-open/extended',
      rules: [
        open('raw-open/gone', { saved: 'gone' }, fail('ENOENT'), 'id-2020')`
          Nothing has the id that loading recorded: the target is gone.`,
      ],
    },
  ],
});

/** The id of the target is recorded, and nothing is held. The mail names no errno for a target that is gone; ENOENT is what looking up an id gives. */
export const freplaceId = design(withIds, { saved: 'recorded' });
