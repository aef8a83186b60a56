/**
 * The upper device of a port.
 * In the kernel: do_set_master (net/core/rtnetlink.c), br_add_if and br_del_if (net/bridge/br_if.c).
 */
import { deviceHere, isBridge } from '../facts/device.ts';
import { fact, fail, leaving, rulesOver, ruleTable, succeed } from '../rules.ts';
import { deviceOf, isHere } from '../state.ts';
import type { RequestOf } from '../vocabulary/index.ts';

type Add = RequestOf<'upper_add'>;

/** What is to be the upper device: the one that it is already, none that is there, one that takes no ports, a bridge. */
const upper = fact({
  field: 'upper',
  values: ['the-same', 'not-here', 'no-bridge', 'bridge'],
  reads: ['device', 'upper'],
  tell: (state, { device, upper: name }: Add) => {
    if (!isHere(state, name)) return 'not-here';
    if (deviceOf(state, device).upper === name) return 'the-same';
    return state.universe.devices[name]!.kind === 'bridge' ? 'bridge' : 'no-bridge';
  },
});

const ADD_FACTS = [deviceHere, upper, isBridge] as const;

const addRule = rulesOver<typeof ADD_FACTS>();

export const upperAdd = ruleTable<Add>({
  op: 'upper_add',
  title: 'a device becomes a port (RTM_SETLINK with IFLA_MASTER)',
  facts: ADD_FACTS,
  rules: [
    addRule('upper-add/no-device', { here: false }, fail('ENODEV'), 'rtnetlink')`
      The device must exist in the namespace of the caller.`,
    addRule('upper-add/again', { upper: 'the-same' }, succeed('nothing'), 'master')`
      A port of the bridge already stays one.`,
    addRule('upper-add/no-upper', { upper: 'not-here' }, leaving('EINVAL', 'leave'), 'master')`
      The upper device must exist; a port has left its bridge by then.`,
    addRule('upper-add/no-bridge', { upper: 'no-bridge' }, leaving('EOPNOTSUPP', 'leave'), 'master')`
      The upper device must take ports; a port has left its bridge by then.`,
    addRule('upper-add/loop', { isBridge: true }, fail('ELOOP'), 'bridge')`A bridge is no port of a bridge.`,
    addRule('upper-add/join', { upper: 'bridge' }, succeed('join'), 'bridge')`
      It is a port of this bridge, and of no other; programs on either do not matter.`,
  ],
});

const REMOVE_FACTS = [deviceHere] as const;

const removeRule = rulesOver<typeof REMOVE_FACTS>();

export const upperRemove = ruleTable<RequestOf<'upper_remove'>>({
  op: 'upper_remove',
  title: 'a port leaves its bridge (RTM_SETLINK with IFLA_MASTER 0)',
  facts: REMOVE_FACTS,
  rules: [
    removeRule('upper-remove/no-device', { here: false }, fail('ENODEV'), 'rtnetlink')`
      The device must exist in the namespace of the caller.`,
    removeRule('upper-remove/leave', { here: true }, succeed('leave'), 'master')`
      The device is no port any more; without an upper device nothing changes.`,
  ],
});
