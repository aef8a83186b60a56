/**
 * Removal of a network device (RTM_DELLINK), for hooks that belong to one.
 * In the kernel: rtnl_dellink (net/core/rtnetlink.c), tcx_uninstall (kernel/bpf/tcx.c).
 */
import { DEVICE_DOMAIN } from '../facts/device.ts';
import { fail, type RuleTable, rulesOver, succeed } from '../rule.ts';
import { space } from '../situation.ts';
import type { RequestOf } from '../vocabulary/index.ts';

const rule = rulesOver<typeof DEVICE_DOMAIN>();

const RULES = [
  rule('device-remove/gone', { device: 'gone' }, fail('ENODEV'), 'rtnetlink')`The device must exist.`,
  rule('device-remove/remove', { device: 'present' }, succeed('remove-device'), 'tcx-uninstall')`
    Every slot of the device is removed; its links stay, defunct, with their programs.`,
];

export const deviceRemove: RuleTable<RequestOf<'device_remove'>> = {
  op: 'device_remove',
  title: 'removal of the device (RTM_DELLINK)',
  space: space(DEVICE_DOMAIN),
  aspects: [
    {
      reads: ['device'],
      tells: ['device'],
      part: (state, { device }) => ({ device: state.gone.has(device) ? 'gone' : 'present' }),
    },
  ],
  rules: RULES,
};
