import type { Outcome } from '../spec/vocabulary/outcome.ts';
import { type Attribute, numberOf } from './attribute.ts';
import { type Command, progType } from './numbers.ts';
import type { Link, Prog } from './objects.ts';
import type { Process } from './processes.ts';
import { bufferOf, flagsOf, linkRef, optionalProg, progRef, relativeOf, together } from './requests.ts';
import type { Returned, Value } from './strace/value.ts';
import type { Seen } from './view.ts';
import type { Target, World } from './world.ts';

/** One call of bpf(2) with what it came to. */
export interface BpfCall {
  readonly world: World;
  readonly process: Process;
  readonly attribute: Attribute;
  readonly returned: Returned;
  readonly outcome: Outcome;
}

type Handler = (call: BpfCall) => void;

const textOf = (value: Value | undefined): string => (value?.is === 'text' ? value.text : '');

/** The fd that a call returned, if any. */
const fdOf = ({ returned }: BpfCall) => (returned.is === 'number' ? returned.number : undefined);

function progLoad(call: BpfCall): void {
  const { world, process, attribute } = call;
  const fd = fdOf(call);
  if (fd === undefined) return;
  const type = numberOf(attribute.must('prog_type')) ?? -1;
  const nth = ++world.progs;
  const name = world.names.give(textOf(attribute.value('prog_name')), `P${nth}`);
  const prog: Prog = { is: 'prog', name, type: progType(type), nth, opened: 0 };
  world.open(process, fd, prog);
}

/** A hook that is read; counts what is not. */
function targetOf({ world, process, attribute }: BpfCall, command: Command): Target | undefined {
  const target = world.target(process, attribute);
  if (typeof target === 'object') return target;
  world.skip(target === undefined ? `BPF_${command} at other hooks` : `BPF_${command}: ${target}`);
  return undefined;
}

const ATTACH = { relative: { at: 20, size: 4 }, revision: { at: 24, size: 8 } } as const;
const RELATIVE = ['relative_fd', 'relative_id'] as const;

function progAttach(call: BpfCall): void {
  const { world, process, attribute, outcome } = call;
  const target = targetOf(call, 'PROG_ATTACH');
  if (target === undefined) return;
  const bits = attribute.number('attach_flags');
  const prog = progRef(world, process, attribute.must('attach_bpf_fd'));
  const replace = optionalProg(world, process, attribute.late({ at: 16, size: 4 }, 'replace_bpf_fd'));
  const { relativeId, ...relative } = relativeOf(world, process, attribute.late(ATTACH.relative, ...RELATIVE), bits);
  world.ask(target, {
    request: {
      op: 'prog_attach',
      hook: target.hook,
      flags: flagsOf(bits),
      prog: prog.ref,
      relative: relative.ref,
      replace: replace.ref,
    },
    ...together(prog, replace, relative),
    ...(relativeId === undefined ? {} : { relativeId }),
    revision: attribute.lateNumber(ATTACH.revision, 'expected_revision'),
    outcome,
  });
}

function progDetach(call: BpfCall): void {
  const { world, process, attribute, outcome } = call;
  const target = targetOf(call, 'PROG_DETACH');
  if (target === undefined) return;
  const prog = optionalProg(world, process, attribute.must('attach_bpf_fd'));
  const bits = attribute.lateNumber({ at: 12, size: 4 }, 'attach_flags');
  const replace = optionalProg(world, process, attribute.late({ at: 16, size: 4 }, 'replace_bpf_fd'));
  const { relativeId, ...relative } = relativeOf(world, process, attribute.late(ATTACH.relative, ...RELATIVE), bits);
  world.ask(target, {
    request: {
      op: 'prog_detach',
      hook: target.hook,
      flags: flagsOf(bits),
      prog: prog.ref,
      relative: relative.ref,
      replace: replace.ref,
    },
    ...together(prog, replace, relative),
    ...(relativeId === undefined ? {} : { relativeId }),
    revision: attribute.lateNumber(ATTACH.revision, 'expected_revision'),
    outcome,
  });
}

function linkCreate(call: BpfCall): void {
  const { world, process, attribute, outcome } = call;
  const fd = fdOf(call);
  const target = targetOf(call, 'LINK_CREATE');
  if (target === undefined) {
    if (fd !== undefined)
      world.open(process, fd, { is: 'unknown', what: `fd ${fd} is a link at a hook that is not read` });
    return;
  }
  const bits = attribute.number('flags');
  const prog = progRef(world, process, attribute.must('prog_fd'));
  // A strace that does not know the hook shows the relative as what other links have in its place.
  const value = attribute.late({ at: 16, size: 4 }, ...RELATIVE, 'target_btf_id');
  const { relativeId, ...relative } = relativeOf(world, process, value, bits);
  const link = world.nextLink(target);
  world.ask(target, {
    request: {
      op: 'link_create',
      hook: target.hook,
      link: link.name,
      flags: flagsOf(bits),
      prog: prog.ref,
      relative: relative.ref,
    },
    ...together(prog, relative, { ref: {}, link }),
    ...(relativeId === undefined ? {} : { relativeId }),
    revision: attribute.lateNumber(ATTACH.revision, 'expected_revision'),
    outcome,
  });
  if (fd === undefined) return;
  world.links++;
  world.open(process, fd, link);
}

function linkUpdate(call: BpfCall): void {
  const { world, process, attribute, outcome } = call;
  const { ref, link, unknown } = linkRef(world, process, attribute.must('link_fd'));
  if (link === undefined) {
    world.skip(`BPF_LINK_UPDATE: ${unknown ?? 'of what is no link'}`);
    return;
  }
  const bits = attribute.number('flags');
  const prog = progRef(world, process, attribute.must('new_prog_fd'));
  const shown = attribute.value('old_prog_fd');
  const old = shown === undefined ? undefined : optionalProg(world, process, shown);
  world.ask(targetOfLink(world, link), {
    request: { op: 'link_update', link: ref, flags: flagsOf(bits), prog: prog.ref, ...(old && { old: old.ref }) },
    ...together(prog, old, { ref, link }),
    outcome,
    ...(shown === undefined
      ? { unshown: 'EINVAL: strace does not show old_prog_fd of a BPF_LINK_UPDATE without BPF_F_REPLACE' }
      : {}),
  });
}

const targetOfLink = ({ parts }: World, { part, hook }: Link): Target => ({ part: parts.get(part)!, hook });

function linkDetach({ world, process, attribute, outcome }: BpfCall): void {
  const { ref, link, unknown } = linkRef(world, process, attribute.must('link_fd'));
  if (link === undefined) {
    world.skip(`BPF_LINK_DETACH: ${unknown ?? 'of what is no link'}`);
    return;
  }
  world.ask(targetOfLink(world, link), { request: { op: 'link_detach', link: ref }, links: [link], outcome });
}

/** The numbers of a list, if all are shown. */
function numbersOf(value: Value | undefined): readonly number[] | undefined {
  if (value?.is === 'change') return numbersOf(value.after);
  if (value?.is !== 'list') return undefined;
  const numbers = value.of.map(numberOf);
  return numbers.includes(undefined) ? undefined : (numbers as number[]);
}

/** What strace shows of the answer to a query that was answered. */
function seenOf({ attribute }: BpfCall): Seen {
  const count = attribute.must('prog_cnt', 'count');
  const progIds = numbersOf(attribute.value('prog_ids'));
  const linkIds = numbersOf(attribute.value('link_ids'));
  const after = count.is === 'change' ? count.after : count;
  return {
    ...(numberOf(after) === undefined ? {} : { count: numberOf(after)! }),
    revision: attribute.lateNumber({ at: 56, size: 8 }, 'revision'),
    ...(progIds === undefined ? {} : { progIds }),
    ...(linkIds === undefined ? {} : { linkIds }),
  };
}

function progQuery(call: BpfCall): void {
  const { world, attribute, outcome } = call;
  const target = targetOf(call, 'PROG_QUERY');
  if (target === undefined) return;
  const cgroup = target.part.name !== 'tcx';
  const bits = attribute.number('query_flags');
  const answered = outcome === 'ok' || outcome === 'ENOSPC';
  const effective = cgroup && bits === 1 && !world.reading.empty;
  const ids = attribute.late({ at: 32, size: 8 }, 'prog_attach_flags');
  world.ask(target, {
    request: {
      op: 'prog_query',
      hook: target.hook,
      queryFlags: bits === 0 ? 'none' : bits === 1 ? 'EFFECTIVE' : 'UNKNOWN',
      ...(cgroup ? { progAttachFlags: numberOf(ids) !== 0 } : {}),
      buffer: bufferOf(attribute),
    },
    outcome,
    ...(answered ? { seen: seenOf(call) } : {}),
    ...(effective
      ? { unknown: 'an effective query: what is attached to cgroups above is not known; --empty says that nothing is' }
      : {}),
  });
}

/** An fd of an object by its id: of one that the log knows it is one more fd, any other one is not known. */
const byId =
  (kind: 'prog' | 'link'): Handler =>
  (call) => {
    const { world, process, attribute } = call;
    const id = attribute.number(`${kind}_id`, 'start_id');
    const fd = fdOf(call);
    if (fd === undefined) return;
    const object = kind === 'prog' ? world.ids.progs.get(id) : world.ids.links.get(id);
    if (object === undefined)
      world.open(process, fd, { is: 'unknown', what: `the ${kind} with id ${id} was never seen to be made` });
    else reopen(call, fd, object, 'id');
  };

/** One more fd of an object. */
export function reopen({ world, process }: BpfCall, fd: number, object: Prog | Link, from: 'id' | 'pin'): void {
  if (object.is === 'link') {
    const request = { op: 'link_open', link: object.name, from };
    world.ask(targetOfLink(world, object), { request, links: [object], outcome: 'ok' });
  } else if (object.opened === 0 && object.pinned === undefined) {
    for (const part of world.parts.values())
      if (part.knows(object))
        world.ask({ part, hook: '' }, { request: { op: 'prog_open', prog: object.name }, outcome: 'ok' });
  }
  world.open(process, fd, object);
}

/** BPF_OBJ_GET_INFO_BY_FD shows the id of what it is about. */
function objInfo({ world, process, attribute, outcome }: BpfCall): void {
  const id = numberOf(attribute.value('id'));
  if (outcome !== 'ok' || id === undefined) return;
  const thing = world.thing(process, attribute.must('bpf_fd'));
  if (thing === 'closed' || !('opened' in thing)) return;
  if (thing.is === 'prog') world.ids.progs.bind(id, thing);
  else world.ids.links.bind(id, thing);
}

function objPin({ world, process, attribute, outcome }: BpfCall): void {
  const path = textOf(attribute.must('pathname'));
  const thing = world.thing(process, attribute.must('bpf_fd'));
  if (thing === 'closed' || !('opened' in thing) || outcome !== 'ok') return;
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

function objGet(call: BpfCall): void {
  const { world, process, attribute } = call;
  const fd = fdOf(call);
  const path = textOf(attribute.must('pathname'));
  if (fd === undefined) return;
  const object = world.pins.get(path);
  if (object === undefined)
    world.open(process, fd, { is: 'unknown', what: `what is pinned at ${path} was never seen to be made` });
  else reopen(call, fd, object, 'pin');
}

/** What makes an fd that is neither a program nor a link. */
const other: Handler = (call) => {
  const fd = fdOf(call);
  if (fd !== undefined) call.world.open(call.process, fd, { is: 'other' });
};

/** What each command does. Those that are not here say nothing of attaching. */
export const HANDLERS: Readonly<Record<Command, Handler>> = {
  MAP_CREATE: other,
  BTF_LOAD: other,
  PROG_LOAD: progLoad,
  OBJ_PIN: objPin,
  OBJ_GET: objGet,
  PROG_ATTACH: progAttach,
  PROG_DETACH: progDetach,
  PROG_GET_FD_BY_ID: byId('prog'),
  LINK_GET_FD_BY_ID: byId('link'),
  OBJ_GET_INFO_BY_FD: objInfo,
  PROG_QUERY: progQuery,
  LINK_CREATE: linkCreate,
  LINK_UPDATE: linkUpdate,
  LINK_DETACH: linkDetach,
};
