import type { Derivation } from '../../derivation-form.ts';
import { derive } from '../../derive.ts';
import { KERNELS } from '../kernels.ts';
import { arrayAt } from '../slots/facts/array.ts';
import { fact, rulesOver, splat, succeed, undefinedBehaviour } from '../slots/rules.ts';
import { holdersOfProg } from '../slots/state.ts';
import type { RequestOf } from '../slots/vocabulary/index.ts';
import { cgroup } from './cgroup/index.ts';
import type { FACTS } from './cgroup/query.ts';

const rule = rulesOver();

/** Whether a program that is to run has been freed: an effective list is what an update left, and holds no references. */
const freed = fact({
  field: 'freed',
  values: [false, true],
  reads: ['hook'],
  tell: (state, { hook }: RequestOf<'run'>) => arrayAt(state, hook).some((prog) => holdersOfProg(state, prog) === 0),
});

const runRule = rulesOver<readonly [typeof freed]>();

const queryRule = rulesOver<typeof FACTS>();

/** What was wrong before f08aaee3152d: the effective entry of a link was found by counting slots in list order. */
export const BY_COUNT = rule('link-update/swap-by-count', {}, succeed('update-link-by-count'), 'cgroup-replace-fix')`
  The slot gets the new program, but the update overwrites the effective entry at the index counted without PREORDER.`;

/** What comes of that: what is freed by then may still run. */
export const FREED_RUNS = {
  facts: [{ of: ['run'], ...freed }],
  insert: [
    {
      before: 'run/refused-out',
      rules: [
        runRule('run/freed', { freed: true }, splat(), 'cgroup-replace-fix')`
          An update overwrote the entry of another link: the link's former program still runs, also when freed.`,
      ],
    },
  ],
} as const satisfies Partial<Derivation>;

/** What was wrong before 21c4b99b27f3: the revision was written, whatever the size of the attribute. */
export const WRITTEN_PAST = {
  insert: [
    {
      before: 'query/effective-count',
      rules: [
        queryRule('query/written-past', { attr: 'short' }, undefinedBehaviour(), 'query-size')`
          The revision is written behind an attribute that has no room for it.`,
      ],
    },
  ],
  remove: ['query/short-count', 'query/short-too-small', 'query/short-slots'],
} as const satisfies Partial<Derivation>;

/** Linux 6.17: a link update counts slots as if none were PREORDER to find what it has to overwrite. */
export const cgroup617 = derive(cgroup, {
  name: 'cgroup-6.17',
  title: `programs of a cgroup with ordering as first released, ${KERNELS['cgroup-6.17'].text}`,
  ...WRITTEN_PAST,
  insert: [...WRITTEN_PAST.insert, ...FREED_RUNS.insert],
  facts: FREED_RUNS.facts,
  replace: { 'link-update/swap': BY_COUNT },
  model: 'cgroup-6.17',
});
