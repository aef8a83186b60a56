import { match } from 'ts-pattern';
import type { Scope } from './scopes/scope.ts';
import type { Flags, LinkRef, NetlinkFd, Observation, OldProg, ProgRef, Request } from './vocabulary/index.ts';

const prog = (ref: NetlinkFd | OldProg | ProgRef): string =>
  match(ref)
    .with({ is: 'absent' }, () => 'no fd')
    .with({ is: 'none' }, () => 'nothing')
    .with({ is: 'prog' }, ({ name }) => name)
    .with({ is: 'closed-fd' }, () => '<closed fd>')
    .with({ is: 'wrong-kind-fd' }, () => '<fd of no program>')
    .exhaustive();

const link = (ref: LinkRef): string =>
  match(ref)
    .with({ is: 'link' }, ({ name }) => name)
    .with({ is: 'closed-fd' }, () => '<closed fd>')
    .with({ is: 'wrong-kind-fd' }, () => '<fd of no link>')
    .exhaustive();

const WORDS: Readonly<Record<Flags[number], string>> = {
  UPDATE_IF_NOEXIST: 'if empty',
  SKB: 'in SKB mode',
  DRV: 'in DRV mode',
  HW: 'in HW mode',
  REPLACE: 'REPLACE',
  UNKNOWN: 'with an unknown flag',
};

/** Flags in words; REPLACE goes with what is expected. */
const flagged = (flags: Flags, replaced: string | undefined) =>
  flags.map((flag) => (flag === 'REPLACE' && replaced !== undefined ? `expecting ${replaced}` : WORDS[flag]));

const unused = (flags: Flags, field: string, ref: NetlinkFd | OldProg, unset: string) =>
  flags.includes('REPLACE') || ref.is === unset ? [] : [`(${field} ${prog(ref)} without REPLACE)`];

const parts = (request: Request): readonly string[] =>
  match(request)
    .with({ op: 'xdp_set' }, ({ prog: ref, flags, expected, extra }) => [
      ref.is === 'none' ? 'clear' : `set ${prog(ref)}`,
      ...flagged(flags, prog(expected)),
      ...unused(flags, 'expected', expected, 'absent'),
      ...(extra === 'none' ? [] : [`with IFLA_XDP_${extra.toUpperCase().replace('-', '_')}`]),
    ])
    .with({ op: 'link_create' }, (r) => [
      `create link ${r.link} of ${prog(r.prog)}`,
      ...flagged(r.flags, undefined),
      ...(r.attachType === 'xdp' ? [] : ['with another attach type']),
    ])
    .with({ op: 'link_update' }, (r) => [
      `update link ${link(r.link)} to ${prog(r.prog)}`,
      ...flagged(r.flags, prog(r.old)),
      ...unused(r.flags, 'old program', r.old, 'none'),
    ])
    .with({ op: 'link_detach' }, (r) => [`detach link ${link(r.link)}`, ...(r.by === 'id' ? ['by its id'] : [])])
    .with({ op: 'link_close' }, (r) => [`close link ${r.link}`])
    .with({ op: 'prog_close' }, (r) => [`close program ${r.prog}`])
    .with({ op: 'device_remove' }, ({ device }) => [`remove device ${device}`])
    .with({ op: 'device_create' }, ({ device }) => [`make device ${device} again`])
    .with({ op: 'device_move' }, ({ device }) => [`move device ${device} to another namespace`])
    .with({ op: 'upper_add' }, ({ device, upper }) => [`make ${device} a port of ${upper}`])
    .with({ op: 'upper_remove' }, ({ device }) => [`take ${device} out of its bridge`])
    .with({ op: 'look' }, () => ['look'])
    .with({ op: 'link_info' }, (r) => [`info of link ${r.link}`])
    .with({ op: 'prog_by_id' }, (r) => [`get program ${r.prog} by its id`])
    .exhaustive();

/** A request as a person would say it; `hooks` says whether there are several devices. */
export function describeRequest(request: Request, hooks: 'one' | 'several'): string {
  const at = hooks === 'several' && 'hook' in request ? [`at ${request.hook}`] : [];
  const by = 'caller' in request && request.caller === 'unprivileged' ? ['by an unprivileged caller'] : [];
  return [...parts(request), ...by, ...at].join('  ');
}

/** What is there to see. */
export function describeObservation(seen: Observation): string {
  if (seen.is === 'nothing') return '(nothing)';
  if (seen.is === 'link') return `${seen.prog} ${seen.device === 'none' ? '(defunct)' : `at ${seen.device}`}`;
  const places = [seen.skb === 'none' ? '' : `skb ${seen.skb}`, seen.drv === 'none' ? '' : `drv ${seen.drv}`];
  const upper = seen.upper === 'none' ? '' : `below ${seen.upper}`;
  return [places.filter(Boolean).join(' ') || '(empty)', upper].filter(Boolean).join(' ');
}

/** What a device looks like, for a table. */
export const row = (seen: Observation): string => (seen.is === 'nothing' ? '(no device)' : describeObservation(seen));

const plural = (count: number, what: string) => `${count} ${what}${count === 1 ? '' : 's'}`;

/** What bounds a scope, in a few words each. */
export function describeScope(scope: Scope): readonly string[] {
  const { programs, special, links, veths, plains, bridges, mtu, callers } = scope;
  return [
    plural(programs, 'program'),
    ...(special.length > 0 ? [`special ones: ${special.join(', ')}`] : []),
    plural(links, 'link'),
    ...(veths > 0 ? [plural(veths, 'veth')] : []),
    ...(plains > 0 ? [plural(plains, 'plain device')] : []),
    ...(bridges > 0 ? [plural(bridges, 'bridge')] : []),
    ...(mtu === 'large' ? ['a large MTU'] : []),
    ...(callers.length > 1 ? ['callers without capabilities'] : []),
  ];
}

/** The same in a few characters. */
export function shortScope({ programs, special, links, veths, plains, bridges }: Scope): string {
  const objects = `${programs}+${special.length} programs, ${plural(links, 'link')}`;
  return `${objects}, ${plural(veths + plains + bridges, 'device')}`;
}

/** How many kinds of bad input its requests make. */
export function badInput({ badInput: kinds }: Scope): string {
  if (kinds.length === 0) return 'no bad input';
  return kinds.length === 1 ? '1 kind of bad input' : `${kinds.length} kinds of bad input`;
}
