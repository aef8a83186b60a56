/**
 * Puts a qdisc that runs classic filters in the place of the one that is there (RTM_NEWQDISC with NLM_F_REPLACE).
 * In the kernel: tc_modify_qdisc and qdisc_graft (net/sched/sch_api.c): the new one is made before the old one goes.
 */
import { asked, deviceThere } from '../facts/qdisc.ts';
import { fail, rulesOver, ruleTable, succeed } from '../rules.ts';
import type { RequestOf } from '../vocabulary/index.ts';

const FACTS = [deviceThere, asked] as const;

const rule = rulesOver<typeof FACTS>();

const RULES = [
  rule('qdisc-replace/no-device', { device: 'gone' }, fail('ENODEV'), 'qdisc')`The device must exist.`,
  rule('qdisc-replace/first', { asked: 'first' }, succeed('set-qdisc'), 'qdisc')`Where there is none, it is added.`,
  rule('qdisc-replace/same', { asked: 'same' }, succeed('nothing'), 'qdisc')`One of the same kind stays.`,
  rule('qdisc-replace/other', { asked: 'other' }, succeed('set-qdisc'), 'qdisc')`
    An entry that both keep is unchanged, with its revision, since the new one is made before the old one is removed.`,
];

export const qdiscReplace = ruleTable<RequestOf<'qdisc_replace'>>({
  op: 'qdisc_replace',
  title: 'the qdisc is replaced (RTM_NEWQDISC)',
  facts: FACTS,
  rules: RULES,
});
