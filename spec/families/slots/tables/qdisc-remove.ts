/**
 * Removes the qdisc that runs classic filters (RTM_DELQDISC).
 * In the kernel: tc_get_qdisc (net/sched/sch_api.c), ingress_destroy and clsact_destroy (net/sched/sch_ingress.c).
 */
import { P } from 'ts-pattern';
import { deviceThere, has } from '../facts/qdisc.ts';
import { fail, rulesOver, ruleTable, succeed } from '../rules.ts';
import type { RequestOf } from '../vocabulary/index.ts';

const FACTS = [deviceThere, has] as const;

const rule = rulesOver<typeof FACTS>();

const RULES = [
  rule('qdisc-remove/no-device', { device: 'gone' }, fail('ENODEV'), 'qdisc')`The device must exist.`,
  rule('qdisc-remove/none', { has: 'none' }, fail('ENOENT'), 'qdisc')`There must be one.`,
  rule('qdisc-remove/remove', { has: P.not('none') }, succeed('remove-qdisc'), 'qdisc-destroy')`
    The list stays; an entry that has no slots is freed, and its revision starts over.`,
];

export const qdiscRemove = ruleTable<RequestOf<'qdisc_remove'>>({
  op: 'qdisc_remove',
  title: 'the qdisc is removed (RTM_DELQDISC)',
  facts: FACTS,
  rules: RULES,
});
