import { isUsual } from '../carried.ts';
import type { Known, Said } from '../exporter.ts';
import { quoted } from '../printing.ts';
import type { Call, HookToMake, Script, Value } from '../script.ts';

/** Thrown within this file: why the library cannot express a call. */
class NotExpressible extends Error {}

type LinkCreate = Extract<Call, { readonly call: 'link_create' }>;

/** What has an fd, as the trace expects. */
interface Open {
  readonly links: Set<string>;
  readonly closed: Set<string>;
}

const REFUSED: Known = { what: 'attach_to_link closes the link where the kernel refuses the update' };

const MODE: Known = {
  what: 'a CgroupAttachMode other than Single becomes flags of a link, which the kernel refuses: no program can be attached with it',
  issue: 'https://github.com/aya-rs/aya/issues/1078',
};

/** The calls of a trace as calls of the library, in order. */
export function ayaCalls(script: Script): readonly Said[] {
  const open: Open = { links: new Set(), closed: new Set() };
  return script.steps.map(({ call, outcome }): Said => {
    try {
      const text = ayaCall(call, outcome, script, open);
      if (call.call === 'link_update' && outcome !== 'ok') return { call: text, known: REFUSED };
      const hasMode = call.call === 'link_create' && text.includes('AttachMode') && call.flags.length > 0;
      return hasMode ? { call: text, remark: MODE } : { call: text };
    } catch (error) {
      if (error instanceof NotExpressible) return { why: error.message };
      throw error;
    } finally {
      if (outcome === 'ok' && call.call === 'link_create') open.links.add(call.link);
      if (call.call === 'close_fd') {
        open.links.delete(call.name);
        open.closed.add(call.name);
      }
    }
  });
}

function ayaCall(call: Call, outcome: string, script: Script, open: Open): string {
  if (!isUsual(call)) throw new NotExpressible('what is no call of the library');
  switch (call.call) {
    case 'prog_attach':
    case 'prog_detach':
      throw new NotExpressible('the library attaches by links alone, on kernels that have them');
    case 'link_create':
      return linkCreate(call, script, open);
    case 'link_update':
      if (script.hooks[0]!.at !== 'device') throw new NotExpressible('the library has no update of a link at a cgroup');
      if (call.old.is !== 'zero' || call.flags.length > 0)
        throw new NotExpressible('attach_to_link has neither flags nor a program that must be there');
      return `w.update(${openLink(call.link, open)}, ${program(call.prog, 'sched_cls', script, open)})`;
    case 'link_detach':
      throw new NotExpressible('the library detaches a link by closing it');
    case 'close_fd':
      if (outcome !== 'ok') throw new NotExpressible('the library closes nothing twice');
      return `w.close(${quoted(call.name)})`;
    case 'prog_open':
    case 'link_open':
      throw new NotExpressible('a second fd of a program or link');
    case 'prog_query':
      throw new NotExpressible('the library chooses the buffers of a query, and has none of cgroups');
    case 'device_remove':
    case 'device_create':
      throw new NotExpressible('devices that are removed or made again');
    case 'cgroup_remove':
    case 'cgroup_create':
      throw new NotExpressible('cgroups that are removed or made again');
  }
}

function linkCreate(call: LinkCreate, script: Script, open: Open): string {
  const hook = script.hooks.find(({ name }) => name === call.hook)!;
  if (call.revision !== 'none') throw new NotExpressible('the library has no expected revision');
  const words = `${quoted(call.hook)}, ${quoted(call.link)}, ${program(call.prog, takes(hook), script, open)}`;
  if (hook.at === 'device') {
    const order = orderOf(call, script, open);
    return order.includes('?') ? `{ let order = ${order}; w.tcx(${words}, order) }` : `w.tcx(${words}, ${order})`;
  }
  if (call.relative.is !== 'zero') throw new NotExpressible('the library has no LinkOrder for a link at a cgroup');
  return `w.cgroup_link(${words}, CgroupAttachMode::${modeOf(call.flags)})`;
}

function modeOf(flags: readonly string[]): string {
  if (flags.length === 0) return 'Single';
  if (flags.length === 1 && flags[0] === 'ALLOW_OVERRIDE') return 'AllowOverride';
  if (flags.length === 1 && flags[0] === 'ALLOW_MULTI') return 'AllowMultiple';
  throw new NotExpressible('CgroupAttachMode has ALLOW_OVERRIDE, ALLOW_MULTI, and no other flag');
}

/** The type of program that a hook takes. */
function takes({ at, attachType }: HookToMake): string {
  if (at === 'device') return 'sched_cls';
  return /^CGROUP_INET_(IN|E)GRESS$/.test(attachType) ? 'cgroup_skb' : 'another';
}

/** The LinkOrder of a link at a device. */
function orderOf({ flags, relative }: LinkCreate, script: Script, open: Open): string {
  const directions = flags.filter((flag) => flag === 'BEFORE' || flag === 'AFTER');
  if (flags.some((flag) => !['BEFORE', 'AFTER', 'ID', 'LINK'].includes(flag)))
    throw new NotExpressible('LinkOrder has no flags but those of a direction');
  if (directions.length !== 1) throw new NotExpressible('a LinkOrder has one direction');
  const word = directions[0]!.toLowerCase();
  const [isLink, isId] = [flags.includes('LINK'), flags.includes('ID')];
  if (relative.is === 'zero') {
    if (isLink || isId) throw new NotExpressible('a relative that is 0');
    return word === 'before' ? 'LinkOrder::first()' : 'LinkOrder::last()';
  }
  if (isLink && isId) throw new NotExpressible('LinkOrder names no link by its id');
  if (isLink) return `LinkOrder::${word}_link(w.link(${openLink(relative, open)}))?`;
  if (!isId) return `LinkOrder::${word}_program(w.sched(${program(relative, 'sched_cls', script, open)}))?`;
  if ('name' in relative) return `LinkOrder::${word}_program_id(w.program_id(${quoted(relative.name)}))`;
  return `LinkOrder::${word}_program_id(unsafe { ProgramId::new(UNKNOWN_ID) })`;
}

/** A program that has an fd, of the type that the library takes there. */
function program(value: Value, type: string, { programs }: Script, { closed }: Open): string {
  if (value.is !== 'fd') throw new NotExpressible('a program that is none');
  const found = programs.find(({ name }) => name === value.name);
  if (found === undefined || found.type !== type)
    throw new NotExpressible('a program of another type than the hook takes');
  if (type === 'another') throw new NotExpressible('programs of this type cannot be taken over from the test');
  if (closed.has(value.name)) throw new NotExpressible('a program by an fd that is not open');
  return quoted(value.name);
}

function openLink(value: Value, { links }: Open): string {
  if (value.is !== 'fd') throw new NotExpressible('a link that is none');
  if (!links.has(value.name)) throw new NotExpressible('a link by an fd that is not open');
  return quoted(value.name);
}
