/**
 * What is shown of a device and of a link, for which no capability is asked; and whether a program is there.
 * In the kernel: rtnl_getlink and rtnl_xdp_fill (net/core/rtnetlink.c), bpf_obj_get_info_by_fd (kernel/bpf/syscall.c),
 * bpf_xdp_link_fill_link_info (net/core/dev.c), bpf_prog_get_fd_by_id (kernel/bpf/syscall.c).
 */
import { privileged } from '../facts/caller.ts';
import { hookHere } from '../facts/device.ts';
import { fact, fail, rulesOver, ruleTable, succeed } from '../rules.ts';
import { linkOf, lives } from '../state.ts';
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
    infoRule('link-info/not-open', { open: false }, fail('EBADFD'), 'syscall-info')`The fd must be open.`,
    infoRule('link-info/info', { open: true }, succeed('nothing', 'link'), 'link-info')`
      It shows the program and the device, wherever that is, or none where the link is defunct.`,
  ],
});

const alive = fact({
  field: 'alive',
  values: [true, false],
  reads: ['prog'],
  tell: (state, { prog }: RequestOf<'prog_by_id'>) => lives(state, prog),
});

const BY_ID_FACTS = [privileged, alive] as const;

const byIdRule = rulesOver<typeof BY_ID_FACTS>();

export const progById = ruleTable<RequestOf<'prog_by_id'>>({
  op: 'prog_by_id',
  title: 'BPF_PROG_GET_FD_BY_ID',
  facts: BY_ID_FACTS,
  rules: [
    byIdRule('prog-by-id/caller', { privileged: false }, fail('EPERM'), 'prog-id')`
      The caller needs CAP_SYS_ADMIN to get an fd for an id.`,
    byIdRule('prog-by-id/gone', { alive: false }, fail('ENOENT'), 'prog-id')`
      A program that no fd, place or link holds is gone, with its id.`,
    byIdRule('prog-by-id/there', { alive: true }, succeed('nothing'), 'prog-id')`
      A program is there while an fd, a place or a link holds it.`,
  ],
});
