import { readFileSync, readSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { must } from './errno.ts';
import { type MemberOrder, NETWORK_FD, ORDER_FD, type Said } from './member-orders.ts';
import { type Answer, makeCall, makeSocket } from './socket-calls.ts';
import { System } from './syscalls.ts';

/*
 * A process that makes and uses sockets in cgroups: a socket belongs to the cgroup that its maker is in. It is in one only while it
 * makes or uses a socket there, and ends when whoever orders closes its end, or dies.
 */

const HOME = /^0::(.*)$/m;

/** Serves orders for sockets; `mount`: where cgroup2 is mounted. */
function serve(mount: string): void {
  const system = new System();
  must('setns', system.enterNetwork(NETWORK_FD));
  const home = HOME.exec(readFileSync('/proc/self/cgroup', 'utf8'))?.[1] ?? '/';
  const enter = (path: string) => writeFileSync(join(path, 'cgroup.procs'), '0');
  // Where it cannot go back to, it does not leave.
  enter(join(mount, home));
  const within = (path: string, act: () => Answer): Said => {
    try {
      enter(path);
    } catch (error) {
      return { is: 'outside', errno: (error as NodeJS.ErrnoException).code ?? String(error) };
    }
    try {
      return { is: 'answer', answer: act() };
    } finally {
      enter(join(mount, home));
    }
  };
  const done = (order: MemberOrder): Said => {
    if ('close' in order) return { is: 'answer', answer: [system.close(order.close), 0] };
    if ('make' in order) return within(order.in, () => [makeSocket(system, order.make), 0]);
    return within(order.in, () => makeCall(system, order.use, order.call));
  };
  const into = Buffer.alloc(8192);
  say({ is: 'answer', answer: [0, 0] });
  for (;;) {
    const length = readSync(ORDER_FD, into);
    if (length === 0) return;
    say(done(JSON.parse(into.toString('utf8', 0, length)) as MemberOrder));
  }
}

function say(what: Said): void {
  writeSync(ORDER_FD, JSON.stringify(what));
}

try {
  serve(process.argv[2]!);
} catch (error) {
  say({ is: 'failed', why: (error as Error).message });
}
