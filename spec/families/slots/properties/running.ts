import { NEXT, verdictOf } from '../vocabulary/index.ts';
import { slotsSeen, type Trial, type TrialState } from './property.ts';
import { said } from './trial-requests.ts';

/** Source: include/uapi/linux/bpf.h, enum tcx_action_base. */
const KNOWN: readonly number[] = [NEXT, 0, 2, 7];

/** Every packet that was sent in a state, with the list it came to, and the first slot of it that does not say NEXT (-1: none). */
function* packetsIn({ world, tried }: TrialState) {
  for (const { request: sent, view } of tried) {
    if (sent.op !== 'run' || view.is !== 'packet') continue;
    const slots = slotsSeen(world.hooks[sent.hook]);
    yield { sent, packet: view, slots, end: slots.findIndex(({ prog }) => verdictOf(world.universe, prog) !== NEXT) };
  }
}

/** What is to be expected of the programs of a list when a packet comes. */
export const RUN_TRIALS = [
  {
    kind: 'trial',
    id: 'attached-program-runs',
    sentence: 'A program in the list runs, unless a verdict of one in front of it ends the walk.',
    why: 'a program that is attached and sees no packet is the most common complaint about shared hooks',
    cases: (trial, judge) => {
      for (const { sent, packet, slots, end } of packetsIn(trial)) {
        const due = end === -1 ? slots : slots.slice(0, end + 1);
        if (due.length > 0)
          judge(
            due.every(({ prog }, at) => packet.ran[at] === prog),
            () => ({ steps: [sent] }),
          );
      }
    },
  },
  {
    kind: 'trial',
    id: 'update-changes-one-program',
    sentence: 'After a program was replaced in place, the programs in front of it run as before.',
    why: 'who updates a program of its own changes nothing for others',
    cases: (trial, judge) => {
      for (const { request: made, outcome } of trial.tried) {
        if (made.op !== 'prog_attach' || !made.flags.includes('REPLACE') || outcome !== 'ok') continue;
        const { replace } = made;
        const sent = said(trial, { op: 'run', hook: made.hook });
        // At some kinds of hooks nothing is sent.
        if (sent === undefined) return;
        const place = slotsSeen(trial.world.hooks[made.hook]).findIndex(
          ({ prog }) => replace.is === 'prog' && prog === replace.name,
        );
        const [before] = trial.attempt(sent);
        const after = trial.attempt(made, sent).at(-1);
        if (before?.view.is !== 'packet' || after?.view.is !== 'packet') continue;
        const inFront = (ran: readonly string[]) => String(ran.slice(0, place));
        judge(inFront(before.view.ran) === inFront(after.view.ran), () => ({ steps: [sent, made, sent] }));
      }
    },
  },
] as const satisfies readonly Trial[];

/** What the interface of tcx promises of verdicts that it does not know. */
export const UNKNOWN_VERDICTS = [
  {
    kind: 'trial',
    id: 'unknown-verdict-is-next',
    sentence: 'A verdict that is not known keeps no other program from running, and drops nothing.',
    source: 'include/uapi/linux/bpf.h, enum tcx_action_base: unknown return codes are mapped to TCX_NEXT',
    cases: (trial, judge) => {
      for (const { sent, packet, slots, end } of packetsIn(trial)) {
        if (end === -1 || KNOWN.includes(verdictOf(trial.world.universe, slots[end]!.prog))) continue;
        const next = slots[end + 1];
        judge(next === undefined ? packet.delivered : packet.ran[end + 1] === next.prog, () => ({ steps: [sent] }));
      }
    },
  },
] as const satisfies readonly Trial[];
