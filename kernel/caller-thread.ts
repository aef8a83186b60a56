import { workerData } from 'node:worker_threads';
import { CALL, pass, type Shared, TURN, type Unprivileged, WORD, waitWhile } from './caller-orders.ts';
import { System } from './syscalls.ts';

/** The capabilities that a caller keeps. Source: include/uapi/linux/capability.h, v6.18. */
const CAP_PERFMON = 38n;
const CAP_BPF = 39n;
const KEPT: Readonly<Record<Unprivileged, bigint>> = {
  'bpf-only': (1n << CAP_PERFMON) | (1n << CAP_BPF),
  'no-capability': 0n,
};

/**
 * Gives up capabilities for good, and makes the calls that it is ordered to until it is to end. In Linux
 * capabilities belong to a thread, while fds and addresses are those of the process.
 */
function serve({ caller, words, address }: Shared): void {
  const system = new System();
  let [value, errno] = system.keepCapabilities(KEPT[caller]);
  for (;;) {
    words[WORD.value] = value;
    words[WORD.errno] = errno;
    pass(words, TURN.waits);
    waitWhile(words, TURN.waits);
    if (words[WORD.turn] === TURN.ends) return;
    const call = words[WORD.call] === CALL.send ? system.sendAt : system.bpfAt;
    [value, errno] = call.call(system, words[WORD.command]!, address[0]!, words[WORD.size]!);
  }
}

serve(workerData as Shared);
