import { request, type View, verdictOf } from '../vocabulary/index.ts';
import { above, hooksOf } from './effective.ts';
import { slotsSeen, type Trial, type TrialState, type World } from './property.ts';

type Ran = Extract<View, { readonly ran: readonly string[] }>;

/** Every packet or call of no socket with a name that was made in a state, and what became of it. */
function* runsIn({ tried }: TrialState) {
  for (const { request: made, view } of tried)
    if (made.op === 'run' && made.socket === 'none' && 'ran' in view) yield { made, view };
}

/** Whether a program that ran returned with bit 0 clear. */
const someRefused = ({ universe }: World, { ran }: Ran): boolean =>
  ran.some((prog) => (verdictOf(universe, prog) & 1) === 0);

const modeAt = (world: World, hook: string) => {
  const seen = world.hooks[hook];
  return seen?.is === 'list' ? seen.mode : undefined;
};

/** The programs that are to run at a cgroup, in any order: its own, and those of ancestors which nothing nearer hides. */
function due(world: World, hook: string): readonly string[] {
  const progs = slotsSeen(world.hooks[hook]).map(({ prog }) => prog);
  for (const each of above(world, hook))
    if (progs.length === 0 || modeAt(world, each) === 'MULTI')
      progs.push(...slotsSeen(world.hooks[each]).map(({ prog }) => prog));
  return progs.toSorted();
}

/** Two runs that are the same but for one place at most. */
const differInOne = (before: readonly string[], after: readonly string[]): boolean =>
  before.length === after.length && before.filter((prog, at) => prog !== after[at]).length <= 1;

/** What is to be expected of the programs of cgroups when a packet comes, or a call is made. */
export const CGROUP_RUN_TRIALS = [
  {
    kind: 'trial',
    id: 'cgroup-program-runs',
    sentence:
      'A program of a cgroup runs, once for each time it is attached, whatever others say; so does one of an ancestor, unless that is not in MULTI mode and a nearer cgroup has programs.',
    why: 'a program that is attached and sees nothing is the most common complaint about shared hooks',
    cases: (trial, judge) => {
      for (const { made, view } of runsIn(trial)) {
        const expected = due(trial.world, made.hook);
        if (expected.length > 0) judge(String(view.ran.toSorted()) === String(expected), () => ({ steps: [made] }));
      }
    },
  },
  {
    kind: 'trial',
    id: 'refused-packet-stays-refused',
    sentence: 'A packet that one program refuses is not delivered, whatever the others say.',
    why: 'a refusal protects somebody; one that others could take back would protect nobody',
    cases: (trial, judge) => {
      for (const { made, view } of runsIn(trial))
        if (view.is === 'packet' && someRefused(trial.world, view)) judge(!view.delivered, () => ({ steps: [made] }));
    },
  },
  {
    kind: 'trial',
    id: 'refused-call-stays-refused',
    sentence: 'A call that one program refuses fails, whatever the others say.',
    why: 'a refusal protects somebody; one that others can take back protects only from those who do not',
    cases: (trial, judge) => {
      for (const { made, view } of runsIn(trial))
        if (view.is === 'call' && someRefused(trial.world, view))
          judge(view.result !== 'ok', () => ({ steps: [made] }));
    },
  },
  {
    kind: 'trial',
    id: 'update-changes-one-run',
    sentence:
      'After an update in place that keeps PREORDER, one program that runs is another, at every cgroup, and no more.',
    why: 'who updates a program of its own changes nothing for others',
    cases: (trial, judge) => {
      // Where nothing is sent there is nothing to tell apart.
      if (runsIn(trial).next().done === true) return;
      for (const { request: made, outcome } of trial.tried) {
        if (made.op !== 'prog_attach' || !made.flags.includes('REPLACE') || outcome !== 'ok') continue;
        const { replace } = made;
        const place = slotsSeen(trial.world.hooks[made.hook]).find(
          ({ prog, link }) => replace.is === 'prog' && prog === replace.name && link === 'none',
        );
        if ((place?.flags?.includes('PREORDER') ?? false) !== made.flags.includes('PREORDER')) continue;
        for (const hook of hooksOf(trial.world)) {
          const sent = request({ op: 'run', hook });
          const [before] = trial.attempt(sent);
          const after = trial.attempt(made, sent).at(-1);
          if (before === undefined || after === undefined || !('ran' in before.view) || !('ran' in after.view))
            continue;
          judge(differInOne(before.view.ran, after.view.ran), () => ({ steps: [sent, made, sent] }));
        }
      }
    },
  },
] as const satisfies readonly Trial[];
