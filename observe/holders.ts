import { numberOf } from './attribute.ts';
import { type BpfCall, fdOf, type Handler, targetOfLink, textOf } from './bpf-call.ts';
import { mayHaveWorked } from './came.ts';
import type { Link, Prog } from './objects.ts';

/** An fd of an object by its id: of one that the log knows it is one more fd, any other one is not known. */
export const byId =
  (kind: 'prog' | 'link'): Handler =>
  (call) => {
    const { world, process, attribute } = call;
    const id = attribute.number(`${kind}_id`, 'start_id');
    const fd = fdOf(call);
    if (fd === undefined) return;
    const object = kind === 'prog' ? world.ids.progs.get(id) : world.ids.links.get(id);
    // It may be a further fd of a link of the log whose id is not known yet: closing that one then frees nothing.
    if (object === undefined && kind === 'link' && world.links > 0)
      world.askUntold('link_get_fd_by_id', `the id ${id} was never seen with its link`, true);
    if (object === undefined)
      world.open(process, fd, { is: 'unknown', what: `the ${kind} with id ${id} was never seen to be made` });
    else reopen(call, fd, object, 'id');
  };

/** One more fd of an object. */
function reopen({ world, process }: BpfCall, fd: number, object: Prog | Link, from: 'id' | 'pin'): void {
  if (object.is === 'link') {
    const request = { op: 'link_open', link: object.name, from };
    world.ask(targetOfLink(world, object), { request, links: [object], outcome: world.done });
  } else if (object.opened === 0 && object.pinned === undefined) {
    for (const part of world.parts.values())
      if (part.knows(object))
        world.ask({ part, hook: '' }, { request: { op: 'prog_open', prog: object.name }, outcome: world.done });
  }
  world.open(process, fd, object);
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

export function objPin({ world, process, attribute, outcome }: BpfCall): void {
  const path = textOf(attribute.must('pathname'));
  const thing = world.thing(process, attribute.must('bpf_fd'));
  if (thing === 'closed' || !('opened' in thing) || !mayHaveWorked(outcome)) return;
  if (thing.is === 'link') {
    const second = thing.pinned === undefined ? {} : { unknown: `a second pin of ${thing.name}` };
    world.ask(targetOfLink(world, thing), {
      request: { op: 'link_pin', link: thing.name },
      links: [thing],
      outcome,
      ...second,
    });
  }
  thing.pinned = path;
  world.pins.set(path, thing);
}

export function objGet(call: BpfCall): void {
  const { world, process, attribute } = call;
  const fd = fdOf(call);
  const path = textOf(attribute.must('pathname'));
  if (fd === undefined) return;
  const object = world.pins.get(path);
  if (object === undefined)
    world.open(process, fd, { is: 'unknown', what: `what is pinned at ${path} was never seen to be made` });
  else reopen(call, fd, object, 'pin');
}
