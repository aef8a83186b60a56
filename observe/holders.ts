import { numberOf } from './attribute.ts';
import { type BpfCall, fdOf, type Handler, targetOfLink, textOf } from './bpf-call.ts';
import { type Came, mayHaveChanged, mayHaveWorked, UNJUDGED } from './came.ts';
import type { Command } from './numbers.ts';
import type { Link, Prog } from './objects.ts';
import type { Asked } from './part.ts';

/** An fd of an object by its id: of one that the log knows it is one more fd, any other one is not known. */
export const byId =
  (kind: 'prog' | 'link'): Handler =>
  (call) => {
    const { world, attribute, outcome } = call;
    const fd = fdOf(call);
    const id = attribute.number(`${kind}_id`, 'start_id');
    const object = kind === 'prog' ? world.ids.progs.get(id) : world.ids.links.get(id);
    const command = kind === 'prog' ? 'PROG_GET_FD_BY_ID' : 'LINK_GET_FD_BY_ID';
    if (object !== undefined) {
      reopen(call, object, 'id', command);
      return;
    }
    // It may be a link of the log whose id is not known yet: closing one of its fds then frees nothing.
    const mayBeKnown = kind === 'link' && world.links > 0;
    if (mayBeKnown)
      world.askUntold(
        'link_get_fd_by_id',
        `the id ${id} was never seen with its link`,
        fd !== undefined || mayHaveChanged(outcome),
      );
    if (fd !== undefined || !mayBeKnown)
      openUnknown(call, command, `the ${kind} with id ${id} was never seen to be made`);
  };

/** An fd of what the log does not know; a call that failed says nothing of hooks. */
function openUnknown(call: BpfCall, command: Command, what: string): void {
  const { world, process } = call;
  const fd = fdOf(call);
  if (fd !== undefined) world.open(process, fd, { is: 'unknown', what });
  else skipFailed(call, command, 'what the log does not know');
}

function skipFailed({ world, outcome }: BpfCall, command: Command, what: string): void {
  if (outcome !== 'untold') world.skip(`BPF_${command} of ${what}, without success`);
}

/** One more fd of an object, or why there is none. */
function reopen(call: BpfCall, object: Prog | Link, from: 'id' | 'pin', command: Command): void {
  const { world, process, outcome } = call;
  const fd = fdOf(call);
  if (fd === undefined && mayHaveWorked(outcome)) return;
  if (object.is === 'link') {
    const request = { op: 'link_open', link: object.name, from };
    world.ask(targetOfLink(world, object), { request, links: [object], outcome, ...flagged(call) });
  } else if (fd === undefined || (object.opened === 0 && object.pinned === undefined))
    reopenProg(call, object, command);
  if (fd !== undefined) world.open(process, fd, object);
}

function reopenProg(call: BpfCall, prog: Prog, command: Command): void {
  const { world, outcome } = call;
  const knowing = [...world.parts.values()].filter((part) => part.knows(prog));
  const request = { op: 'prog_open', prog: prog.name };
  const held = prog.opened > 0 || prog.pinned !== undefined;
  for (const part of knowing) {
    const unknown = held ? undefined : part.untold;
    const why = unknown === undefined ? flagged(call) : { unknown };
    world.ask({ part, hook: '' }, { request, outcome, ...why });
  }
  if (knowing.length === 0 && fdOf(call) === undefined) skipFailed(call, command, 'a program at no hook');
}

/** Flags that are not followed may be why a call failed. */
function flagged({ attribute, outcome }: BpfCall): Pick<Asked, 'unknown'> {
  const flags = attribute.value('file_flags', 'open_flags');
  return flags === undefined || numberOf(flags) === 0 || mayHaveWorked(outcome)
    ? {}
    : { unknown: 'it failed with flags that are not followed' };
}

/** BPF_OBJ_GET_INFO_BY_FD shows the id of what it is about. */
export function objInfo({ world, process, attribute, outcome }: BpfCall): void {
  const id = numberOf(attribute.value('id'));
  if (!mayHaveWorked(outcome) || id === undefined) return;
  const thing = world.thing(process, attribute.must('bpf_fd'));
  if (thing === 'closed' || !('opened' in thing)) return;
  if (thing.is === 'prog') world.ids.progs.bind(id, thing);
  else world.ids.links.bind(id, thing);
}

export function objPin(call: BpfCall): void {
  const { world, process, attribute, outcome } = call;
  const path = textOf(attribute.must('pathname'));
  const thing = world.thing(process, attribute.must('bpf_fd'));
  if (thing !== 'closed' && thing.is === 'link') {
    const request = { op: 'link_pin', link: thing.name };
    world.ask(targetOfLink(world, thing), { request, links: [thing], outcome, ...unpinned(call, thing, path) });
  } else if (outcome === 'unseen') world.askUntold('obj_pin', UNJUDGED.unseen, true);
  else if (!mayHaveWorked(outcome)) skipFailed(call, 'OBJ_PIN', 'what is no link of the log');
  if (thing === 'closed' || !('opened' in thing) || !mayHaveWorked(outcome)) return;
  thing.pinned = path;
  world.pins.set(path, thing);
}

/** Failures of a pin that are those of its path. */
const OF_PATHS: ReadonlySet<Came> = new Set(['ENOENT', 'EEXIST', 'ENOTDIR', 'EPERM', 'EACCES', 'EROFS', 'ENOSPC']);

/** Why the pin of a link cannot be judged, if so: the rules know one pin of each link, and nothing of a bpffs. */
function unpinned(call: BpfCall, { name, pinned }: Link, path: string): Pick<Asked, 'unknown'> {
  const { outcome } = call;
  if (mayHaveWorked(outcome)) return pinned === undefined ? {} : { unknown: `a second pin of ${name}` };
  if (outcome === 'EEXIST' && pinned === path) return {};
  if (OF_PATHS.has(outcome)) return { unknown: `${outcome}: the log does not show what is at ${path}` };
  return flagged(call);
}

export function objGet(call: BpfCall): void {
  const { world, attribute } = call;
  const path = textOf(attribute.must('pathname'));
  const object = world.pins.get(path);
  // Another process may be in another directory.
  const told = fdOf(call) !== undefined || path.startsWith('/');
  if (object !== undefined && told) reopen(call, object, 'pin', 'OBJ_GET');
  else openUnknown(call, 'OBJ_GET', `what is pinned at ${path} was never seen to be made`);
}
