/** What a detach from a cgroup does while memory is short. Here the semantics with the fix is no profile either. */
import type { Insertion } from '../../derivation-form.ts';
import type { FACTS } from '../cgroups/cgroup/detach.ts';
import { FREED_RUNS } from '../cgroups/cgroup-6.17.ts';
import type { link, linkToClose } from '../slots/facts/link.ts';
import { fact, fail, rulesOver, splat, succeed } from '../slots/rules.ts';
import type { RequestOf } from '../slots/vocabulary/index.ts';
import { NO_WARNING, reach, saying, short, UNDONE, whereReplacing } from './inside.ts';

const rule = rulesOver<readonly [typeof short]>();
const detachRule = rulesOver<readonly [typeof short, ...typeof FACTS]>();
const linkRule = rulesOver<readonly [typeof short, typeof link]>();
const closeRule = rulesOver<readonly [typeof short, typeof linkToClose]>();

const SHORT = { short: true } as const;
const NAMED = { ...SHORT, list: 'several', subject: 'direct' } as const;

const attached: readonly Insertion[] = [
  ...whereReplacing(UNDONE),
  {
    before: 'link-create/insert-before',
    rules: [
      rule('link-create/memory-short', SHORT, fail('ENOMEM'), 'cgroup-purge')`
        A link create that runs out of memory changes nothing.`,
    ],
  },
];

/** Without memory for new arrays a program is taken away all the same, and the old arrays are kept. */
const takenAway: readonly Insertion[] = [
  {
    before: 'detach/named',
    rules: [
      detachRule('detach/named-short', NAMED, succeed('remove-short'), 'cgroup-purge')`
        Without memory the named program is removed all the same; in what runs a stand-in takes its place.`,
    ],
  },
  {
    before: 'detach/the-one',
    rules: [
      detachRule('detach/the-one-short', { ...SHORT, list: 'one' }, succeed('remove-short'), 'cgroup-purge')`
        Without memory the one program is removed all the same; in what runs a stand-in takes its place.`,
    ],
  },
  {
    before: 'link-detach/detach',
    rules: [
      linkRule('link-detach/short', { ...SHORT, link: 'attached' }, succeed('detach-link-short'), 'cgroup-purge')`
        Without memory the link's slot is removed all the same; in what runs a stand-in takes its place.`,
    ],
  },
  {
    before: 'link-close/attached',
    rules: [
      closeRule('link-close/short', { ...SHORT, link: 'attached' }, succeed('close-link-short'), 'cgroup-purge')`
        Without memory the link is freed all the same; in what runs a stand-in takes the place of its program.`,
    ],
  },
];

const IN_PLACE = rulesOver()('link-update/swap', {}, succeed('update-link-in-place'), 'cgroup-purge')`
  The new program is written into what runs at the place of the link, counted as if there were no stand-ins.`;

/** Whether a stand-in is among what runs. */
const standIn = fact({
  field: 'standIn',
  values: [false, true],
  reads: ['hook'],
  tell: ({ hooks }, { hook }: RequestOf<'run'>) => hooks[hook]!.standIns !== undefined,
});

const NOT_RUN: Insertion = {
  before: 'run/refused-out',
  rules: [
    rulesOver<readonly [typeof standIn]>()('run/stand-in', { standIn: true }, splat(), 'cgroup-stand-in')`
      A stand-in has no statistics, which a run counts in: it uses memory that is not there.`,
  ],
};

const what = {
  facts: [
    { of: ['prog_attach', 'link_create', 'prog_detach', 'link_detach', 'link_close'], ...short },
    ...FREED_RUNS.facts,
  ],
  replace: { 'link-update/swap': IN_PLACE },
  properties: NO_WARNING,
} as const;

const both = [...attached, ...takenAway, ...FREED_RUNS.insert];

/** A detach, or the close of a link, while memory is short. */
export const standingIn = reach(
  saying('prog_attach', 'link_create', 'prog_detach', 'link_detach', 'link_close'),
  '7dc211c1159d',
  what,
  { insert: [...both, NOT_RUN], facts: [...what.facts, { of: ['run'], ...standIn }] },
  { insert: both },
);
