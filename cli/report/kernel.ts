import type { KernelVerdict } from '../../checker/live/kernel-verdict.ts';
import { rulesOf } from '../../spec/profile.ts';
import type { Request } from '../../spec/semantics.ts';
import { type Block, code, type Inline, table } from '../document/document.ts';
import { count, plural } from '../text/output.ts';
import { kernelDocument } from '../text/render-kernel.ts';
import { describeScope } from '../text/render-verdict.ts';
import type { Named } from './named.ts';
import { rowsOf, scenesOf } from './scenes.ts';
import { first, type Told } from './told.ts';

const SENTENCES = {
  held: 'the kernel does what the spec says, on every transition of this scope',
  violated: 'the kernel leaves the spec',
  inconclusive: 'not every transition was compared; this is not a pass',
  skipped: 'no kernel was asked',
} as const;

/** What a cross-check with a kernel came to. */
export async function toldKernel(verdict: KernelVerdict, named: Named): Promise<Told> {
  const semantics = await named(verdict.profile);
  const { profile, kernel, scope, states, transitions, successes, confirmed, notExercised, differences } = verdict;
  const { universe } = semantics.family.explore(scope, semantics);
  const drawn = differences.map(({ rule, sentence, steps, found, expected, cases, reproduced }) => {
    const scenes = scenesOf(
      semantics,
      universe,
      steps.map(({ request }) => request as Request),
    );
    const last = scenes.at(-1);
    const both = last && {
      ...last,
      outcome: expected.outcome === found.outcome ? found.outcome : `spec ${expected.outcome}, kernel ${found.outcome}`,
      is: 'bad' as const,
      rows: [...rowsOf(semantics, expected.hooks, 'spec'), ...rowsOf(semantics, found.hooks, 'kernel')],
    };
    const again = reproduced ? 'It happened again on a fresh hook.' : 'It did not happen again on a fresh hook.';
    return {
      title: ['Difference at ', code(rule)],
      said: [sentence, `${plural(cases, 'case')}. ${again}`],
      scenes: both === undefined ? scenes : [...scenes.slice(0, -1), both],
    };
  });
  const { some, left } = first(drawn);
  const reasons = new Map(notExercised.map(({ rule, reason }) => [rule, reason]));
  const times = new Map(confirmed.map((each) => [each.rule, each.transitions]));
  const missed: readonly (Inline | false)[] = [
    states.visited < states.planned && `${count(states.planned - states.visited)} states were planned and not visited.`,
    verdict.part !== undefined && `This is part ${verdict.part.index} of ${verdict.part.of}.`,
    verdict.changed !== undefined && `A rule was changed deliberately: ${verdict.changed}.`,
    !kernel.intended && `The profile is not meant for ${kernel.release}.`,
    !kernel.log && 'The kernel log could not be read for warnings.',
    verdict.leftOut > 0 && `${plural(verdict.leftOut, 'request')} left out: another request had the same effect.`,
    notExercised.length > 0 && `${plural(notExercised.length, 'rule')} not exercised (see the table).`,
    ...verdict.reasons,
    'Nothing outside of this scope, and no other kernel.',
  ];
  return {
    title: `mprog kernel ${profile} on Linux ${kernel.release}`,
    verdict: SENTENCES[verdict.result],
    covered: [
      `${describeScope(semantics.family, scope)}.`,
      `${count(states.visited)} of ${plural(states.planned, 'state')} visited; ${plural(transitions, 'transition')} compared, ${count(successes)} of them changes.`,
      `${confirmed.length} of ${plural(confirmed.length + notExercised.length, 'rule')} confirmed.`,
    ],
    missed: missed.filter((each) => each !== false),
    drawn: some,
    undrawn: left,
    tables: [
      {
        title: 'Rule coverage',
        block: table(
          ['rule', 'what it says', 'outcome', 'transitions', 'why not'],
          rulesOf(semantics).map(({ id, sentence, then }) => [
            code(id),
            sentence,
            then.outcome,
            count(times.get(id) ?? 0),
            reasons.get(id) ?? '',
          ]),
        ),
      },
    ],
    body: kernelDocument(semantics, verdict).children as Block[],
  };
}
