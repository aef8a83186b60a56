/**
 * Adds a qdisc that runs classic filters (RTM_NEWQDISC).
 * In the kernel: tc_modify_qdisc (net/sched/sch_api.c), ingress_init and clsact_init (net/sched/sch_ingress.c).
 */
import { P } from 'ts-pattern';
import { deviceThere, has } from '../facts/qdisc.ts';
import { fact, fail, rulesOver, ruleTable, succeed } from '../rules.ts';
import type { RequestOf } from '../vocabulary/index.ts';

type Add = RequestOf<'qdisc_add'>;

/** Whether memory runs out on the way. */
const short = fact({
  field: 'short',
  values: [false, true],
  reads: ['short'],
  stateless: true,
  tell: (_, { short: is }: Add) => is,
});

const FACTS = [deviceThere, has, short] as const;

const rule = rulesOver<typeof FACTS>();

const RULES = [
  rule('qdisc-add/no-device', { device: 'gone' }, fail('ENODEV'), 'qdisc')`The device must exist.`,
  rule('qdisc-add/exists', { has: P.not('none') }, fail('EEXIST'), 'qdisc')`
    A device has one qdisc that runs classic filters at most.`,
  rule('qdisc-add/memory-short', { short: true }, fail('ENOMEM'), 'qdisc-init')`
    Where memory runs out, what was made is undone: every entry has those that it had, and no other, to keep it.`,
  rule('qdisc-add/add', { has: 'none' }, succeed('set-qdisc'), 'qdisc')`
    The qdisc keeps the entry of the hooks whose filters it runs: of both directions (clsact), or of ingress.`,
];

export const qdiscAdd = ruleTable<Add>({
  op: 'qdisc_add',
  title: 'a qdisc is added (RTM_NEWQDISC)',
  facts: FACTS,
  rules: RULES,
});
