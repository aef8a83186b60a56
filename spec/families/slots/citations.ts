import type { Citation } from '../../citation.ts';

/** Every source, under the label that rules cite it by. A label that no rule uses, or an unknown one, fails a test. */
export const CITATIONS = {
  'mprog-attach': { source: 'commit 053c8e1f235d (bpf_mprog), v6.6', where: 'bpf_mprog_attach' },
  'mprog-detach': { source: 'commit 053c8e1f235d (bpf_mprog), v6.6', where: 'bpf_mprog_detach' },
  'mprog-relative': { source: 'commit 053c8e1f235d (bpf_mprog), v6.6', where: 'bpf_mprog_tuple_relative' },
  'mprog-query': { source: 'commit 053c8e1f235d (bpf_mprog), v6.6', where: 'bpf_mprog_query' },
  'mprog-max': { source: 'kernel/bpf/mprog.c after its fixes, v6.18', where: 'bpf_mprog_attach, bpf_mprog_detach' },
  tcx: { source: 'commit e420bed02507 (tcx), v6.6', where: 'tcx_prog_attach, tcx_prog_detach, tcx_prog_query' },
  'tcx-link': { source: 'commit e420bed02507 (tcx), v6.6', where: 'tcx_link_attach, tcx_link_update, tcx_link_detach' },
  'tcx-run': {
    source: 'net/core/dev.c and net/sched/cls_bpf.c, v6.18',
    where: 'tcx_run, sch_handle_ingress, sch_handle_egress',
  },
  'netkit-run': { source: 'drivers/net/netkit.c, v6.18', where: 'netkit_xmit, netkit_run' },
  'tcx-uninstall': { source: 'commit e420bed02507 (tcx), v6.6', where: 'tcx_uninstall' },
  netkit: { source: 'drivers/net/netkit.c, v6.18', where: 'netkit_dev_fetch' },
  'netkit-bundle': { source: 'drivers/net/netkit.c, v6.18', where: 'netkit_entry_fetch, netkit_prog_query' },
  'syscall-attach': { source: 'kernel/bpf/syscall.c, v6.18', where: 'bpf_prog_attach, bpf_prog_detach' },
  'detach-capability': { source: 'commit ae23bc81ddf7, v7.0', where: 'bpf_prog_detach' },
  'cgroup-skb-capability': {
    source: 'kernel/bpf/syscall.c, v6.18',
    where: 'bpf_prog_attach_check_attach_type',
  },
  'syscall-link': { source: 'kernel/bpf/syscall.c, v6.18', where: 'link_create, link_update, link_detach' },
  'syscall-query': { source: 'kernel/bpf/syscall.c, v6.18', where: 'bpf_prog_query' },
  'syscall-release': { source: 'kernel/bpf/syscall.c, v6.18', where: 'bpf_prog_release, bpf_link_release' },
  rtnetlink: { source: 'net/core/rtnetlink.c, v6.18', where: 'rtnl_dellink' },
  'cgroup-syscall': { source: 'kernel/bpf/syscall.c, v6.18', where: 'bpf_prog_attach, bpf_prog_detach (cgroup)' },
  'cgroup-prog': { source: 'kernel/bpf/cgroup.c, v6.18', where: 'cgroup_bpf_prog_attach, cgroup_bpf_prog_detach' },
  'cgroup-attach': { source: 'kernel/bpf/cgroup.c, v6.18', where: '__cgroup_bpf_attach' },
  'cgroup-hierarchy': { source: 'kernel/bpf/cgroup.c, v6.18', where: 'hierarchy_allows_attach' },
  'cgroup-entry': { source: 'kernel/bpf/cgroup.c, v6.18', where: 'find_attach_entry' },
  'cgroup-anchor': { source: 'kernel/bpf/cgroup.c, v6.18', where: 'get_prog_list, insert_pl_to_hlist' },
  'cgroup-detach': { source: 'kernel/bpf/cgroup.c, v6.18', where: 'find_detach_entry' },
  'cgroup-link': { source: 'kernel/bpf/cgroup.c, v6.18', where: 'cgroup_bpf_link_attach, cgroup_bpf_replace' },
  'cgroup-query': { source: 'kernel/bpf/cgroup.c, v6.18', where: '__cgroup_bpf_query' },
  'cgroup-5.6': {
    source: 'commit 7dd68b3279f1 (BPF_F_REPLACE for cgroups), v5.6',
    where: 'uapi text and kernel/bpf/cgroup.c',
  },
  'cgroup-6.1': {
    source: 'commit 0e426a3ae030 (no attach flags in an effective query), v6.1',
    where: '__cgroup_bpf_query',
  },
  'cgroup-6.1-link': {
    source: 'commit af6eea57437a (links of cgroups), v6.1',
    where: 'cgroup_bpf_link_attach, __cgroup_bpf_attach',
  },
  'cgroup-preorder': {
    source: 'commit 4b82b181a26c (BPF_F_PREORDER), v6.15',
    where: 'bpf_prog_attach, compute_effective_progs',
  },
  'unknown-fields': { source: 'commit ba62d61128bd, v6.6', where: 'bpf_prog_attach, bpf_prog_detach' },
  'cgroup-replace-fix': { source: 'commit f08aaee3152d, fixed after v6.17', where: 'replace_effective_prog' },
  'cgroup-v3': { source: 'third posting of the cgroup ordering series, May 2025', where: 'get_prog_list' },
  rfc: { source: 'second RFC of the mprog series, June 2023', where: 'bpf_mprog_attach, bpf_mprog_detach' },
  'rfc-replace': { source: 'second RFC of the mprog series, June 2023', where: 'bpf_mprog_replace' },
  'rfc-pin': { source: 'second RFC of the mprog series, June 2023', where: 'bpf_mprog_head_tail' },
  'rfc-add': { source: 'second RFC of the mprog series, June 2023', where: 'bpf_mprog_add' },
  'rfc-del': { source: 'second RFC of the mprog series, June 2023', where: 'bpf_mprog_del' },
  'rfc-relative': { source: 'second RFC of the mprog series, June 2023', where: 'bpf_mprog_tuple_relative' },
  'rfc-query': { source: 'second RFC of the mprog series, June 2023', where: 'bpf_mprog_query' },
  'first-merge': {
    source: 'commit 053c8e1f235d (bpf_mprog) as of v6.6-rc1',
    where: 'bpf_mprog_attach, bpf_mprog_detach',
  },
  'first-merge-query': { source: 'commit e420bed02507 (tcx) as of v6.6-rc1', where: 'tcx_prog_query' },
} as const satisfies Record<string, Citation>;

export type CitationLabel = keyof typeof CITATIONS;
