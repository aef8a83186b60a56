/**
 * A new network device under the name of one that is gone (RTM_NEWLINK).
 * In the kernel: rtnl_newlink (net/core/rtnetlink.c).
 */
import { deviceThere } from '../facts/qdisc.ts';
import { fail, rulesOver, ruleTable, succeed } from '../rules.ts';
import type { RequestOf } from '../vocabulary/index.ts';

const FACTS = [deviceThere] as const;

const rule = rulesOver<typeof FACTS>();

const RULES = [
  rule('device-create/exists', { device: 'present' }, fail('EEXIST'), 'rtnetlink')`A name is given once.`,
  rule('device-create/create', { device: 'gone' }, succeed('create-device'), 'rtnetlink')`
    A device that comes back under its name is another one: nothing is attached, and links of the former stay defunct.`,
];

export const deviceCreate = ruleTable<RequestOf<'device_create'>>({
  op: 'device_create',
  title: 'a new device of the same name (RTM_NEWLINK)',
  facts: FACTS,
  rules: RULES,
});
