import { numberOf } from './attribute.ts';
import { type BpfCall, fdOf, type Handler, targetOfLink, textOf } from './bpf-call.ts';
import { mayHaveChanged } from './came.ts';
import { byId, objGet, objInfo, objPin } from './holders.ts';
import { type Command, progType } from './numbers.ts';
import type { Prog } from './objects.ts';
import { bufferOf, flagsOf, linkRef, type Named, optionalProg, progRef, relativeOf, together } from './requests.ts';
import type { Value } from './strace/value.ts';
import type { Seen } from './view.ts';
import type { Target } from './world.ts';

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
function targetOf({ world, process, attribute, outcome }: BpfCall, command: Command): Target | undefined {
  const target = world.target(process, attribute);
  if (target === undefined) world.skip(`BPF_${command} at other hooks`);
  else if ('hook' in target) return target;
  else
    target.part.leaveOut(
      world.now.line,
      command.toLowerCase(),
      target.why,
      mayHaveChanged(outcome) && command !== 'PROG_QUERY',
    );
  return undefined;
}

/** A call through an fd that is no link that the log shows to be made. */
function throughOther({ world, outcome }: BpfCall, command: Command, { unknown, elsewhere }: Named): void {
  if (elsewhere === true) world.skip(`BPF_${command} at other hooks`);
  else if (unknown === undefined) world.skip(`BPF_${command} of what is no link`);
  else world.askUntold(command.toLowerCase(), unknown, mayHaveChanged(outcome));
}

const ATTACH = { relative: { at: 20, size: 4 }, revision: { at: 24, size: 8 } } as const;
const RELATIVE = ['relative_fd', 'relative_id'] as const;

/** The two have one layout; only a detach may name no program, and have no flags that strace shows early. */
function attachOrDetach(call: BpfCall, op: 'prog_attach' | 'prog_detach'): void {
  const { world, process, attribute, outcome } = call;
  const target = targetOf(call, op === 'prog_attach' ? 'PROG_ATTACH' : 'PROG_DETACH');
  if (target === undefined) return;
  const { prog, bits } =
    op === 'prog_attach'
      ? {
          bits: attribute.number('attach_flags'),
          prog: progRef(world, process, attribute.must('attach_bpf_fd')),
        }
      : {
          prog: optionalProg(world, process, attribute.must('attach_bpf_fd')),
          bits: attribute.lateNumber({ at: 12, size: 4 }, 'attach_flags'),
        };
  const replace = optionalProg(world, process, attribute.late({ at: 16, size: 4 }, 'replace_bpf_fd'));
  const { relativeId, ...relative } = relativeOf(world, process, attribute.late(ATTACH.relative, ...RELATIVE), bits);
  world.ask(target, {
    request: {
      op,
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
    const elsewhere = world.target(process, attribute) === undefined ? { elsewhere: true as const } : {};
    const what = `fd ${fd} is a link at a hook that is not read`;
    if (fd !== undefined) world.open(process, fd, { is: 'unknown', what, ...elsewhere });
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
  const named = linkRef(world, process, attribute.must('link_fd'));
  const { ref, link } = named;
  if (link === undefined) {
    throughOther(call, 'LINK_UPDATE', named);
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

function linkDetach(call: BpfCall): void {
  const { world, process, attribute, outcome } = call;
  const named = linkRef(world, process, attribute.must('link_fd'));
  const { ref, link } = named;
  if (link === undefined) {
    throughOther(call, 'LINK_DETACH', named);
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

/** What makes an fd that is neither a program nor a link. */
const other: Handler = (call) => {
  const fd = fdOf(call);
  if (fd !== undefined) call.world.open(call.process, fd, { is: 'other' });
};

/** The commands that change what is attached, or what holds it. */
export const CHANGING: ReadonlySet<Command> = new Set([
  'PROG_ATTACH',
  'PROG_DETACH',
  'LINK_CREATE',
  'LINK_UPDATE',
  'LINK_DETACH',
  'OBJ_PIN',
]);

/** What each command does. Those that are not here say nothing of attaching. */
export const HANDLERS: Readonly<Record<Command, Handler>> = {
  MAP_CREATE: other,
  BTF_LOAD: other,
  PROG_LOAD: progLoad,
  OBJ_PIN: objPin,
  OBJ_GET: objGet,
  PROG_ATTACH: (call) => attachOrDetach(call, 'prog_attach'),
  PROG_DETACH: (call) => attachOrDetach(call, 'prog_detach'),
  PROG_GET_FD_BY_ID: byId('prog'),
  LINK_GET_FD_BY_ID: byId('link'),
  OBJ_GET_INFO_BY_FD: objInfo,
  PROG_QUERY: progQuery,
  LINK_CREATE: linkCreate,
  LINK_UPDATE: linkUpdate,
  LINK_DETACH: linkDetach,
};
