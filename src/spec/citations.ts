/** A source that rules are quoted from. */
export interface Citation {
  /** Commit, header or page. */
  readonly source: string;
  /** Function or section. */
  readonly where: string;
}

/** Every source, under the label that rules cite it by. A label that no rule uses, or an unknown one, fails a test. */
export const CITATIONS = {
  'mprog-attach': { source: 'commit 053c8e1f235d (bpf_mprog), v6.6', where: 'bpf_mprog_attach' },
  'mprog-detach': { source: 'commit 053c8e1f235d (bpf_mprog), v6.6', where: 'bpf_mprog_detach' },
  'mprog-relative': { source: 'commit 053c8e1f235d (bpf_mprog), v6.6', where: 'bpf_mprog_tuple_relative' },
  'mprog-query': { source: 'commit 053c8e1f235d (bpf_mprog), v6.6', where: 'bpf_mprog_query' },
  'mprog-max': { source: 'kernel/bpf/mprog.c after its fixes, v6.18', where: 'bpf_mprog_attach, bpf_mprog_detach' },
  tcx: { source: 'commit e420bed02507 (tcx), v6.6', where: 'tcx_prog_attach, tcx_prog_detach, tcx_prog_query' },
  'tcx-link': { source: 'commit e420bed02507 (tcx), v6.6', where: 'tcx_link_attach, tcx_link_update, tcx_link_detach' },
  'tcx-uninstall': { source: 'commit e420bed02507 (tcx), v6.6', where: 'tcx_uninstall' },
  'syscall-attach': { source: 'kernel/bpf/syscall.c, v6.18', where: 'bpf_prog_attach, bpf_prog_detach' },
  'syscall-link': { source: 'kernel/bpf/syscall.c, v6.18', where: 'link_create, link_update, link_detach' },
  'syscall-query': { source: 'kernel/bpf/syscall.c, v6.18', where: 'bpf_prog_query' },
  'syscall-release': { source: 'kernel/bpf/syscall.c, v6.18', where: 'bpf_prog_release, bpf_link_release' },
  rtnetlink: { source: 'net/core/rtnetlink.c, v6.18', where: 'rtnl_dellink' },
} as const satisfies Record<string, Citation>;

export type CitationLabel = keyof typeof CITATIONS;
