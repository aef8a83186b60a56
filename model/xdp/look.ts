import { NOTHING, type Observation, type Reply, type RequestOf } from '../../spec/families/xdp/vocabulary/index.ts';
import { linkNamed, progNamed } from '../machine/lookup.ts';
import { EBADFD, ENODEV, ENOENT, EPERM, OK, type Plain } from '../machine/replies.ts';
import { SEEN_AT } from './device.ts';
import { deviceHere, type System } from './system.ts';

/** RTM_GETLINK. */
export function look(system: System, request: RequestOf<'look'>): Reply {
  const view = observe(system, request.hook);
  return view.is === 'nothing' ? ENODEV : { outcome: 'ok', view };
}

/** BPF_OBJ_GET_INFO_BY_FD of a link. */
export function linkInfo(system: System, request: RequestOf<'link_info'>): Reply {
  const view = linkSeen(system, request.link);
  return view.is === 'nothing' ? EBADFD : { outcome: 'ok', view };
}

/** BPF_PROG_GET_FD_BY_ID. */
export function progById(system: System, { prog, caller }: RequestOf<'prog_by_id'>): Plain {
  if (caller !== 'privileged') return EPERM;
  return lives(system, prog) ? OK : ENOENT;
}

/** What is shown of a device; nothing where the callers do not see it. */
export function observe(system: System, name: string): Observation {
  const device = deviceHere(system, name);
  if (device === null) return NOTHING;
  const { places, upper } = device;
  const at = (mode: keyof typeof SEEN_AT) => places[SEEN_AT[mode]]!.prog?.name ?? 'none';
  return { is: 'device', skb: at('skb'), drv: at('drv'), upper: upper?.name ?? 'none' };
}

/** What is shown of a link; nothing where it does not exist. */
export function linkSeen(system: System, name: string): Observation {
  const link = linkNamed(system, name);
  if (link.refs === 0) return NOTHING;
  return { is: 'link', prog: link.prog?.name ?? 'none', device: link.hook?.name ?? 'none' };
}

/** Whether a program is still loaded. */
export function lives(system: System, name: string): boolean {
  return system.progIds.at(progNamed(system, name).id) !== null;
}

/** How many references a program has. */
export function references(system: System, name: string): number {
  return progNamed(system, name).refs;
}
