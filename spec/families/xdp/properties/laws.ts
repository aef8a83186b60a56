import type { RequestOf } from '../vocabulary/index.ts';
import { attachedIn, type Law, type StepFacts, sameWorld, takenIn } from './property.ts';

/** Whether a request names a link. */
function names({ request }: StepFacts, link: string): boolean {
  switch (request.op) {
    case 'link_create':
    case 'link_close':
      return request.link === link;
    case 'link_update':
    case 'link_detach':
      return request.link.is === 'link' && request.link.name === link;
    default:
      return false;
  }
}

const removes = ({ request }: StepFacts, device: string) => request.op === 'device_remove' && request.device === device;

/** The links that are defunct. */
const defunctIn = ({ links }: StepFacts['before']) =>
  Object.entries(links).filter(([, seen]) => seen.is === 'link' && seen.device === 'none');

/** The program that is to be set, or attached by a new link. */
function progOf(request: StepFacts['request']): string | undefined {
  if (request.op !== 'xdp_set' && request.op !== 'link_create') return undefined;
  return request.prog.is === 'prog' ? request.prog.name : undefined;
}

/** The device that the program of a request is bound to, or `none`. */
function homeOf({ universe }: StepFacts['before'], request: StepFacts['request']): string {
  const prog = progOf(request);
  return prog === undefined ? 'none' : universe.programs[prog]!.boundTo;
}

/** Properties of every step. */
export const LAWS = [
  {
    kind: 'step',
    of: 'effect',
    id: 'failure-changes-nothing',
    sentence: 'A failed request changes nothing.',
    why: 'after an error, what the caller knew is still true',
    sometimes: ({ outcome }) => outcome !== 'ok',
    holds: ({ before, outcome, after }) => outcome === 'ok' || sameWorld(before, after),
  },
  {
    kind: 'step',
    of: 'effect',
    id: 'one-device-at-a-time',
    sentence: 'A request changes the programs of one device at most.',
    why: 'a request is about one device; those of others are used by others',
    sometimes: ({ before, after }) => !sameWorld(before, after),
    holds: ({ before, after }) => {
      const programs = (world: StepFacts['before'], device: string) => {
        const seen = world.devices[device]!;
        return seen.is === 'device' ? `${seen.skb} ${seen.drv}` : '';
      };
      const changed = Object.keys(before.devices).filter((name) => programs(before, name) !== programs(after, name));
      return changed.length <= 1;
    },
  },
  {
    kind: 'step',
    of: 'request',
    id: 'links-place-is-its-own',
    sentence:
      'What a link is attached to, and its program, change only by requests that name the link or remove its device.',
    source: 'commit aa8d3a716b59 (XDP links): while a link is attached, nobody else replaces or removes its program',
    sometimes: ({ before }) => attachedIn(before).length > 0,
    holds: (step) =>
      attachedIn(step.before).every(({ link, device, prog }) => {
        if (names(step, link) || removes(step, device)) return true;
        const now = step.after.links[link]!;
        return now.is === 'link' && now.device === device && now.prog === prog;
      }),
  },
  {
    kind: 'step',
    of: 'request',
    id: 'update-leaves-no-gap',
    sentence: 'After an update that succeeds the link is attached where it was, with the new program.',
    source: 'commit 026a4c28e1db (update of XDP links): the program is replaced in place',
    sometimes: ({ request, outcome }) => request.op === 'link_update' && outcome === 'ok',
    holds: ({ before, request, outcome, after }) => {
      if (request.op !== 'link_update' || outcome !== 'ok') return true;
      const { link, prog } = request;
      if (link.is !== 'link' || prog.is !== 'prog') return false;
      const [was, is] = [before.links[link.name]!, after.links[link.name]!];
      return was.is === 'link' && is.is === 'link' && was.device === is.device && is.prog === prog.name;
    },
  },
  {
    kind: 'step',
    of: 'request',
    id: 'defunct-stays-defunct',
    sentence: 'A defunct link stays defunct and keeps its program until it is closed.',
    why: 'what it was attached to is gone or taken by others',
    sometimes: ({ before }) => defunctIn(before).length > 0,
    holds: (step) =>
      defunctIn(step.before).every(([link, was]) => {
        if (step.request.op === 'link_close' && names(step, link)) return true;
        const now = step.after.links[link]!;
        return was.is === 'link' && now.is === 'link' && now.device === 'none' && now.prog === was.prog;
      }),
  },
  {
    kind: 'step',
    of: 'request',
    id: 'bound-attached-at-home',
    sentence: 'A program that is bound to a device is set at no other, and attached to no other by a new link.',
    source:
      'include/uapi/linux/bpf.h, BPF_F_XDP_DEV_BOUND_ONLY: the program is bound to one device, whose functions it may call',
    sometimes: ({ before, request, outcome }) => outcome === 'ok' && homeOf(before, request) !== 'none',
    holds: ({ before, request, outcome, after }) => {
      const home = homeOf(before, request);
      if (outcome !== 'ok' || home === 'none') return true;
      const { hook } = request as RequestOf<'xdp_set' | 'link_create'>;
      return hook === home || !takenIn(after).some(({ device, prog }) => device === hook && prog === progOf(request));
    },
  },
] as const satisfies readonly Law[];
