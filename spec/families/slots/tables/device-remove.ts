import { deviceThere } from '../facts/qdisc.ts';
import { fail, rulesOver, ruleTable, succeed } from '../rules.ts';
/**
 * Removal of a network device (RTM_DELLINK), for hooks that belong to one.
 * In the kernel: rtnl_dellink (net/core/rtnetlink.c), tcx_uninstall (kernel/bpf/tcx.c).
 */
import type { RequestOf } from '../vocabulary/index.ts';

const FACTS = [deviceThere] as const;

const rule = rulesOver<typeof FACTS>();

const RULES = [
  rule('device-remove/gone', { device: 'gone' }, fail('ENODEV'), 'rtnetlink')`The device must exist.`,
  rule('device-remove/remove', { device: 'present' }, succeed('remove-device'), 'tcx-uninstall')`
    Every slot of the device, and of the other end of its pair, is removed; links stay, defunct, with their programs.`,
];

export const deviceRemove = ruleTable<RequestOf<'device_remove'>>({
  op: 'device_remove',
  title: 'removal of the device (RTM_DELLINK)',
  facts: FACTS,
  rules: RULES,
});
