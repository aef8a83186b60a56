import { parentPort, workerData } from 'node:worker_threads';
import { CrossCheck, type Visited } from '../checker/cross-check.ts';
import type { Scope } from '../checker/scope.ts';
import { KernelLog } from '../kernel/kernel-log.ts';
import { KernelUnavailable, openKernel } from '../kernel/kernel-machine.ts';
import type { Errno, Request } from '../spec/vocabulary/index.ts';
import { describeRequest } from '../traces/describe.ts';
import { semanticsOf } from './kernel-semantics.ts';

/** What a worker is made with. */
export interface Assignment {
  readonly profile: string;
  readonly scope: Scope;
  readonly keepGoing: boolean;
  readonly change?: { readonly rule: string; readonly errno: Errno };
}

/** What the main thread sends: a state to visit, or the end. */
export type Order = { readonly is: 'visit'; readonly path: readonly Request[] } | { readonly is: 'stop' };

/** What a worker answers. */
export type Answer =
  | { readonly is: 'ready' }
  | { readonly is: 'unavailable'; readonly reason: string }
  | { readonly is: 'visited'; readonly visited: Visited }
  | { readonly is: 'alarm'; readonly lines: readonly string[]; readonly request: string };

class Alarm extends Error {
  readonly lines: readonly string[];
  readonly request: string;
  constructor(lines: readonly string[], request: string) {
    super(lines[0]);
    this.lines = lines;
    this.request = request;
  }
}

/** Visits states on a kernel machine of its own, in a network namespace of its own, until it is told to stop. */
function work(assignment: Assignment): void {
  const port = parentPort!;
  const answer = (message: Answer) => port.postMessage(message);
  const semantics = semanticsOf(assignment);
  const machine = openKernel({ kind: semantics.uapi.hook === 'cgroup' ? 'cgroup' : 'tcx' });
  const log = KernelLog.open();
  const check = new CrossCheck(semantics, machine, assignment.scope);
  const listen = (said: string) => {
    const lines = log?.alarms() ?? [];
    if (lines.length > 0) throw new Alarm(lines, said);
  };
  port.on('message', (order: Order) => {
    if (order.is === 'stop') {
      machine.close();
      log?.close();
      port.close();
      return;
    }
    try {
      const afterChange = (request: Request) => listen(describeRequest(request, 'several'));
      const visited = check.visit(order.path, { keepGoing: assignment.keepGoing, afterChange });
      listen(
        `one of ${visited.transitions} requests after ${order.path.map((each) => describeRequest(each)).join('; ') || 'nothing'}`,
      );
      answer({ is: 'visited', visited });
    } catch (error) {
      if (!(error instanceof Alarm)) throw error;
      answer({ is: 'alarm', lines: error.lines, request: error.request });
    }
  });
  answer({ is: 'ready' });
}

if (parentPort !== null) {
  try {
    work(workerData as Assignment);
  } catch (error) {
    if (!(error instanceof KernelUnavailable)) throw error;
    parentPort.postMessage({ is: 'unavailable', reason: error.reason } satisfies Answer);
    parentPort.close();
  }
}
