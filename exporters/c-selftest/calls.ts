import { callText } from '../c/program.ts';
import type { Said } from '../exporter.ts';
import { callerOf, objectOf, printed, quoted } from '../printing.ts';
import type { Bit, Call, HookToMake, Script, Value } from '../script.ts';

type Placed = Extract<Call, { readonly call: 'prog_attach' | 'prog_detach' | 'link_create' }>;

/** A field of the options of a call, and its value; none of those that are 0. */
type Fields = Readonly<Record<string, string>>;

/** The version of libbpf that the calls of a trace need, where it is more than what every trace needs. */
export const LATER = 'libbpf 1.6 or later: bpf_link_create_opts has no relative and no expected revision for a cgroup';

/** The calls of a trace as calls of libbpf, in order. */
export const libbpfCalls = ({ steps, hooks }: Script): readonly Said[] =>
  steps.map(({ call }, index) => {
    const why = whyNotCall(call);
    return why === undefined ? { call: callLines(call, index + 1, hooks).join('\n') } : { why };
  });

function whyNotCall(call: Call): string | undefined {
  if (call.call === 'prog_detach' && call.replace.is !== 'zero')
    return 'bpf_prog_detach_opts has no field for a program to replace';
  if (call.call !== 'prog_query') return undefined;
  if (call.attr !== 'fresh') return 'bpf_prog_query_opts makes its attribute anew, and of full size';
  return call.attachFlags ? 'bpf_prog_query_opts passes no attach_flags' : undefined;
}

/** Whether a trace has a link at a cgroup with a relative or an expected revision. */
export const needsLater = ({ steps, hooks }: Script): boolean =>
  hooks[0]!.at === 'cgroup' &&
  steps.some(({ call }) => call.call === 'link_create' && (call.relative.is !== 'zero' || call.revision !== 'none'));

/** A call as lines of C: options that are not 0, then the call, whose result is in err. */
export function callLines(call: Call, number: number, hooks: readonly HookToMake[]): readonly string[] {
  const by = (text: string) => byCaller(call, text);
  const opts = `opts_${number}`;
  const made = (struct: string, fields: Fields, then: (options: string) => string): readonly string[] => {
    const list = Object.entries(fields).map(([field, value]) => `.${field} = ${value}`);
    return list.length === 0
      ? [`err = ${then('NULL')};`]
      : [`LIBBPF_OPTS(${struct}, ${opts}, ${list.join(', ')});`, `err = ${then(`&${opts}`)};`];
  };
  switch (call.call) {
    case 'prog_attach':
    case 'prog_detach': {
      const fields = { ...placing(call, ''), ...field('replace_fd', call.replace) };
      const where = targetOf(call.hook, hooks);
      return made(`bpf_${call.call}_opts`, fields, (options) => {
        return by(`bpf_${call.call}_opts(${objectOf(call.prog)}, ${where}, ${options})`);
      });
    }
    case 'link_create': {
      const hook = hooks.find(({ name }) => name === call.hook)!;
      const fields = placing(call, hook.at === 'cgroup' ? 'cgroup.' : hook.type === undefined ? 'tcx.' : 'netkit.');
      const where = targetOf(call.hook, hooks);
      return made('bpf_link_create_opts', fields, (options) => {
        const made = by(`bpf_link_create(${objectOf(call.prog)}, ${where}, ${options})`);
        return `link_made(${quoted(call.link)}, ${made})`;
      });
    }
    case 'link_update': {
      const fields = { ...flagsField(call.flags), ...field('old_prog_fd', call.old) };
      return made('bpf_link_update_opts', fields, (options) => {
        return by(`bpf_link_update(${objectOf(call.link)}, ${objectOf(call.prog)}, ${options})`);
      });
    }
    case 'link_detach':
      return [`err = ${by(`bpf_link_detach(${objectOf(call.link)})`)};`];
    case 'link_open':
    case 'prog_open': {
      const name = quoted(call.name);
      return [`err = reopened(${name}, ${by(`bpf_${kindOf(call.call)}_get_fd_by_id(id_of(${name}))`)});`];
    }
    default:
      return [`err = ${by(callText(printed(call)))};`];
  }
}

/** A call by whoever makes it. */
function byCaller(call: Call, text: string): string {
  const caller = callerOf(call);
  return caller === undefined ? text : `BY(${caller}, ${text})`;
}

const kindOf = (call: 'link_open' | 'prog_open') => (call === 'link_open' ? 'link' : 'prog');

/** The fields that place: libbpf sets the ID bit itself where relative_id is not 0. */
function placing({ relative, flags, revision, hook }: Placed, prefix: '' | 'tcx.' | 'netkit.' | 'cgroup.'): Fields {
  const isId = relative.is === 'id' || relative.is === 'unknown-id';
  return {
    ...flagsField(isId ? flags.filter((bit) => bit !== 'ID') : flags),
    ...field(`${prefix}relative_${isId ? 'id' : 'fd'}`, relative),
    ...(revision === 'none' ? {} : { [`${prefix}expected_revision`]: `${revision}(${quoted(hook)})` }),
  };
}

const field = (name: string, value: Value): Fields => (value.is === 'zero' ? {} : { [name]: objectOf(value) });

const flagsField = (bits: readonly Bit[]): Fields => (bits.length === 0 ? {} : { flags: bitsOf(bits) });

/** Flags by their names in linux/bpf.h; there is none for a bit that no kernel knows. */
export const bitsOf = (bits: readonly Bit[]): string =>
  bits.length === 0
    ? '0'
    : [...new Set(bits)].map((bit) => (bit === 'UNKNOWN' ? 'UNKNOWN_FLAG' : `BPF_F_${bit}`)).join(' | ');

/** Where a call is made: an ifindex or fd, and the attach type. */
function targetOf(hook: string, hooks: readonly HookToMake[]): string {
  const { attachType } = hooks.find(({ name }) => name === hook)!;
  return `target_of(${quoted(hook)}), BPF_${attachType}`;
}
