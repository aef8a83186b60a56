import { isUsual } from '../carried.ts';
import type { Known, Said } from '../exporter.ts';
import { quoted } from '../printing.ts';
import type { Call, Script, Step, Value } from '../script.ts';

/** Thrown within this file: why the library cannot express a call. */
class NotExpressible extends Error {}

const DIRECTIVES = ['BEFORE', 'AFTER', 'REPLACE'] as const;
const OF_RELATIVE: readonly string[] = ['ID', 'LINK', ...DIRECTIVES];

type Placed = Extract<Call, { readonly call: 'prog_attach' | 'prog_detach' | 'link_create' }>;

/** How the library makes a link at the hooks of a trace. */
type Making = 'AttachTCX' | 'AttachNetkit' | 'AttachRawLink';

function makingAt([hook]: Script['hooks']): Making {
  if (hook!.at === 'cgroup') return 'AttachRawLink';
  return hook!.type === 'netkit' ? 'AttachNetkit' : 'AttachTCX';
}

/** Whether a value is a link without an fd, or a program, as the trace expects. */
class Closed {
  /** Of each link, how many fds it has. */
  readonly #links: Map<string, number>;
  readonly #programs = new Set<string>();

  constructor({ foreignLinks }: Script) {
    this.#links = new Map(foreignLinks.map(({ name }) => [name, 1]));
  }

  follow({ call, outcome }: Step): void {
    if (outcome !== 'ok') return;
    if (call.call === 'link_create') this.#links.set(call.link, 1);
    if (call.call === 'link_open') this.#links.set(call.name, this.#fdsOf(call.name) + 1);
    if (call.call === 'prog_open') this.#programs.delete(call.name);
    if (call.call !== 'close_fd') return;
    if (this.#links.has(call.name)) this.#links.set(call.name, this.#fdsOf(call.name) - 1);
    else this.#programs.add(call.name);
  }

  #fdsOf(link: string): number {
    return this.#links.get(link) ?? 0;
  }

  hasProgram(value: Value): boolean {
    return value.is === 'closed-fd' || (value.is === 'fd' && this.#programs.has(value.name));
  }

  hasLink(value: Value): boolean {
    return value.is === 'closed-fd' || (value.is === 'fd' && this.#fdsOf(value.name) === 0);
  }

  /** Whether what a request is placed next to, or replaces, is closed. */
  hasAnchor(call: Placed): boolean {
    const isLink = call.flags.includes('LINK');
    if (isLink ? this.hasLink(call.relative) : this.hasProgram(call.relative)) return true;
    return 'replace' in call && this.hasProgram(call.replace);
  }
}

/** The calls of a trace as calls of the library, in order. */
export function goCalls(script: Script): readonly Said[] {
  const closed = new Closed(script);
  return script.steps.map((step) => {
    try {
      const known = knownOf(step, script, closed);
      return { call: goCall(step, script), ...(known === undefined ? {} : { known }) };
    } catch (error) {
      if (error instanceof NotExpressible) return { why: error.message };
      throw error;
    } finally {
      closed.follow(step);
    }
  });
}

const CLOSED: Known = {
  what: 'AttachRawLink and UpdateArgs refuse a closed program themselves, by an error that is no errno',
};
const CLOSED_ANCHOR: Known = { what: 'an Anchor of a closed program or link is refused before the kernel is asked' };

/** What the library is known to make of a call besides what it says. */
function knownOf({ call, outcome }: Step, script: Script, closed: Closed): Known | undefined {
  // The error of the library has the errno that the kernel has for a closed fd.
  const anchor: Known = outcome === 'EBADF' ? { ...CLOSED_ANCHOR, hidden: true } : CLOSED_ANCHOR;
  switch (call.call) {
    case 'link_update':
      return closed.hasProgram(call.prog) || closed.hasProgram(call.old) ? CLOSED : undefined;
    case 'link_create':
      if (makingAt(script.hooks) === 'AttachRawLink') return closed.hasProgram(call.prog) ? CLOSED : undefined;
      return closed.hasAnchor(call) ? anchor : undefined;
    case 'prog_attach':
      if (call.replace.is === 'id')
        return { what: 'ReplaceProgramByID puts an id into replace_bpf_fd, which the kernel reads as an fd' };
      return closed.hasAnchor(call) ? anchor : undefined;
    case 'prog_detach':
      return closed.hasAnchor(call) ? anchor : knownOfDetach(call, outcome, script);
    default:
      return undefined;
  }
}

/** Whether a hook takes a program. */
function fits({ prog, hook }: Placed, { programs, hooks }: Script): boolean {
  const found = prog.is === 'fd' ? programs.find(({ name }) => name === prog.name) : undefined;
  const { at, attachType } = hooks.find(({ name }) => name === hook)!;
  return at === 'device' ? found?.type === 'sched_cls' : found?.attachType === attachType;
}

function knownOfDetach(call: Placed, outcome: string, script: Script): Known | undefined {
  const replaces = call.flags.includes('REPLACE');
  // Only where the flags alone are refused it matters that they are not there.
  const isSeen = outcome === 'EINVAL' && !replaces && call.relative.is === 'zero' && fits(call, script);
  if (otherFlags(call) !== '') return { what: 'RawDetachProgram drops Flags', ...(isSeen ? {} : { hidden: true }) };
  // The kernel refuses REPLACE in a detach, wherever it finds the program.
  return replaces ? { what: 'RawDetachProgram puts what REPLACE names into relative_fd', hidden: true } : undefined;
}

/** The same steps where programs that are replaced are named by their ids, if the library can replace one in them. */
export function byId(script: Script): Script | undefined {
  const named = script.steps.map((step): Step => {
    const { call, outcome } = step;
    if (call.call !== 'prog_attach' || call.replace.is !== 'fd' || outcome !== 'ok') return step;
    return { ...step, call: { ...call, replace: { is: 'id', name: call.replace.name } } };
  });
  const isOther = named.some((step, index) => step !== script.steps[index]);
  return isOther ? { ...script, title: `by id: ${script.title}`, steps: named } : undefined;
}

function goCall({ call, outcome }: Step, { hooks }: Script): string {
  const making = makingAt(hooks);
  if (!isUsual(call)) throw new NotExpressible('what is no call of the library');
  switch (call.call) {
    case 'prog_attach':
      return `link.RawAttachProgram(link.RawAttachProgramOptions{${options(call)}})`;
    case 'prog_detach':
      return `link.RawDetachProgram(link.RawDetachProgramOptions{${options(call)}})`;
    case 'link_create':
      if (making === 'AttachRawLink') return rawLink(call);
      return `w.create(${quoted(call.link)})(link.${making}(link.${making.replace('Attach', '')}Options{${options(call)}}))`;
    case 'link_update': {
      const old = call.old.is === 'zero' ? '' : `, Old: ${program(call.old)}`;
      return `w.raw(${linkOf(call.link)}).UpdateArgs(link.RawLinkUpdateOptions{New: ${program(call.prog)}${old}${flags(call.flags)}})`;
    }
    case 'link_detach':
      return `${linkOf(call.link)}.Detach()`;
    case 'close_fd':
      if (outcome !== 'ok') throw new NotExpressible('the library closes nothing twice');
      return `w.close(${quoted(call.name)})`;
    case 'prog_open':
      return `w.openProgram(${quoted(call.name)})`;
    case 'link_open':
      return `w.openLink(${quoted(call.name)})`;
    case 'prog_query':
      throw new NotExpressible('the library chooses the buffers of a query');
    case 'device_remove':
    case 'device_create':
      throw new NotExpressible('devices that are removed or made again');
    case 'cgroup_remove':
    case 'cgroup_create':
      throw new NotExpressible('cgroups that are removed or made again');
  }
}

/** AttachRawLink, the only call that makes a link at a cgroup with flags: it has neither an Anchor nor a revision. */
function rawLink(call: Extract<Call, { readonly call: 'link_create' }>): string {
  if (call.relative.is !== 'zero' || call.revision !== 'none')
    throw new NotExpressible('the library has no Anchor and no ExpectedRevision for a link at a cgroup');
  const where = `Target: w.target(${quoted(call.hook)}), Attach: w.attach[${quoted(call.hook)}]`;
  return `w.create(${quoted(call.link)})(w.rawLink(link.RawLinkOptions{${where}, Program: ${program(call.prog)}${flags(call.flags)}}))`;
}

function options(call: Placed): string {
  const hook = quoted(call.hook);
  const target = call.call === 'link_create' ? 'Interface' : 'Target';
  const anchored = anchor(call);
  return [
    `${target}: w.target(${hook})`,
    `Attach: w.attach[${hook}]`,
    `Program: ${program(call.prog)}`,
    ...(anchored === undefined ? [] : [`Anchor: ${anchored}`]),
    ...(call.revision === 'none' ? [] : [`ExpectedRevision: w.${call.revision}(${hook})`]),
    ...(otherFlags(call) === '' ? [] : [otherFlags(call).slice(2)]),
  ].join(', ');
}

const otherFlags = (call: Placed): string => flags(call.flags.filter((bit) => !OF_RELATIVE.includes(bit)));

const flags = (bits: readonly string[]): string =>
  bits.length === 0 ? '' : `, Flags: ${bits.map((bit) => `flag${bit}`).join(' | ')}`;

function program(value: Value): string {
  if (value.is === 'fd') return `w.programs[${quoted(value.name)}]`;
  if (value.is === 'closed-fd') return 'w.closedProgram()';
  throw new NotExpressible(value.is === 'zero' ? 'a detach without a program' : 'a program that is none');
}

/** A link: where it has no fd, one that is closed. */
function linkOf(value: Value): string {
  if (value.is === 'fd') return `w.link(${quoted(value.name)})`;
  if (value.is === 'closed-fd') return 'w.closedLink()';
  throw new NotExpressible('a link that is none');
}

/** The Anchor of a call: one directive and what it names. */
function anchor(call: Placed): string | undefined {
  const directives = DIRECTIVES.filter((each) => call.flags.includes(each));
  const replace = 'replace' in call ? call.replace : ({ is: 'zero' } as const);
  const isNamed = call.relative.is !== 'zero' || call.flags.includes('ID') || call.flags.includes('LINK');
  if (directives.length === 0 && isNamed) throw new NotExpressible('a relative without a directive');
  if (directives.length > 1) throw new NotExpressible('an Anchor has one directive');
  const [directive] = directives;
  if (directive === 'REPLACE') {
    if (call.call === 'link_create') return replacingRelative(call, isNamed);
    if (isNamed) throw new NotExpressible('REPLACE with a relative');
    return replacing(replace);
  }
  if (replace.is !== 'zero') throw new NotExpressible('a program to replace without REPLACE');
  return directive === undefined ? undefined : beside(call, directive, isNamed);
}

/** The Anchor of a link that takes a place: of the program that is its relative. */
function replacingRelative({ relative, flags }: Placed, isNamed: boolean): string {
  if (flags.includes('LINK')) throw new NotExpressible('the library has no Anchor that replaces a link');
  if (!isNamed) throw new NotExpressible('REPLACE that names no program');
  return flags.includes('ID') ? `link.ReplaceProgramByID(${idOf(relative, false)})` : replacing(relative);
}

/** The Anchor of BEFORE or AFTER a relative; the head or the tail where none is named. */
function beside({ relative, flags }: Placed, directive: 'BEFORE' | 'AFTER', isNamed: boolean): string {
  if (!isNamed) return directive === 'BEFORE' ? 'link.Head()' : 'link.Tail()';
  const place = directive === 'BEFORE' ? 'Before' : 'After';
  const isLink = flags.includes('LINK');
  const what = isLink ? 'Link' : 'Program';
  if (flags.includes('ID')) return `link.${place}${what}ByID(${idOf(relative, isLink)})`;
  return `link.${place}${what}(${isLink ? linkOf(relative) : program(relative)})`;
}

const replacing = (value: Value): string =>
  value.is === 'id' ? `link.ReplaceProgramByID(${idOf(value, false)})` : `link.ReplaceProgram(${program(value)})`;

function idOf(value: Value, isLink: boolean): string {
  if ('name' in value) return `w.${isLink ? 'linkID' : 'programID'}(${quoted(value.name)})`;
  return value.is === 'unknown-id' ? 'unknownID' : '0';
}
