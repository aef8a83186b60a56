import { derive } from '../../../derive.ts';
import type { flagFact } from '../../../flag-fact.ts';
import { profile } from '../../../profile.ts';
import type { RuleTable } from '../../../rule.ts';
import { KERNELS } from '../../kernels.ts';
import { LINKED_CGROUP_PROPERTIES } from '../../slots/properties/catalogue.ts';
import { fail, rulesOver, succeed } from '../../slots/rules.ts';
import { linkClose } from '../../slots/tables/link-close.ts';
import { linkDetach } from '../../slots/tables/link-detach.ts';
import { LINKED_CGROUP_UAPI } from '../../slots/uapi.ts';
import { linkUpdate } from '../cgroup/link-update.ts';
import type { FACTS } from '../cgroup/query.ts';
import { run } from '../cgroup/run.ts';
import { cgroup56 } from '../cgroup-5.6/index.ts';
import { linkCreate } from './link-create.ts';

const rule = rulesOver<typeof FACTS>();

const EFFECTIVE = { queryFlags: 'EFFECTIVE' } as const;

/** The rules of a query whose answer is another, by id. */
const QUERY = [
  rule('query/effective-count', { ...EFFECTIVE, buffer: 'none' }, succeed('nothing', 'count'), 'cgroup-6.1')`
    Without room for ids a query of the effective list gives the count, and 0 as mode.`,
  rule('query/effective-too-small', { ...EFFECTIVE, buffer: 'smaller' }, fail('ENOSPC', 'first-slots'), 'cgroup-6.1')`
    A buffer that is too small gets the first programs of the effective list, the true count, and 0 as mode.`,
  rule('query/effective', { ...EFFECTIVE, buffer: 'enough' }, succeed('nothing', 'slots'), 'cgroup-6.1')`
    A query of the effective list gives its programs in order, inherited ones included, and 0 as mode.`,
];

/** What an attach says of a flag that is not known yet. */
const refusal = rulesOver<readonly [ReturnType<typeof flagFact<'PREORDER'>>]>();

const PREORDER_UNKNOWN = refusal('attach/preorder-unknown', { PREORDER: true }, fail('EINVAL'), 'cgroup-preorder')`
  PREORDER is no flag yet.`;

const withQuery = (table: RuleTable): RuleTable => ({
  ...table,
  rules: table.rules.map((each) => QUERY.find(({ id }) => id === each.id) ?? each),
});

const title = `programs and links of a cgroup before ordering, where an effective query tells no mode, ${KERNELS['cgroup-6.1'].text}`;

/** An attach can say PREORDER, and is refused: that tells kernels before it from those that know it. */
const refusing = derive(cgroup56, {
  name: 'cgroup-6.1',
  title,
  flags: { PREORDER: ['prog_attach'] },
  insert: [{ after: 'attach/unknown-flag', rules: [PREORDER_UNKNOWN] }],
  model: 'cgroup-6.1',
});

/**
 * Linux 6.1: as 5.6 with links, and a query of the effective list tells no mode. Outcomes of a query are the same, so this is no
 * derivation by rules: what a state keeps differs.
 */
export const cgroup61 = profile({
  ...refusing,
  uapi: LINKED_CGROUP_UAPI,
  keeping: { slotFlags: [], revisionBits: 0 },
  tables: [
    ...refusing.tables.filter(({ op }) => op !== 'run').map(withQuery),
    run,
    linkCreate,
    linkUpdate,
    linkDetach('syscall-link', 'cgroup-link'),
    linkClose('syscall-release', 'cgroup-link'),
  ],
  properties: LINKED_CGROUP_PROPERTIES,
});
