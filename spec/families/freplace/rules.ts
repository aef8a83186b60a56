import type { Citations } from '../../citation.ts';
import * as engine from '../../rule.ts';
import type { Told } from '../../situation.ts';
import type { EFFECTS } from './effects.ts';
import type { State } from './state.ts';
import type { Request } from './vocabulary/index.ts';

export { fail } from '../../rule.ts';

/** Every source, under the label that rules cite it by. */
export const CITATIONS = {
  load: { source: 'kernel/bpf/verifier.c, v6.12', where: 'check_attach_btf_id, bpf_check_attach_target' },
  'load-fd': { source: 'kernel/bpf/syscall.c, v6.12', where: 'bpf_prog_load' },
  'load-capability': { source: 'kernel/bpf/syscall.c, v6.12', where: 'bpf_prog_load, bpf_token_capable' },
  attach: { source: 'kernel/bpf/syscall.c, v6.12', where: 'bpf_tracing_prog_attach' },
  'attach-once': { source: 'commit 3aac1ead5eb6, v5.10', where: 'bpf_tracing_prog_attach' },
  'attach-named': { source: 'commit 4a1e7c0c63e0, v5.10', where: 'bpf_tracing_prog_attach' },
  'attach-errno': { source: 'commit f3a95075549e, v5.13', where: 'bpf_tracing_prog_attach' },
  'raw-open': { source: 'kernel/bpf/syscall.c, v6.12', where: 'bpf_raw_tp_link_attach' },
  trampoline: {
    source: 'kernel/bpf/trampoline.c, v6.12',
    where: '__bpf_trampoline_link_prog, __bpf_trampoline_unlink_prog',
  },
  'tail-callee': { source: 'commit d6083f040d5d, v6.13', where: 'bpf_trampoline_link_prog, prog_fd_array_get_ptr' },
  'array-ext': { source: 'kernel/bpf/arraymap.c, v6.12', where: 'prog_fd_array_get_ptr' },
  'array-type': { source: 'kernel/bpf/core.c, v6.12', where: 'bpf_prog_map_compatible' },
  'array-delete': { source: 'kernel/bpf/arraymap.c, v6.12', where: '__fd_array_map_delete_elem' },
  link: { source: 'kernel/bpf/syscall.c, v6.12', where: 'link_update, link_detach' },
  release: {
    source: 'kernel/bpf/syscall.c, v6.12',
    where: 'bpf_link_free, bpf_tracing_link_release, __bpf_prog_put_noref',
  },
  object: { source: 'kernel/bpf/syscall.c, v6.12', where: 'bpf_obj_pin, bpf_prog_get_fd_by_id' },
  device: { source: 'net/core/dev.c, v6.12', where: 'dev_xdp_install' },
  'posted-2020': {
    source: 'bpf: support attaching freplace programs to multiple attach points, 15 July 2020',
    where: 'bpf_tracing_prog_attach',
  },
  'list-2020': { source: 'mail of A. Starovoitov, 16 July 2020', where: 'a list of tracing links on the program' },
  'id-2020': { source: 'mail of A. Nakryiko, 19 July 2020', where: "the target's id is recorded, and nothing is held" },
  'update-hook': { source: 'mail of A. Starovoitov, 20 July 2020', where: 'bpf_link_update_hook' },
} as const satisfies Citations;
export type CitationLabel = keyof typeof CITATIONS;

/** A fact about a request and the programs, functions and links that there are. */
export const fact = engine.factsOver<State>();

/** A maker of rules over some facts, which cite sources by their labels. */
export function rulesOver<T extends readonly Told[]>(): engine.RuleMaker<T, CitationLabel> {
  return engine.rulesOver<T, CitationLabel>();
}

/** The request succeeds with an effect. */
export const succeed: (effect: keyof typeof EFFECTS) => engine.Decision = (effect) => engine.succeed(effect);

/** A rule table about requests of this family. */
export function ruleTable<R extends Request>(
  parts: engine.TableParts<R> & { readonly op: R['op'] },
): engine.RuleTable<R> {
  return engine.ruleTable<R>(parts);
}
