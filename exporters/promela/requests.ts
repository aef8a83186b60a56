import type { Option } from '../../spec/semantics.ts';

/** The numbers that names have in a model. */
export interface Numbers {
  readonly prog: (name: string) => number;
  readonly link: (name: string) => number;
  readonly device: (name: string) => number;
}

/** A value of a field as it is chosen: assignments, and a guard where it is not there in every state. */
export interface Choice {
  readonly guard?: string;
  readonly sets: string;
}

type Ref = { readonly is: string; readonly name?: string; readonly by?: string };

const BITS: Readonly<Record<string, number>> = { REPLACE: 1, BEFORE: 2, AFTER: 4, UNKNOWN: 8 };
const REF: Readonly<Record<string, number>> = { none: -1, 'closed-fd': -2, 'wrong-kind-fd': -3 };
const RELATIVE: Readonly<Record<string, string>> = {
  none: 'R_NONE',
  prog: 'R_PROG',
  link: 'R_LINK',
  zero: 'R_ZERO',
  'closed-fd': 'R_CLOSED_FD',
  'wrong-kind-fd': 'R_WRONG_KIND_FD',
  'unknown-id': 'R_UNKNOWN_ID',
};

function flagBits(flags: readonly string[]): number {
  const strange = flags.find((flag) => BITS[flag] === undefined);
  if (strange !== undefined) throw new RangeError(`the flag ${strange} is not translated to Promela`);
  return flags.reduce((sum, flag) => sum + BITS[flag]!, 0);
}

/** Values that say nothing else than what a scope without privileges, failures or attributes has. */
const ONLY: Readonly<Record<string, unknown>> = { caller: 'privileged', attr: 'fresh', short: false, busy: false };

function progChoice(op: string, field: string, value: Ref | string, { prog }: Numbers): Choice {
  if (typeof value !== 'string') {
    return { sets: `q_${field} = ${value.name === undefined ? REF[value.is]! : prog(value.name)}` };
  }
  const number = prog(value);
  return op === 'prog_close'
    ? { guard: `closed[${number}] || MAY_RETIRE`, sets: `q_${field} = ${number}` }
    : never(field);
}

const never = (field: string): never => {
  throw new RangeError(`the field ${field} is not translated to Promela`);
};

/** When a request of an operation names a link: what is created is absent, and no more are detached than the scope retires. */
function linkGuard(op: string, link: number, absentToo: boolean): string | undefined {
  if (op === 'link_create') return `!EXISTS(${link})`;
  const may =
    op === 'link_detach'
      ? `link_is[${link}] == DEFUNCT || (link_is[${link}] == ATTACHED && MAY_RETIRE)`
      : `EXISTS(${link})`;
  if (!absentToo) return may;
  return op === 'link_detach' ? `link_is[${link}] != ATTACHED || MAY_RETIRE` : undefined;
}

function linkChoice(op: string, value: Ref | string, { link }: Numbers, absentToo: boolean): Choice {
  const name = typeof value === 'string' ? value : value.name;
  if (name === undefined) return { sets: `q_link = ${REF[(value as Ref).is]!}` };
  const guard = linkGuard(op, link(name), absentToo);
  return { ...(guard === undefined ? {} : { guard }), sets: `q_link = ${link(name)}` };
}

function relativeChoice({ is, name, by }: Ref, { prog, link }: Numbers, absentToo: boolean): Choice {
  const sets = [
    `q_relative_is = ${RELATIVE[is]!}`,
    ...(name === undefined ? [] : [`q_relative = ${is === 'link' ? link(name) : prog(name)}`]),
    ...(by === 'id' ? ['q_relative_by = BY_ID'] : []),
  ].join('; ');
  return is === 'link' && !absentToo ? { guard: `EXISTS(${link(name!)})`, sets } : { sets };
}

/** How a value of a field is chosen; `absentToo`: whether requests name links that do not exist. */
export function choiceOf(
  op: string,
  field: string,
  { value }: Option,
  numbers: Numbers,
  absentToo: boolean,
): Choice | undefined {
  switch (field) {
    case 'flags':
      return { sets: `q_flags = ${flagBits(value as readonly string[])}` };
    case 'prog':
    case 'replace':
    case 'old':
      return progChoice(op, field, value as Ref | string, numbers);
    case 'link':
      return linkChoice(op, value as Ref | string, numbers, absentToo);
    case 'relative':
      return relativeChoice(value as Ref, numbers, absentToo);
    case 'revision':
      return { sets: `q_revision = v_${String(value)}` };
    case 'queryFlags':
      return { sets: `q_query_flags = v_${String(value)}` };
    case 'attachFlags':
      return { sets: `q_attach_flags = ${value === true ? 1 : 0}` };
    case 'device':
      return { sets: `q_device = ${numbers.device(value as string)}` };
    default:
      return ONLY[field] === value ? undefined : never(field);
  }
}

/** The sizes of the buffer of a query: up to one more than there are slots, and none. */
export function bufferChoices(most: number): readonly Choice[] {
  const sizes = Array.from({ length: most + 2 }, (_, size) => ({
    guard: `used[q_hook] + 1 >= ${size}`,
    sets: `q_buffer = ${size}`,
  }));
  return [{ sets: 'q_buffer = -1' }, ...sizes];
}
