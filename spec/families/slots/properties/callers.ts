import { withFields } from '../../../with-fields.ts';
import { type Flag, type HookName, type Request, type RequestInput, Unprivileged } from '../vocabulary/index.ts';
import { sameWorld } from './laws.ts';
import type { Trial, TrialState } from './property.ts';
import { hooksThere, said } from './trial-requests.ts';

/** Flags that say nothing of a place. */
const MODES: readonly Flag[] = ['ALLOW_MULTI', 'ALLOW_OVERRIDE'];

/** Whether a request attaches a program, and asks for no place. */
function attachesPlainly(request: Request): request is Request & { op: 'prog_attach' | 'link_create' } {
  if (request.op !== 'prog_attach' && request.op !== 'link_create') return false;
  return request.relative.is === 'none' && request.flags.every((flag) => MODES.includes(flag));
}

/** Every plain attach that succeeds for the privileged, made by everybody else. */
function* attachesByOthers({ tried }: TrialState) {
  for (const { request, outcome } of tried)
    if (outcome === 'ok' && attachesPlainly(request))
      for (const caller of Unprivileged.options) yield withFields(request, { caller });
}

/** A request to every hook, made by everybody who lacks CAP_NET_ADMIN, where the interface can say it. */
function* requestsByOthers(trial: TrialState, to: (hook: HookName) => RequestInput) {
  for (const hook of hooksThere(trial.world))
    for (const caller of Unprivileged.options) {
      const made = said(trial, withFields(to(hook), { caller }));
      if (made !== undefined) yield made;
    }
}

/** What is to be expected of callers that lack capabilities, where some may attach. */
export const ATTACHING_CALLERS = [
  {
    kind: 'trial',
    id: 'who-attaches-may-query',
    sentence: 'Who may attach a program may query the hook that it is attached to.',
    why: 'who cannot query finds out neither whether its program is still there nor where it is in the list',
    cases: (trial, judge) => {
      for (const attach of attachesByOthers(trial)) {
        const { hook, caller } = attach;
        const query = said(trial, { op: 'prog_query', hook, buffer: 'none', caller });
        if (query === undefined) continue;
        const [attached, found] = trial.attempt(attach, query);
        if (attached!.outcome === 'ok') judge(found!.outcome === 'ok', () => ({ steps: [attach, query] }));
      }
    },
  },
  {
    kind: 'trial',
    id: 'who-attaches-may-detach',
    sentence: 'Who may attach a program may detach it again, or its link.',
    why: 'who is killed and started again takes back what it left behind',
    cases: (trial, judge) => {
      for (const attach of attachesByOthers(trial)) {
        const { hook, caller, prog } = attach;
        const detach =
          attach.op === 'link_create'
            ? said(trial, { op: 'link_detach', link: { is: 'link', name: attach.link }, caller })
            : said(trial, { op: 'prog_detach', hook, prog, caller });
        if (detach === undefined) continue;
        const [attached, detached] = trial.attempt(attach, detach);
        if (attached!.outcome === 'ok') judge(detached!.outcome === 'ok', () => ({ steps: [attach, detach] }));
      }
    },
  },
] as const satisfies readonly Trial[];

/** What is to be expected of all callers that lack capabilities. */
export const CALLER_TRIALS = [
  {
    kind: 'trial',
    id: 'removal-needs-fd-or-capability',
    sentence: 'Who lacks CAP_NET_ADMIN removes no program that it does not name by an fd.',
    why: 'else anybody who may call bpf(2) takes away what an administrator attached',
    cases: (trial, judge) => {
      const unnamed = (hook: HookName) => ({ op: 'prog_detach', hook, prog: { is: 'none' } }) as const;
      for (const detach of requestsByOthers(trial, unnamed)) {
        const [came] = trial.attempt(detach);
        judge(sameWorld(trial.world, came!.after), () => ({ steps: [detach] }));
      }
    },
  },
  {
    kind: 'trial',
    id: 'refused-caller-told',
    sentence: 'Where a request succeeds for the privileged and fails for another caller, it fails with EPERM.',
    why: 'EPERM is what a call for which a capability is lacking fails with; another errno sends users after another reason',
    cases: (trial, judge) => {
      for (const attach of attachesByOthers(trial)) {
        const [came] = trial.attempt(attach);
        if (came!.outcome !== 'ok') judge(came!.outcome === 'EPERM', () => ({ steps: [attach] }));
      }
      const plain = (hook: HookName) => ({ op: 'prog_query', hook, buffer: 'none' }) as const;
      for (const query of requestsByOthers(trial, plain)) {
        const { outcome } = trial.attempt(query)[0]!;
        if (outcome !== 'ok') judge(outcome === 'EPERM', () => ({ steps: [query] }));
      }
    },
  },
] as const satisfies readonly Trial[];
