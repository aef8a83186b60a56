import { profile } from '../../profile.ts';
import { OLD_CGROUP_PROPERTIES } from '../../properties/catalogue.ts';
import type { Rule, RuleTable } from '../../rule.ts';
import { OLD_CGROUP_UAPI } from '../../uapi.ts';
import { detach as laterDetach } from '../cgroup/detach.ts';
import { query as laterQuery } from '../cgroup/query.ts';
import { KERNELS } from '../kernels.ts';
import { progClose } from '../tcx/lifetime.ts';
import { attach } from './attach.ts';

const SENTENCES: Readonly<Record<string, string>> = {
  'detach/not-attached': 'In MULTI mode the program must be attached.',
  'query/effective-count': 'Without room for ids a query of the effective list gives the count.',
  'query/effective': 'A query of the effective list gives its programs in order, inherited ones included.',
  'query/count': 'Without room for ids a query gives the count and the mode.',
  'query/slots': 'A query gives every program in order, the count and the mode.',
};

const there = (rule: Rule): Rule => ({ ...rule, sentence: SENTENCES[rule.id] ?? rule.sentence, cite: 'cgroup-5.6' });

/** A later table without the rules about what there was not yet. */
const before = <T extends RuleTable<never>>(table: T, ...left: readonly string[]): T => ({
  ...table,
  rules: table.rules.filter(({ id }) => !left.includes(id)).map(there),
});

/** Programs of a cgroup and attach type, Linux 5.6: ALLOW_MULTI with REPLACE, before links, ordering and revisions. */
export const cgroup56 = profile({
  name: 'cgroup-5.6',
  title: `programs of a cgroup with ALLOW_MULTI and REPLACE, ${KERNELS['cgroup-5.6'].text}`,
  uapi: OLD_CGROUP_UAPI,
  keeping: { slotFlags: [], revisionBits: 0, effectiveTellsMode: true },
  tables: [
    attach,
    before(laterDetach, 'detach/relative', 'detach/stale-revision'),
    before(laterQuery, 'query/effective-with-flags'),
    progClose,
  ],
  properties: OLD_CGROUP_PROPERTIES,
  model: 'cgroup-5.6',
});
