import type { Became, Bit, Call, Caller, Revision, Shown, Step, Value } from './script.ts';

/*
 * How steps are printed where C and Python agree: a call of a function with words, numbers and named values. Functions have the same
 * names and arguments in both.
 */

/** A named value of a call, such as `prog = fd("A")`. */
export interface Named {
  readonly name: string;
  readonly value: string;
}

/** A text as C and Python have it, without what has a meaning of its own in KTAP. */
export function quoted(text: string): string {
  return JSON.stringify(text.replaceAll('#', '_'));
}

/** A title as C and Python have it, without what TAP gives a meaning to either. */
export const titleOf = (title: string): string => quoted(title.replaceAll('\\', '/'));

const SPECIAL = {
  zero: '0',
  'closed-fd': 'CLOSED_FD',
  'map-fd': 'map_fd',
  'other-prog-fd': 'other_prog_fd',
  'unknown-id': 'UNKNOWN_ID',
} as const;

/** An object of a call. */
export function objectOf(value: Value): string {
  return 'name' in value ? `${value.is}_of(${quoted(value.name)})` : SPECIAL[value.is];
}

/** The bits of a call, or 0. */
export const bitsOf = (bits: readonly Bit[]): string =>
  bits.length === 0 ? '0' : bits.map((bit) => `F_${bit}`).join(' | ');

const revisionOf = (revision: Revision, hook: string): string =>
  revision === 'none' ? '0' : `${revision}(${quoted(hook)})`;

/** A call of a function: its words, and the named values that are not 0. */
export interface Printed {
  readonly name: string;
  readonly words: readonly string[];
  readonly named?: { readonly of: 'values' | 'asking'; readonly list: readonly Named[] };
}

const QUERY_FLAGS = { none: 0, EFFECTIVE: 1, UNKNOWN: 2 } as const;

/** What a call is printed of. */
export function printed(call: Call): Printed {
  switch (call.call) {
    case 'prog_attach':
    case 'prog_detach':
      return values(call.call, [call.hook], {
        prog: objectOf(call.prog),
        flags: bitsOf(call.flags),
        replace: objectOf(call.replace),
        relative: objectOf(call.relative),
        revision: revisionOf(call.revision, call.hook),
      });
    case 'link_create':
      return values(call.call, [call.hook, call.link], {
        prog: objectOf(call.prog),
        flags: bitsOf(call.flags),
        relative: objectOf(call.relative),
        revision: revisionOf(call.revision, call.hook),
      });
    case 'link_update':
      return values(call.call, [], {
        link: objectOf(call.link),
        prog: objectOf(call.prog),
        flags: bitsOf(call.flags),
        old: objectOf(call.old),
      });
    case 'link_detach':
      return values(call.call, [], { link: objectOf(call.link) });
    case 'prog_query':
      return {
        name: call.call,
        words: [quoted(call.hook)],
        named: {
          of: 'asking',
          list: [
            { name: 'room', value: call.room === 'none' ? '-1' : String(call.room) },
            ...set('query_flags', String(QUERY_FLAGS[call.queryFlags])),
            ...set('sets_attach_flags', call.attachFlags ? '1' : '0'),
            ...set('wants_prog_flags', call.progAttachFlags ? '1' : '0'),
            ...set('is_reused', call.attr === 'reused' ? '1' : '0'),
            ...set('is_short', call.attr === 'short' ? '1' : '0'),
          ],
        },
      };
    case 'close_fd':
    case 'link_open':
    case 'link_get':
    case 'link_pin':
    case 'link_unpin':
    case 'prog_open':
      return { name: call.call, words: [quoted(call.name)] };
    case 'device_remove':
    case 'device_create':
    case 'qdisc_remove':
      return { name: call.call, words: [quoted(call.device)] };
    case 'qdisc_add':
    case 'qdisc_replace':
      return { name: call.call, words: [quoted(call.device), quoted(call.qdisc)] };
    case 'cgroup_remove':
    case 'cgroup_remove_in_use':
    case 'cgroup_create':
      return { name: call.call, words: [quoted(call.hook)] };
    case 'socket_create':
      return { name: call.call, words: [quoted(call.hook), quoted(call.socket), `OF_${call.domain.toUpperCase()}`] };
    case 'socket_close':
      return { name: call.call, words: [quoted(call.socket)] };
    case 'run': {
      const known = call.isKnown ? '1' : '0';
      return call.socket === undefined
        ? { name: 'run', words: [quoted(call.hook), known] }
        : { name: 'run_by', words: [quoted(call.socket), quoted(call.hook), known] };
    }
  }
}

const set = (name: string, value: string): readonly Named[] => (value === '0' ? [] : [{ name, value }]);

function values(name: string, words: readonly string[], all: Readonly<Record<string, string>>): Printed {
  const list = Object.entries(all).flatMap(([field, value]) => set(field, value));
  return { name, words: words.map(quoted), named: { of: 'values', list } };
}

/** The checks of a step after its outcome, each a function and its words. */
export function checksOf({ view, became, hooks }: Step): readonly Printed[] {
  const written = view === undefined ? [] : listed(['wrote'], [], view);
  return [
    ...written,
    ...(became === undefined ? [] : [ended(became)]),
    ...hooks.flatMap(({ hook, shows }) => listed(['shows'], [quoted(hook)], shows)),
  ];
}

function ended(became: Became): Printed {
  switch (became.is) {
    case 'packet': {
      const { ran, isDelivered, sender } = became;
      return { name: 'was_packet', words: [quoted(ran), isDelivered ? '1' : '0', quoted(sender)] };
    }
    case 'call': {
      const { ran, result, isDone } = became;
      return { name: 'was_call', words: [quoted(ran), quoted(result), isDone ? '1' : '0'] };
    }
    case 'nothing':
      return { name: 'was_nothing', words: [] };
  }
}

function listed([name]: readonly [string], where: readonly string[], shown: Shown | 'nothing'): readonly Printed[] {
  if (shown === 'nothing') return [{ name: `${name}_nothing`, words: where }];
  const { revision, count, slots, mode, effective } = shown;
  return [
    { name, words: [...where, String(revision), String(count), quoted(slots)] },
    ...(mode === undefined ? [] : [{ name: `${name}_mode`, words: [...where, quoted(mode)] }]),
    ...(effective === undefined ? [] : [{ name: `${name}_effective`, words: [...where, quoted(effective)] }]),
  ];
}

const CALLERS: Readonly<Record<Caller, string | undefined>> = {
  privileged: undefined,
  'bpf-only': 'BPF_ONLY',
  'no-capability': 'NO_CAPABILITY',
};

/** The name of who makes a call, where that is somebody without privileges. */
export const callerOf = (call: Call): string | undefined => ('caller' in call ? CALLERS[call.caller] : undefined);
