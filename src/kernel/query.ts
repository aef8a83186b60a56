import { type HookName, NOTHING, type Observation, type Reply, type Slot } from '../spec/vocabulary/index.ts';
import { decode, encode, u32At } from './layout.ts';
import { bpf, type Libc } from './libc.ts';

/** Where a query goes. */
export interface Target {
  readonly ifindex: number;
  readonly attachType: number;
}

/** What a query asks for; `room` is how many ids fit, `none` means no buffers at all. */
export interface Question {
  readonly room: number | 'none';
  readonly queryFlags: number;
  readonly attachFlags: number;
}

/** How programs and links are called that a query gives by id. */
export interface Naming {
  prog(id: number): string;
  link(id: number): string;
}

/** More slots than any hook has. */
export const AMPLE = 64;
/** Stands in count and revision before the call, to tell whether the kernel wrote there. */
const UNWRITTEN = 0xfffffffffff;

/** Asks a hook; the view says what the kernel wrote. */
export function queryHook(libc: Libc, target: Target, question: Question, naming: Naming): Reply {
  const { room } = question;
  const size = room === 'none' ? 0 : room;
  const ids = Buffer.alloc(16 * Math.max(size, 1));
  const array = (which: number) => ids.subarray(which * 4 * Math.max(size, 1), (which + 1) * 4 * Math.max(size, 1));
  const [progs, progFlags, links, linkFlags] = [array(0), array(1), array(2), array(3)];
  const pointers =
    room === 'none'
      ? {}
      : {
          prog_ids: libc.address(progs!),
          prog_attach_flags: libc.address(progFlags!),
          link_ids: libc.address(links!),
          link_attach_flags: libc.address(linkFlags!),
        };
  const attr = encode('PROG_QUERY', {
    target_ifindex: target.ifindex,
    attach_type: target.attachType,
    query_flags: question.queryFlags,
    attach_flags: question.attachFlags,
    count: room === 'none' ? AMPLE : room,
    revision: UNWRITTEN,
    ...pointers,
  });
  const result = bpf(libc, 'PROG_QUERY', attr);
  const outcome = typeof result === 'number' ? 'ok' : result;
  const revision = decode('PROG_QUERY', attr, 'revision');
  if (revision === UNWRITTEN) return { outcome, view: NOTHING };
  const count = decode('PROG_QUERY', attr, 'count');
  const slots: Slot[] = [];
  for (let at = 0; at < Math.min(size, count); at += 1) {
    const flags = u32At(progFlags!, at) | u32At(linkFlags!, at);
    const link = u32At(links!, at);
    slots.push({
      // A hook of tcx has no flags to show; if it shows some, that is a difference to be seen.
      prog: naming.prog(u32At(progs!, at)) + (flags === 0 ? '' : `!flags=${flags}`),
      link: link === 0 ? 'none' : naming.link(link),
    });
  }
  return { outcome, view: { is: 'list', revision, count, slots } };
}

/** What a query with ample room shows; `nothing` where there is no device. */
export function observeHook(libc: Libc, hook: HookName, target: Target, naming: Naming): Observation {
  const { outcome, view } = queryHook(libc, target, { room: AMPLE, queryFlags: 0, attachFlags: 0 }, naming);
  if (outcome !== 'ok' && outcome !== 'ENODEV') throw new Error(`a plain query of ${hook} failed with ${outcome}`);
  return view;
}
