/**
 * Devices that go, come and move.
 * In the kernel: rtnl_dellink, rtnl_newlink and do_setlink (net/core/rtnetlink.c), dev_xdp_uninstall and
 * __dev_change_net_namespace (net/core/dev.c).
 */
import { deviceHere, isBridge } from '../facts/device.ts';
import { fail, rulesOver, ruleTable, succeed } from '../rules.ts';
import type { RequestOf } from '../vocabulary/index.ts';

const FACTS = [deviceHere] as const;

const rule = rulesOver<typeof FACTS>();

export const deviceRemove = ruleTable<RequestOf<'device_remove'>>({
  op: 'device_remove',
  title: 'removal of a device (RTM_DELLINK)',
  facts: FACTS,
  rules: [
    rule('device-remove/no-device', { here: false }, fail('ENODEV'), 'dellink')`
      The device must exist in the namespace of the caller.`,
    rule('device-remove/remove', { here: true }, succeed('remove-device'), 'uninstall')`
      Its places are gone, its links defunct with their programs; its ports have no upper device.`,
  ],
});

export const deviceCreate = ruleTable<RequestOf<'device_create'>>({
  op: 'device_create',
  title: 'a device is made again (RTM_NEWLINK)',
  facts: FACTS,
  rules: [
    rule('device-create/exists', { here: true }, fail('EEXIST'), 'newlink')`A name is taken while its device is there.`,
    rule('device-create/create', { here: false }, succeed('create-device'), 'newlink')`
      It is empty; no program is bound to it, and no link comes back.`,
  ],
});

const MOVE_FACTS = [deviceHere, isBridge] as const;

const moveRule = rulesOver<typeof MOVE_FACTS>();

export const deviceMove = ruleTable<RequestOf<'device_move'>>({
  op: 'device_move',
  title: 'a device is moved to another namespace (RTM_SETLINK with IFLA_NET_NS_FD)',
  facts: MOVE_FACTS,
  rules: [
    moveRule('device-move/no-device', { here: false }, fail('ENODEV'), 'rtnetlink')`
      The device must exist in the namespace of the caller.`,
    moveRule('device-move/bridge', { isBridge: true }, fail('EINVAL'), 'move')`A bridge stays in its namespace.`,
    moveRule('device-move/move', { here: true }, succeed('move-device'), 'move')`
      Its programs and links stay, and it leaves its bridge.`,
  ],
});
