import type { Citation } from '../../citation.ts';

const DEV = 'net/core/dev.c, v6.18';
const RTNETLINK = 'net/core/rtnetlink.c, v6.18';
const SYSCALL = 'kernel/bpf/syscall.c, v6.18';

/** Every source, under the label that rules cite it by. */
export const CITATIONS = {
  rtnetlink: { source: RTNETLINK, where: 'rtnetlink_rcv_msg, rtnl_setlink' },
  setlink: { source: RTNETLINK, where: 'do_setlink (IFLA_XDP)' },
  'change-fd': { source: DEV, where: 'dev_change_xdp_fd' },
  attach: { source: DEV, where: 'dev_xdp_attach' },
  'attach-expected': { source: 'commit 92234c8f15c8 (expected program), v5.7', where: 'dev_change_xdp_fd' },
  'attach-link': { source: 'commit aa8d3a716b59 (XDP links), v5.9', where: 'dev_xdp_attach' },
  'offload-match': { source: 'kernel/bpf/offload.c, v6.18', where: '__bpf_offload_dev_match' },
  install: { source: DEV, where: 'dev_xdp_install' },
  veth: { source: 'drivers/net/veth.c, v6.18', where: 'veth_xdp, veth_xdp_set' },
  'link-attach': { source: DEV, where: 'bpf_xdp_link_attach' },
  'link-update': { source: 'commit 026a4c28e1db (update of XDP links), v5.9', where: 'bpf_xdp_link_update' },
  'link-release': { source: DEV, where: 'bpf_xdp_link_release, bpf_xdp_link_detach' },
  'link-info': { source: DEV, where: 'bpf_xdp_link_fill_link_info' },
  uninstall: { source: DEV, where: 'dev_xdp_uninstall' },
  move: { source: DEV, where: '__dev_change_net_namespace' },
  'syscall-link': { source: SYSCALL, where: 'link_create, link_update, link_detach' },
  'syscall-id': { source: SYSCALL, where: 'bpf_link_get_fd_by_id' },
  'prog-id': { source: SYSCALL, where: 'bpf_prog_get_fd_by_id' },
  'syscall-info': { source: SYSCALL, where: 'bpf_obj_get_info_by_fd' },
  'syscall-release': { source: SYSCALL, where: 'bpf_prog_release, bpf_link_release' },
  getlink: { source: RTNETLINK, where: 'rtnl_getlink, rtnl_xdp_fill' },
  dellink: { source: RTNETLINK, where: 'rtnl_dellink' },
  newlink: { source: RTNETLINK, where: 'rtnl_newlink' },
  master: { source: RTNETLINK, where: 'do_set_master' },
  bridge: { source: 'net/bridge/br_if.c, v6.18', where: 'br_add_if' },
} as const satisfies Record<string, Citation>;

export type CitationLabel = keyof typeof CITATIONS;
