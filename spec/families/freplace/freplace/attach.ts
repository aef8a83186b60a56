/**
 * Attach of an EXT or fentry program to a function. In the kernel: link_create and bpf_raw_tp_link_attach (kernel/bpf/syscall.c), both
 * of which end in bpf_tracing_prog_attach, then __bpf_trampoline_link_prog (kernel/bpf/trampoline.c).
 */
import { P } from 'ts-pattern';
import { fact, fail, rulesOver, ruleTable, succeed } from '../rules.ts';
import type { RequestOf } from '../vocabulary/index.ts';
import { callee, fit, named, place, progKind, saved, savedCallee, savedPlace, verifiedFor } from './facts.ts';

const LINK_CREATE = [progKind, named, saved, fit, verifiedFor, place, callee] as const;

const create = rulesOver<typeof LINK_CREATE>();

/** In the order of bpf_tracing_prog_attach; the type of a program is looked at before what it names. */
const LINK_CREATE_RULES = [
  create('attach/prog-not-open', { prog: 'closed' }, fail('EBADF'), 'attach')`
    The fd of the program must be open.`,
  create('attach/not-a-program', { prog: 'wrong-kind' }, fail('EINVAL'), 'attach')`
    The fd of the program must be that of a program.`,
  create('attach/half-named', { function: 'fd-only' }, fail('EINVAL'), 'attach-named')`
    A target is named by an fd and a BTF id, or not at all.`,
  create('attach/id-without-fd', { function: 'id-only' }, fail('EINVAL'), 'attach-named')`
    A target is named by an fd and a BTF id, or not at all.`,
  create('attach/fentry-names', { prog: 'fentry', function: P.not('none') }, fail('EINVAL'), 'attach-named')`
    Only an EXT program may name a target.`,
  create('attach/target-not-open', { function: 'closed' }, fail('EBADF'), 'attach-named')`
    The fd of a target must be open.`,
  create('attach/target-not-a-program', { function: 'wrong-kind' }, fail('EINVAL'), 'attach-named')`
    The fd of a target must be that of a program.`,
  create('attach/spent', { function: 'none', saved: 'spent' }, fail('EINVAL'), 'attach-errno')`
    A program without a saved target must name one.`,
  create('attach/no-btf', { function: 'no-btf' }, fail('EINVAL'), 'load')`
    The target must have BTF.`,
  create('attach/no-such-id', { function: 'no-such-id' }, fail('EINVAL'), 'load')`
    The BTF of the target must have the id.`,
  create('attach/not-a-function', { function: 'not-a-function' }, fail('EINVAL'), 'load')`
    The id must be that of a function of the program.`,
  create('attach/static', { function: 'static' }, fail('EINVAL'), 'load')`
    A static function cannot be replaced: the verifier did not check it on its own.`,
  create('attach/packet-data', { fit: 'packet' }, fail('EINVAL'), 'load')`
    What changes packet data cannot take the place of what does not.`,
  create('attach/target-is-ext', { function: 'prog' }, fail('EINVAL'), 'load')`
    An EXT program is no target, whether attached or not.`,
  create('attach/signature', { fit: 'signature' }, fail('EINVAL'), 'load')`
    Both functions take the same kinds of arguments and give the same kind of result.`,
  create('attach/verified-for-another', { verified: 'other' }, fail('EINVAL'), 'attach-named')`
    Type and expected_attach_type of the target are those that the program was verified for.`,
  create('attach/extended', { place: 'extended' }, fail('EBUSY'), 'trampoline')`
    A function has at most one extension.`,
  create('attach/traced', { place: 'traced', prog: 'ext' }, fail('EBUSY'), 'trampoline')`
    A function that is traced is not replaced.`,
  create('attach/tail-callee', { callee: true, prog: 'ext' }, fail('EBUSY'), 'tail-callee')`
    A program that is in a prog_array is not extended.`,
  create('attach/attached', {}, succeed('attach'), 'attach-once')`
    The link holds the program and its target; the saved target is spent, whichever target was named.`,
];

export const linkCreate = ruleTable<RequestOf<'link_create'>>({
  op: 'link_create',
  title: 'BPF_LINK_CREATE (tracing)',
  facts: LINK_CREATE,
  rules: LINK_CREATE_RULES,
});

const tracepoint = fact({
  field: 'name',
  values: [false, true],
  reads: ['name'],
  stateless: true,
  tell: (_, request: RequestOf<'raw_open'>) => request.name,
});

const RAW_OPEN = [progKind, tracepoint, saved, savedPlace, savedCallee] as const;

const open = rulesOver<typeof RAW_OPEN>();

const RAW_OPEN_RULES = [
  open('raw-open/prog-not-open', { prog: 'closed' }, fail('EBADF'), 'raw-open')`
    The fd of the program must be open.`,
  open('raw-open/name', { name: true }, fail('EINVAL'), 'raw-open')`
    A program that is about a function names no tracepoint.`,
  open('raw-open/spent', { saved: 'spent' }, fail('EINVAL'), 'attach-errno')`
    A program without a saved target cannot be attached this way, nor what is no program.`,
  open('raw-open/extended', { place: 'extended' }, fail('EBUSY'), 'trampoline')`
    A function has at most one extension.`,
  open('raw-open/traced', { place: 'traced', prog: 'ext' }, fail('EBUSY'), 'trampoline')`
    A function that is traced is not replaced.`,
  open('raw-open/tail-callee', { callee: true, prog: 'ext' }, fail('EBUSY'), 'tail-callee')`
    A program that is in a prog_array is not extended.`,
  open('raw-open/attached', {}, succeed('attach-saved'), 'attach-once')`
    The link holds the program and its target; the saved target is spent.`,
];

export const rawOpen = ruleTable<RequestOf<'raw_open'>>({
  op: 'raw_open',
  title: 'BPF_RAW_TRACEPOINT_OPEN',
  facts: RAW_OPEN,
  rules: RAW_OPEN_RULES,
});
