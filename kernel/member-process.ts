import { readFileSync, readSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { must, type Result } from './errno.ts';
import { type MemberOrder, NETWORK_FD, ORDER_FD } from './member-orders.ts';
import { System } from './syscalls.ts';

/*
 * A process that makes sockets in cgroups: a socket belongs to the cgroup that its maker is in. It is in one only while it makes
 * a socket there, and ends when whoever orders closes its end, or dies.
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
  const made = (order: MemberOrder): Result => {
    if ('close' in order) return system.close(order.close);
    enter(order.in);
    try {
      return system.udpSocket();
    } finally {
      enter(join(mount, home));
    }
  };
  const into = Buffer.alloc(8192);
  say('ready');
  for (;;) {
    const length = readSync(ORDER_FD, into);
    if (length === 0) return;
    say(made(JSON.parse(into.toString('utf8', 0, length)) as MemberOrder));
  }
}

function say(what: Result): void {
  writeSync(ORDER_FD, JSON.stringify(what));
}

try {
  serve(process.argv[2]!);
} catch (error) {
  writeSync(ORDER_FD, JSON.stringify({ failed: (error as Error).message }));
}
