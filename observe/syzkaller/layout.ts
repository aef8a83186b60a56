import type { Arg } from './grammar.ts';

/** A field of an attribute of bpf(2): its place and size in bytes. */
interface Field {
  readonly name: string;
  readonly at: number;
  readonly size: 4 | 8;
  /** Whether it is an fd: left out, that is -1 and not 0. */
  readonly fd?: true;
}

const word = (name: string, at: number): Field => ({ name, at, size: 4 });
const long = (name: string, at: number): Field => ({ name, at, size: 8 });
const fd = (name: string, at: number): Field => ({ name, at, size: 4, fd: true });

const ATTACH = [
  fd('target_fd', 0),
  fd('attach_bpf_fd', 4),
  word('attach_type', 8),
  word('attach_flags', 12),
  fd('replace_bpf_fd', 16),
  fd('relative_fd', 20),
  long('expected_revision', 24),
];

/**
 * The fields of each command in their order, under the names that they are read by. A struct of a program is a list of values in
 * this order. Sources: include/uapi/linux/bpf.h, v6.18 (union bpf_attr); sys/linux/bpf.txt and bpf_prog.txt of syzkaller.
 */
const LAYOUTS: Readonly<Record<number, readonly Field[]>> = {
  5: [word('prog_type', 0)],
  6: [long('pathname', 0), fd('bpf_fd', 8)],
  7: [long('pathname', 0)],
  8: ATTACH,
  9: ATTACH,
  13: [word('prog_id', 0)],
  15: [fd('bpf_fd', 0), word('info_len', 4), long('info', 8)],
  16: [
    fd('target_fd', 0),
    word('attach_type', 4),
    word('query_flags', 8),
    word('attach_flags', 12),
    long('prog_ids', 16),
    word('prog_cnt', 24),
    long('prog_attach_flags', 32),
    long('link_ids', 40),
    long('link_attach_flags', 48),
    long('revision', 56),
  ],
  28: [
    fd('prog_fd', 0),
    fd('target_fd', 4),
    word('attach_type', 8),
    word('flags', 12),
    fd('relative_fd', 16),
    long('expected_revision', 24),
  ],
  29: [fd('link_fd', 0), fd('new_prog_fd', 4), word('flags', 8), fd('old_prog_fd', 12)],
  30: [word('link_id', 0)],
  34: [fd('link_fd', 0)],
};

/** The commands that have a layout here. */
export const isLaidOut = (command: number): boolean => command in LAYOUTS;

/** Why an attribute cannot be read. */
export class Unreadable extends Error {}

const ZERO: Arg = { is: 'number', number: 0 };
const NONE: Arg = { is: 'number', number: -1 };

/** What a union has in it; a member that is left out has its default. */
export function bare(arg: Arg, isFd: boolean): Arg {
  if (arg.is !== 'union') return arg;
  return arg.of === undefined ? (isFd ? NONE : ZERO) : bare(arg.of, isFd);
}

const VOID: Arg = { is: 'union', name: 'void', of: undefined };

const isVoid = (arg: Arg): boolean =>
  arg.is === 'union' && (arg.name === 'void' || (arg.of !== undefined && isVoid(arg.of)));

/** The members of the union behind the first four fields of a link that have a relative and a revision. */
const LIST_LINKS: ReadonlySet<string> = new Set(['tcx', 'netkit', 'cgroup']);

/** What a link says of its hook, in the place of one field: its values, one after another. */
function flattened(extra: Arg): readonly Arg[] {
  if (isVoid(extra)) return [VOID];
  if (extra.is === 'list') return extra.of;
  if (extra.is !== 'union') throw new Unreadable('what it says of its hook is no struct');
  if (extra.name === 'val' && extra.of !== undefined) return flattened(extra.of);
  if (!LIST_LINKS.has(extra.name))
    throw new Unreadable(`it says of its hook what a link of another kind has, @${extra.name}`);
  return extra.of === undefined ? [] : flattened(extra.of);
}

/**
 * The last two fields: an fd or id, then a revision. Conditional fields that are not there are `@void`, and take no room; a number
 * behind one is therefore the revision.
 */
function lastTwo(args: readonly Arg[]): readonly [relative: Arg | undefined, revision: Arg] {
  const there = args.filter((arg) => !isVoid(arg));
  const isLeftOut = args.length > there.length && (there[0] === undefined || there[0].is === 'number');
  const [relative, revision = ZERO, ...more] = isLeftOut ? [ZERO, ...there] : there;
  if (more.length > 0) throw new Unreadable('it has more fields than are known');
  // Its default is -1 for an fd and 0 for an id; which of them it is depends on the description that the program was made with.
  if (relative?.is === 'union' && relative.of === undefined)
    throw new Unreadable(`it leaves relative_fd to the default of @${relative.name}`);
  return [relative === undefined ? undefined : bare(relative, false), bare(revision, false)];
}

/** BPF_F_ID: the relative is an id. Source: include/uapi/linux/bpf.h, v6.18. */
const ID = 1 << 5;

/** Whether a request names its relative by id. */
export function byId(named: ReadonlyMap<string, Arg>): boolean {
  const flags = named.get('attach_flags') ?? named.get('flags');
  return flags?.is === 'number' && (flags.number & ID) !== 0;
}

/** Values of a struct by the names of its fields. Syzkaller leaves out values at the end that are the default: -1 for an fd. */
function fromList(command: number, args: readonly Arg[], length: number): ReadonlyMap<string, Arg> {
  const layout = LAYOUTS[command]!;
  const named = new Map<string, Arg>();
  const late = layout.findIndex(({ name }) => name === 'relative_fd');
  const early = late === -1 ? layout : layout.slice(0, late);
  for (const [index, { name, fd: isFd = false }] of early.entries())
    named.set(name, args[index] === undefined ? (isFd ? NONE : ZERO) : bare(args[index], isFd));
  if (late === -1) return named;
  const rest = args.slice(late);
  const isLink = command === 28 && rest.length > 0;
  const [relative, revision] = lastTwo(isLink ? [...flattened(rest[0]!), ...rest.slice(1)] : rest);
  if (relative === undefined && length > layout[late]!.at)
    throw new Unreadable('its size reaches relative_fd, of which it says nothing');
  return named.set('relative_fd', relative ?? ZERO).set('expected_revision', revision);
}

/** How many bytes a piece of an untyped argument takes. */
const SIZES: Readonly<Record<string, number>> = {
  ANYRES8: 1,
  ANYRES16: 2,
  ANYRES32: 4,
  ANYRES64: 8,
  ANYPTR: 4,
  ANYPTR64: 8,
};

/** Values of untyped memory (`ANY`), a list of bytes and variables, by the names of the fields there. */
function fromBytes(command: number, pieces: readonly Arg[]): ReadonlyMap<string, Arg> {
  const values = new Map<number, { readonly arg: Arg; readonly size: number }>();
  const bytes: number[] = [];
  for (const piece of pieces) {
    const { name, of } = piece.is === 'union' ? piece : { name: 'ANYBLOB', of: piece };
    if (of?.is === 'bytes') bytes.push(...[...of.bytes].map((byte) => byte.charCodeAt(0)));
    else {
      const size = SIZES[name];
      if (size === undefined || of === undefined)
        throw new Unreadable(`it has a piece of memory that is not read, @${name}`);
      values.set(bytes.length, { arg: of, size });
      bytes.push(...Array<number>(size).fill(0));
    }
  }
  const view = new DataView(Uint8Array.from([...bytes, ...Array<number>(128).fill(0)]).buffer);
  const named = new Map<string, Arg>();
  for (const { name, at, size } of LAYOUTS[command]!) {
    const value = values.get(at);
    const across = [...values].find(([from, { size: long }]) => from !== at && from < at + size && from + long > at);
    if (across !== undefined || (value !== undefined && value.size > size))
      throw new Unreadable(`a variable lies across the field ${name}`);
    const number = size === 4 ? view.getInt32(at, true) : Number(view.getBigInt64(at, true));
    named.set(name, value?.arg ?? { is: 'number', number });
  }
  return named;
}

/**
 * The fields of the attribute of a command by name, as far as its size reaches; what is not there is 0 for the kernel. Throws an
 * Unreadable with the reason.
 */
export function fieldsOf(command: number, pointer: Arg | undefined, size: Arg | undefined): ReadonlyMap<string, Arg> {
  if (pointer?.is !== 'pointer') throw new Unreadable('its attribute is no pointer to a struct');
  const { to } = pointer;
  const value = to === undefined ? undefined : bare(to, false);
  // AUTO is the size of what is there.
  const length = size?.is === 'number' ? size.number : sizeOf(command, value);
  const named = value === undefined ? new Map<string, Arg>() : structOf(command, value, length);
  const layout = LAYOUTS[command]!;
  return new Map(
    layout.filter(({ at, size: bytes }) => at + bytes <= length).map(({ name }) => [name, named.get(name) ?? ZERO]),
  );
}

/** The size of what a program states of an attribute; of untyped memory, all of it. */
function sizeOf(command: number, value: Arg | undefined): number {
  const layout = LAYOUTS[command]!;
  const stated = value?.is === 'list' ? Math.min(value.of.length, layout.length) : layout.length;
  const last = layout[Math.max(stated, 1) - 1]!;
  return last.at + last.size;
}

function structOf(command: number, value: Arg, length: number): ReadonlyMap<string, Arg> {
  if (value.is === 'bytes') return fromBytes(command, [value]);
  const args = value.is === 'list' ? value.of : [value];
  const isAny = args.some((each) => each.is === 'union' && each.name.startsWith('ANY'));
  return isAny ? fromBytes(command, args) : fromList(command, args, length);
}
