/**
 * BPF_PROG_LOAD of a program that is about a function of another one. In the kernel: bpf_prog_load (kernel/bpf/syscall.c), then
 * check_attach_btf_id and bpf_check_attach_target (kernel/bpf/verifier.c).
 */
import { fact, fail, rulesOver, ruleTable, succeed } from '../rules.ts';
import type { RequestOf } from '../vocabulary/index.ts';
import { capable, fit, loadedKind, named } from './facts.ts';

const expected = fact({
  field: 'expected',
  values: ['none', 'other'],
  reads: ['expected'],
  stateless: true,
  tell: (_, request: RequestOf<'prog_load'>) => request.expected,
});

const sleepable = fact({
  field: 'sleepable',
  values: [false, true],
  reads: ['sleepable'],
  stateless: true,
  tell: (_, request: RequestOf<'prog_load'>) => request.sleepable,
});

const FACTS = [capable, expected, named, sleepable, loadedKind, fit] as const;

const rule = rulesOver<typeof FACTS>();

const RULES = [
  rule('load/no-capability', { capable: false }, fail('EPERM'), 'load-capability')`
    Loading a program takes CAP_BPF and CAP_PERFMON.`,
  rule('load/expected', { expected: 'other' }, fail('EINVAL'), 'load-fd')`
    An EXT program has no expected_attach_type.`,
  rule('load/fd-not-open', { function: 'closed' }, fail('EINVAL'), 'load-fd')`
    The fd must be open; what is no program is tried as a BTF object, hence EINVAL and not EBADF.`,
  rule('load/fd-not-a-program', { function: 'wrong-kind' }, fail('EINVAL'), 'load-fd')`
    The fd must be that of a program or of a BTF object.`,
  rule('load/sleepable', { sleepable: true }, fail('EINVAL'), 'load')`
    An EXT program does not sleep.`,
  rule('load/no-id', { function: 'fd-only' }, fail('EINVAL'), 'load')`
    A function must be named: attach_btf_id is not 0.`,
  rule('load/no-function', { function: 'none' }, fail('EINVAL'), 'load')`
    A function must be named: attach_prog_fd and attach_btf_id are not 0.`,
  rule('load/no-target', { function: 'id-only' }, fail('EINVAL'), 'load')`
    A function of the kernel cannot be replaced: a program must be named.`,
  rule('load/no-btf', { function: 'no-btf' }, fail('EINVAL'), 'load')`
    The target must have BTF.`,
  rule('load/no-such-id', { function: 'no-such-id' }, fail('EINVAL'), 'load')`
    The BTF of the target must have the id.`,
  rule('load/not-a-function', { function: 'not-a-function' }, fail('EINVAL'), 'load')`
    The id must be that of a function of the program.`,
  rule('load/static', { function: 'static', kind: 'ext' }, fail('EINVAL'), 'load')`
    A static function cannot be replaced: the verifier did not check it on its own.`,
  rule('load/packet-data', { fit: 'packet' }, fail('EINVAL'), 'load')`
    What changes packet data cannot take the place of what does not.`,
  rule('load/target-is-ext', { function: 'prog' }, fail('EINVAL'), 'load')`
    An EXT program is no target, whether attached or not.`,
  rule('load/signature', { fit: 'signature' }, fail('EINVAL'), 'load')`
    Both functions take the same kinds of arguments and give the same kind of result.`,
  rule('load/loaded', {}, succeed('load'), 'attach-once')`
    The program is verified like one of its target's type, and holds the target as its saved target.`,
];

export const progLoad = ruleTable<RequestOf<'prog_load'>>({
  op: 'prog_load',
  title: 'BPF_PROG_LOAD (EXT, fentry)',
  facts: FACTS,
  rules: RULES,
});

const NONE = [] as const;
const always = rulesOver<typeof NONE>();

export const targetLoad = ruleTable<RequestOf<'target_load'>>({
  op: 'target_load',
  title: 'BPF_PROG_LOAD (target)',
  facts: NONE,
  rules: [
    always('target-load/loaded', {}, succeed('load-target'), 'load-fd')`
      A target that is gone can be loaded again; to the programs that extended it, it is another one.`,
  ],
});
