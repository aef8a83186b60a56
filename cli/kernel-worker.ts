import { parentPort, workerData } from 'node:worker_threads';
import { CrossCheck } from '../checker/live/cross-check.ts';
import { KernelUnavailable } from '../kernel/failure.ts';
import { KernelLog } from '../kernel/kernel-log.ts';
import { openKernelFor } from '../kernel/targets.ts';
import type { Request } from '../spec/semantics.ts';
import { inputMessage } from './ending.ts';
import type { Answer, Assignment, Order } from './kernel-orders.ts';
import { semanticsOf } from './kernel-semantics.ts';

const answer = (message: Answer) => parentPort!.postMessage(message);

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
async function work(assignment: Assignment): Promise<void> {
  const port = parentPort!;
  const { semantics } = await semanticsOf(assignment);
  const machine = openKernelFor(semantics);
  const log = KernelLog.open();
  const check = new CrossCheck(semantics, machine, assignment.scope);
  const listen = (describe: () => string) => {
    const lines = log?.alarms() ?? [];
    if (lines.length > 0) throw new Alarm(lines, describe());
  };
  port.on('message', (order: Order) => {
    if (order.is === 'stop') {
      machine.close();
      log?.close();
      port.close();
      return;
    }
    try {
      const said = semantics.family.words.request;
      const afterChange = (request: Request) => listen(() => said(request, 'several'));
      const visited = check.visit(order.path, { keepGoing: assignment.keepGoing, afterChange });
      listen(
        () =>
          `one of ${visited.transitions} requests after ${order.path.map((each) => said(each, 'one')).join('; ') || 'nothing'}`,
      );
      answer({ is: 'visited', visited, log: log?.isWhole === true });
    } catch (error) {
      if (error instanceof Alarm) answer({ is: 'alarm', lines: error.lines, request: error.request });
      else giveUp(error);
    }
  });
  answer({ is: 'ready' });
}

/** Says why no state can be visited; throws what is no fault of the kernel, and none of the file with the semantics. */
function giveUp(error: unknown): void {
  const refused = inputMessage(error);
  if (error instanceof KernelUnavailable) answer({ is: 'unavailable', reason: error.reason });
  else if (refused !== undefined) answer({ is: 'refused', message: refused });
  else throw error;
  parentPort!.close();
}

if (parentPort !== null) await work(workerData as Assignment).catch(giveUp);
