import { numberOf } from './attribute.ts';
import { hasFlag, isCommand } from './flags.ts';
import type { Process } from './processes.ts';
import type { Parsed } from './strace/value.ts';
import type { World } from './world.ts';

/** One call that is none of bpf(2). */
interface SystemCall {
  readonly world: World;
  readonly process: Process;
  readonly parsed: Parsed;
}

const argument = ({ parsed: { args } }: SystemCall, index: number): number => numberOf(args[index]) ?? -1;

/** dup(2) and the like: a new fd for the same open file. */
function copy({ process, parsed: { args, returned } }: SystemCall, closesOnExec: boolean): void {
  const from = numberOf(args[0]) ?? -1;
  if (returned.is !== 'number' || returned.number === from) return;
  const file = process.fds.get(from);
  if (file === undefined) process.fds.close(returned.number);
  else process.fds.open(returned.number, file, closesOnExec);
}

function fcntl(call: SystemCall): void {
  const [, command] = call.parsed.args;
  if (isCommand(command, 'F_DUPFD')) copy(call, false);
  if (isCommand(command, 'F_DUPFD_CLOEXEC')) copy(call, true);
  if (isCommand(command, 'F_SETFD')) marked(call);
}

/** F_SETFD: whether an fd is closed on execve(2). */
function marked(call: SystemCall): void {
  const { process, parsed } = call;
  if (parsed.returned.is !== 'number') return;
  const fd = argument(call, 0);
  process.fds.mark(fd, fd, hasFlag(parsed.args[2], 'FD_CLOEXEC'));
}

function closed(call: SystemCall): void {
  const { process, parsed } = call;
  // Whatever close(2) returns but EBADF, the fd is gone.
  if (parsed.returned.is !== 'errno' || parsed.returned.errno !== 'EBADF') process.fds.close(argument(call, 0));
}

function closedRange(call: SystemCall): void {
  const { world, process, parsed } = call;
  if (parsed.returned.is !== 'number') return;
  const [, , flags] = parsed.args;
  if (hasFlag(flags, 'CLOSE_RANGE_UNSHARE')) world.processes.unshareFds(process);
  const [first, last] = [argument(call, 0), argument(call, 1)];
  if (hasFlag(flags, 'CLOSE_RANGE_CLOEXEC')) process.fds.mark(first, last, true);
  else process.fds.closeRange(first, last);
}

/** Any file that is opened: it takes an fd that may have been something else. */
function opened({ process, parsed: { returned } }: SystemCall): void {
  if (returned.is === 'number' && process.fds.get(returned.number)?.thing.is !== undefined)
    process.fds.close(returned.number);
}

/** The path of a call, where it begins at the root, or lies below a directory that is shown. */
function pathOf(parsed: Parsed, at: boolean): string | undefined {
  const [directory, path] = at ? parsed.args : [undefined, parsed.args[0]];
  if (path?.is !== 'text' || path.cut) return undefined;
  if (path.text.startsWith('/')) return path.text.replace(/\/+$/, '');
  const { path: below } = (directory ?? {}) as { readonly path?: string };
  return below === undefined ? undefined : `${below}/${path.text}`.replace(/\/+$/, '');
}

function made({ world, parsed }: SystemCall, path: string | undefined): void {
  if (path === undefined || parsed.returned.is !== 'number') return;
  world.made.add(path);
  for (const target of world.cgroupsAt(path))
    world.ask(target, { request: { op: 'cgroup_create', hook: target.hook }, outcome: world.done });
}

function removed({ world, parsed }: SystemCall, path: string | undefined): void {
  if (path === undefined || parsed.returned.is !== 'number') return;
  world.made.delete(path);
  for (const target of world.cgroupsAt(path))
    world.ask(target, { request: { op: 'cgroup_remove', hook: target.hook }, outcome: world.done });
}

function unlinked({ world, parsed }: SystemCall, path: string | undefined): void {
  const object = path === undefined ? undefined : world.pins.get(path);
  if (object === undefined || parsed.returned.is !== 'number') return;
  world.pins.delete(path!);
  delete object.pinned;
  if (object.is === 'prog') {
    world.freed(object);
    return;
  }
  const { name, part, hook } = object;
  const request = { op: 'link_unpin', link: name };
  world.ask({ part: world.parts.get(part)!, hook }, { request, links: [object], outcome: world.done });
}

/** The system calls that are followed, besides bpf(2) and those that make processes. */
export const SYSTEM_CALLS: Readonly<Record<string, (call: SystemCall) => void>> = {
  dup: (call) => copy(call, false),
  dup2: (call) => copy(call, false),
  dup3: (call) => copy(call, hasFlag(call.parsed.args[2], 'O_CLOEXEC')),
  fcntl,
  close: closed,
  close_range: closedRange,
  open: opened,
  openat: opened,
  openat2: opened,
  mkdir: (call) => made(call, pathOf(call.parsed, false)),
  mkdirat: (call) => made(call, pathOf(call.parsed, true)),
  rmdir: (call) => removed(call, pathOf(call.parsed, false)),
  unlink: (call) => unlinked(call, pathOf(call.parsed, false)),
  unlinkat: (call) =>
    hasFlag(call.parsed.args[2], 'AT_REMOVEDIR')
      ? removed(call, pathOf(call.parsed, true))
      : unlinked(call, pathOf(call.parsed, true)),
  execve: ({ world, process, parsed }) => {
    if (parsed.returned.is === 'number') world.processes.exec(process);
  },
  unshare: ({ world, process, parsed }) => world.processes.unshare(process, parsed),
  setns: ({ world, process, parsed }) => world.processes.setns(process, parsed),
};
