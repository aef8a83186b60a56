import type { Request, View } from '../vocabulary/index.ts';
import type { Judge, Trial, TrialState, Tried } from './property.ts';

type OfSocket = Request & { readonly op: 'run' };

interface Made extends Tried {
  readonly request: OfSocket;
}

/** Every packet or call that was made by a socket with a name, wherever its process was. */
const madeIn = ({ tried }: TrialState): readonly Made[] =>
  tried.filter(
    (each): each is Made => each.request.op === 'run' && each.request.socket !== 'none' && each.outcome === 'ok',
  );

const same = (a: View, b: View): boolean => JSON.stringify(a) === JSON.stringify(b);

/** Judges that a request that succeeds changes nothing of what becomes of packets and calls of sockets that it is not about. */
function leavesOthers(trial: TrialState, judge: Judge, change: Request, isAbout: (made: OfSocket) => boolean): void {
  for (const { request: made, view } of madeIn(trial)) {
    if (isAbout(made)) continue;
    const after = trial.attempt(change, made).at(-1);
    judge(after !== undefined && same(view, after.view), () => ({ steps: [made, change, made] }));
  }
}

/** What is to be expected of sockets, which processes take with them and which outlive cgroups. */
export const SOCKET_TRIALS = [
  {
    kind: 'trial',
    id: 'socket-stays-where-it-was-made',
    sentence: 'What becomes of a packet or call of a socket does not depend on the cgroup that its process is in.',
    why: 'a process that is moved to another cgroup, or hands its socket over, does not leave the rules that the socket was made under',
    cases: (trial, judge) => {
      const made = madeIn(trial);
      for (const one of made)
        for (const other of made)
          if (one.request.hook < other.request.hook && one.request.socket === other.request.socket)
            if (one.request.option === other.request.option)
              judge(same(one.view, other.view), () => ({ steps: [one.request, other.request] }));
    },
  },
  {
    kind: 'trial',
    id: 'removal-keeps-sockets',
    sentence:
      'A cgroup that is removed, or made, changes nothing of what becomes of a packet or call of a socket that is open.',
    why: 'a service is stopped by removing its cgroup; a connection that it handed over must not lose its filter, nor get another',
    cases: (trial, judge) => {
      for (const { request: change, outcome } of trial.tried) {
        if (outcome !== 'ok' || (change.op !== 'cgroup_remove' && change.op !== 'cgroup_create')) continue;
        // No process is in a cgroup that is gone.
        leavesOthers(trial, judge, change, ({ hook }) => hook === change.hook);
      }
    },
  },
  {
    kind: 'trial',
    id: 'sockets-close-alone',
    sentence: 'A socket that is closed changes nothing of what becomes of a packet or call of another.',
    why: 'who closes its socket does not take filters away from others',
    cases: (trial, judge) => {
      for (const { request: closed, outcome } of trial.tried) {
        if (closed.op !== 'socket_close' || outcome !== 'ok') continue;
        leavesOthers(trial, judge, closed, ({ socket }) => socket === closed.socket);
      }
    },
  },
] as const satisfies readonly Trial[];
