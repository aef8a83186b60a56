import { match } from 'ts-pattern';
import { isDeepEqual } from '../../same.ts';
import {
  blank,
  type Caller,
  type Flags,
  type LinkRef,
  type Observation,
  type OptionalProgRef,
  type ProgRef,
  type Relative,
  type Request,
  type Revision,
  type Slot,
  type View,
} from './vocabulary/index.ts';

const prog = (ref: OptionalProgRef | ProgRef): string =>
  match(ref)
    .with({ is: 'none' }, () => 'none')
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

/** A relative as a person would say it. */
export function describeRelative(relative: Relative): string {
  return match(relative)
    .with({ is: 'none' }, () => 'none')
    .with({ is: 'prog' }, ({ name, by }) => (by === 'id' ? `${name} (by id)` : name))
    .with({ is: 'link' }, ({ name, by }) => `link ${name}${by === 'id' ? ' (by id)' : ''}`)
    .with({ is: 'closed-fd' }, ({ as }) => (as === 'link' ? '<closed fd, as a link>' : '<closed fd>'))
    .with({ is: 'wrong-kind-fd' }, ({ as }) => `<fd of no ${as === 'link' ? 'link, as a link' : 'program'}>`)
    .with({ is: 'unknown-id' }, ({ as }) => (as === 'link' ? '<unknown link id>' : '<unknown id>'))
    .with(
      { is: 'zero' },
      ({ as, by }) =>
        `<0 with ${[as === 'link' ? 'LINK' : '', by === 'id' ? 'ID' : ''].filter(Boolean).join(' and ')}>`,
    )
    .exhaustive();
}

/** Flags that stand for themselves. */
const plain = (flags: Flags): string[] =>
  flags.filter((flag) => !['REPLACE', 'BEFORE', 'AFTER', 'UNKNOWN'].includes(flag)).map((flag) => SHORT[flag] ?? flag);

const SHORT: Readonly<Record<string, string>> = { ALLOW_MULTI: 'MULTI', ALLOW_OVERRIDE: 'OVERRIDE' };

/** REPLACE, directives and the relative, each directive with it. */
function placement(flags: Flags, relative: Relative, replace: string | undefined): string[] {
  const said = describeRelative(relative);
  const parts: string[] = plain(flags);
  if (flags.includes('REPLACE')) parts.push(replace === undefined ? 'REPLACE' : `REPLACE ${replace}`);
  if (flags.includes('BEFORE')) parts.push(`BEFORE ${said}`);
  if (flags.includes('AFTER')) parts.push(`AFTER ${said}`);
  if (!flags.includes('BEFORE') && !flags.includes('AFTER') && relative.is !== 'none') parts.push(`relative ${said}`);
  if (flags.includes('UNKNOWN')) parts.push('with an unknown flag');
  return parts;
}

const expecting = (revision: Revision) =>
  revision === 'none' ? [] : [`expecting ${revision === 'stale' ? 'a stale' : 'the current'} revision`];

/** replace_bpf_fd where nothing asks for it. */
const unused = (replace: OptionalProgRef) => `(replace_bpf_fd ${prog(replace)})`;
const unusedReplace = (flags: Flags, replace: OptionalProgRef) =>
  flags.includes('REPLACE') || replace.is === 'none' ? [] : [unused(replace)];

function updateExtras(flags: Flags, old: OptionalProgRef): string[] {
  const unknown = flags.filter((flag) => flag !== 'REPLACE');
  return [
    ...(flags.includes('REPLACE')
      ? [`expecting ${prog(old)}`]
      : old.is === 'none'
        ? []
        : [`(old program ${prog(old)} without REPLACE)`]),
    ...(unknown.length > 0 ? [`with flag ${unknown.join(', ')}`] : []),
  ];
}

/** Fields that need no word of their own. */
const OBVIOUS: readonly string[] = ['prog', 'link', 'device'];

/** What a field says: the object that it names, or its value. */
function named(field: string, value: unknown): string {
  if (field === 'relative') return describeRelative(value as Relative);
  if (typeof value !== 'object' || value === null || !('is' in value)) return String(value);
  return 'name' in value ? String(value.name) : `<${String(value.is).replaceAll('-', ' ')}>`;
}

/** A request whose operation has no words of its own: its name, and the fields that say something. */
export function describePlainly(request: Request): string[] {
  const { op, hook = '', ...fields } = request as Request & { readonly hook?: string };
  const unsaid = blank(op, hook);
  const said = Object.entries(fields).filter(([field, value]) => !isDeepEqual(value, unsaid[field]));
  const objects = said.filter(([field]) => OBVIOUS.includes(field)).map(([field, value]) => named(field, value));
  const others = said.filter(([field]) => !OBVIOUS.includes(field));
  return [
    [op.replaceAll('_', ' '), ...objects].join(' '),
    ...others.map(([field, value]) => `${field} ${named(field, value)}`),
  ];
}

const askedBy = (caller: Caller): string => (caller === 'token' ? 'by a caller with a token' : `by a ${caller} caller`);

/** A request as a person would say it; `hooks` says whether there are several, so that the hook must be named. */
export function describeRequest(request: Request, hooks: 'one' | 'several' = 'one'): string {
  const at = hooks === 'several' && 'hook' in request ? [`at ${request.hook}`] : [];
  const parts = match(request)
    .with({ op: 'prog_attach' }, (r) => [
      `attach ${prog(r.prog)}`,
      ...placement(r.flags, r.relative, prog(r.replace)),
      ...unusedReplace(r.flags, r.replace),
      ...expecting(r.revision),
    ])
    .with({ op: 'link_create' }, (r) => [
      `create link ${r.link} of ${prog(r.prog)}`,
      ...placement(r.flags, r.relative, undefined),
      ...expecting(r.revision),
    ])
    .with({ op: 'prog_detach' }, (r) => [
      `detach ${r.prog.is === 'none' ? '(no subject)' : prog(r.prog)}`,
      ...placement(r.flags, r.relative, undefined),
      ...(r.replace.is === 'none' ? [] : [unused(r.replace)]),
      ...expecting(r.revision),
    ])
    .with({ op: 'link_update' }, (r) => [
      `update link ${link(r.link)} to ${prog(r.prog)}`,
      ...updateExtras(r.flags, r.old),
    ])
    .with({ op: 'link_detach' }, (r) => [`detach link ${link(r.link)}`])
    .with({ op: 'link_close' }, (r) => [`close link ${r.link}`])
    .with({ op: 'prog_close' }, (r) => [`close program ${r.prog}`])
    .with({ op: 'prog_query' }, (r) => [
      `query, ${r.buffer === 'none' ? 'without a buffer' : `room for ${r.buffer}`}`,
      ...(r.queryFlags === 'none' ? [] : [`with query flag ${r.queryFlags}`]),
      ...(r.attachFlags ? ['with attach flags'] : []),
      ...(r.progAttachFlags ? ['with a buffer for flags'] : []),
      ...(r.attr === 'reused' ? ['with what the query before left'] : []),
      ...(r.attr === 'short' ? ['with a short attribute'] : []),
    ])
    .with({ op: 'run' }, (r) => [
      'run the programs',
      ...(r.option === 'known' ? [] : ['about an option that is not known']),
      ...(r.socket === 'none' ? [] : [`for socket ${r.socket}`]),
    ])
    .with({ op: 'device_remove' }, (r) => [
      `remove device ${r.device}`,
      ...(r.busy ? ['while somebody holds its qdisc'] : []),
    ])
    .with({ op: 'device_create' }, (r) => [`make device ${r.device} again`])
    .with({ op: 'qdisc_add' }, (r) => [`add qdisc ${r.qdisc} to ${r.device}`])
    .with({ op: 'qdisc_remove' }, (r) => [`remove the qdisc of ${r.device}`])
    .with({ op: 'qdisc_replace' }, (r) => [`replace the qdisc of ${r.device} by ${r.qdisc}`])
    .with({ op: 'link_open' }, (r) => [r.from === 'pin' ? `open the pin of ${r.link}` : `get an fd of ${r.link} by id`])
    .with({ op: 'link_pin' }, (r) => [`pin ${r.link}`])
    .with({ op: 'link_unpin' }, (r) => [`unpin ${r.link}`])
    .with({ op: 'prog_open' }, (r) => [`get an fd of ${r.prog} by id`])
    .with({ op: 'cgroup_remove' }, (r) => ['remove the cgroup', ...(r.busy ? ['while a process is in it'] : [])])
    .with({ op: 'cgroup_create' }, () => ['make the cgroup again'])
    .with({ op: 'socket_create' }, (r) => [
      `make socket ${r.socket}`,
      ...(r.domain === 'inet' ? [] : [`of domain ${r.domain}`]),
    ])
    .with({ op: 'socket_close' }, (r) => [`close socket ${r.socket}`])
    .otherwise(describePlainly);
  const by = 'caller' in request && request.caller !== 'privileged' ? [askedBy(request.caller)] : [];
  const short = 'short' in request && request.short ? ['and memory runs out'] : [];
  return [...parts, ...by, ...at, ...short].join('  ');
}

/** Longer lists are cut in the middle. */
const LONG = 10;
const ENDS = 3;

const slot = ({ prog: name, link: through, flags }: Slot) =>
  [name, through === 'none' ? '' : `/${through}`, ...(flags ?? []).map((flag) => `!${flag}`)].join('');

/** The slots of a list, `B/L1` for a program in a link's slot. */
export function describeSlots(slots: readonly Slot[]): string {
  if (slots.length === 0) return '(empty)';
  if (slots.length <= LONG) return slots.map(slot).join(' ');
  return `${slots.slice(0, ENDS).map(slot).join(' ')} … ${slots.slice(-ENDS).map(slot).join(' ')} (${slots.length})`;
}

/** What runs at a cgroup, where that is not its own list. */
function describeEffective({ effective, slots }: Observation & { is: 'list' }): string {
  if (effective === undefined) return '';
  const runs = effective.map((prog) => ({ prog, link: 'none' }));
  const own = slots.map(({ prog }) => prog).join(' ') === effective.join(' ');
  return own ? '' : `, runs ${effective.length === 0 ? 'nothing' : describeSlots(runs)},`;
}

/** What a query shows. */
export function describeObservation(seen: View): string {
  if (seen.is === 'nothing') return '(nothing)';
  if (seen.is === 'call') {
    const done = seen.done ? 'done' : 'not done';
    return `${seen.ran.join(' ') || 'nothing'} ran, ${done}, caller gets ${seen.result}`;
  }
  if (seen.is === 'packet') {
    const fate = seen.delivered ? 'delivered' : seen.consumed ? 'consumed' : 'dropped';
    const further = (seen.further ?? []).map(({ hook, ran }) => `, then ${ran.join(' ')} at ${hook}`).join('');
    const to = seen.to === undefined ? '' : `, came to ${seen.to}`;
    const sender = seen.sender === 'ok' ? '' : `, sender gets ${seen.sender}`;
    return `${seen.ran.join(' ') || 'nothing'} ran${further}${to}, ${fate}${sender}`;
  }
  const cut = seen.slots.length < seen.count ? ` of ${seen.count}` : '';
  const list = cut !== '' && seen.slots.length === 0 ? `${seen.count} slots` : describeSlots(seen.slots) + cut;
  const mode = seen.mode === undefined || seen.count === 0 || seen.mode === 'NONE' ? '' : ` ${seen.mode}`;
  // An implementation may not tell the revision.
  const revision = seen.revision === undefined ? '' : ` rev ${seen.revision}`;
  return `${list}${mode}${describeEffective(seen)}${revision}`;
}

/** What a step left behind: the slots, and the revision. */
export function left(seen: View): { readonly what: string; readonly revision: string } {
  if (seen.is === 'nothing') return { what: '(gone)', revision: '' };
  if ('ran' in seen) return { what: describeObservation(seen), revision: '' };
  return { what: describeSlots(seen.slots), revision: `rev ${seen.revision}` };
}

/** What a list looks like after a step, for a table of a page. */
export function row(seen: View): string {
  if (seen.is === 'nothing') return '(gone)';
  if ('ran' in seen) return describeObservation(seen);
  const runs = seen.effective === undefined ? '' : `, runs ${seen.effective.join(' ') || 'nothing'}`;
  return `${describeSlots(seen.slots)} rev ${seen.revision}${runs}`;
}
