/**
 * What is shown of a device and of a link; no capability is asked for.
 * In the kernel: rtnl_getlink and rtnl_xdp_fill (net/core/rtnetlink.c), bpf_obj_get_info_by_fd (kernel/bpf/syscall.c),
 * bpf_xdp_link_fill_link_info (net/core/dev.c).
 */
import { hookHere } from '../facts/device.ts';
import { fact, fail, rulesOver, ruleTable, succeed } from '../rules.ts';
import { linkOf } from '../state.ts';
import type { RequestOf } from '../vocabulary/index.ts';

type Info = RequestOf<'link_info'>;

const LOOK_FACTS = [hookHere] as const;

const lookRule = rulesOver<typeof LOOK_FACTS>();

export const look = ruleTable<RequestOf<'look'>>({
  op: 'look',
  title: 'RTM_GETLINK',
  facts: LOOK_FACTS,
  rules: [
    lookRule('look/no-device', { here: false }, fail('ENODEV'), 'getlink')`
      The device must exist in the namespace of the caller.`,
    lookRule('look/look', { here: true }, succeed('nothing', 'device'), 'getlink')`
      It shows the program of each mode and the upper device, and not whether a link holds a place, nor which.`,
  ],
});

const open = fact({
  field: 'open',
  values: [true, false],
  reads: ['link'],
  tell: (state, { link }: Info) => linkOf(state, link).is !== 'absent',
});

const INFO_FACTS = [open] as const;

const infoRule = rulesOver<typeof INFO_FACTS>();

export const linkInfo = ruleTable<Info>({
  op: 'link_info',
  title: 'BPF_OBJ_GET_INFO_BY_FD of a link',
  facts: INFO_FACTS,
  rules: [
    infoRule('link-info/not-open', { open: false }, fail('EBADF'), 'syscall-info')`The fd must be open.`,
    infoRule('link-info/info', { open: true }, succeed('nothing', 'link'), 'link-info')`
      It shows the program and the device, wherever that is, or none where the link is defunct.`,
  ],
});
