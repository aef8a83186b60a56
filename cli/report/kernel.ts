import type { KernelVerdict } from '../../checker/live/kernel-verdict.ts';
import { type Profile, rulesOf, withOutcome } from '../../spec/profile.ts';
import { ERRNOS } from '../../spec/vocabulary/outcome.ts';
import { type Block, code, type Inline, table } from '../document/document.ts';
import { count, plural } from '../text/output.ts';
import { confirmedWords, differingOnly, heldWords, kernelDocument } from '../text/render-kernel.ts';
import { describeScope } from '../text/render-verdict.ts';
import { namedBy } from './contradiction.ts';
import { drawing, recorded, requireHooks, universeOf } from './drawing.ts';
import type { Named } from './named.ts';
import { expectKernelVerdict } from './result.ts';
import { rowsOf } from './scenes.ts';
import { type Drawn, first, type Told } from './told.ts';

const SENTENCES = {
  violated: 'the kernel leaves the spec',
  inconclusive: 'not every transition was compared; this is not a pass',
  skipped: 'no kernel was asked',
} as const;

/** The rules that a kernel was held to: one of them may have been changed deliberately. */
function heldTo(semantics: Profile, changed: string | undefined): Profile {
  if (changed === undefined) return semantics;
  const at = changed.lastIndexOf('=');
  const rule = changed.slice(0, at);
  const errno = namedBy('changed', changed.slice(at + 1), ERRNOS, (name) => name);
  namedBy('changed', rule, rulesOf(semantics), ({ id }) => id);
  return withOutcome(semantics, rule, errno);
}

/** A difference as a picture, with what spec and kernel show in the end. */
function drawnOf(semantics: Profile, verdict: KernelVerdict, place: number): Drawn {
  const { rule, sentence, steps, found, expected, cases, reproduced } = verdict.differences[place]!;
  const at = `differences.${place}`;
  const universe = universeOf(semantics, verdict.scope, 'scope');
  requireHooks(semantics, universe, expected.hooks, `${at}.expected.hooks`);
  requireHooks(semantics, universe, found.hooks, `${at}.found.hooks`);
  const { scenes, not } = drawing(semantics, universe, recorded(steps), (index) => `${at}.steps.${index}.request`);
  const again = reproduced ? 'It happened again on a fresh hook.' : 'It did not happen again on a fresh hook.';
  const last = scenes.at(-1);
  const both = last && {
    ...last,
    outcome: expected.outcome === found.outcome ? found.outcome : `spec ${expected.outcome}, kernel ${found.outcome}`,
    is: 'bad' as const,
    rows: [...rowsOf(semantics, expected.hooks, 'spec'), ...rowsOf(semantics, found.hooks, 'kernel')],
  };
  return {
    title: ['Difference at ', code(rule)],
    said: [sentence, `${plural(cases, 'case')}. ${again}`],
    scenes: both === undefined ? scenes : [...scenes.slice(0, -1), both],
    ...(not === undefined ? {} : { not }),
  };
}

/** What a cross-check with a kernel came to. */
export async function toldKernel(verdict: KernelVerdict, named: Named): Promise<Told> {
  expectKernelVerdict(verdict);
  const semantics = heldTo(await named(verdict.profile), verdict.changed);
  const { profile, kernel, scope, states, transitions, successes, confirmed, notExercised, differences, result } =
    verdict;
  const { some, left } = first(differences.map((_, place) => drawnOf(semantics, verdict, place)));
  const differing = differingOnly(verdict);
  const idle = notExercised.filter(({ rule }) => !differing.includes(rule));
  const reasons = new Map([
    ...idle.map(({ rule, reason }) => [rule, reason] as const),
    ...differing.map((rule) => [rule, 'the kernel differs: see above'] as const),
  ]);
  const times = new Map(confirmed.map((each) => [each.rule, each.transitions]));
  const missed: readonly (Inline | false)[] = [
    states.visited < states.planned && `${count(states.planned - states.visited)} states were planned and not visited.`,
    verdict.part !== undefined && `This is part ${verdict.part.index} of ${verdict.part.of}.`,
    differing.length > 0 &&
      `${plural(differing.length, 'rule')} confirmed nowhere: the kernel differed wherever ${differing.length === 1 ? 'it' : 'one of them'} decided.`,
    verdict.changed !== undefined && `A rule was changed deliberately: ${verdict.changed}.`,
    !kernel.intended && `The profile is not meant for ${kernel.release}.`,
    !kernel.log && 'The kernel log could not be read for warnings.',
    verdict.leftOut > 0 && `${plural(verdict.leftOut, 'request')} left out: another request had the same effect.`,
    idle.length > 0 && `${plural(idle.length, 'rule')} not exercised (see the table).`,
    ...verdict.reasons,
    'Nothing outside of this scope, and no other kernel.',
  ];
  return {
    title: `mprog kernel ${profile} on Linux ${kernel.release}`,
    verdict: result === 'held' ? heldWords(verdict) : SENTENCES[result],
    covered: [
      `${describeScope(semantics.family, scope)}.`,
      `${count(states.visited)} of ${plural(states.planned, 'state')} visited; ${plural(transitions, 'transition')} compared, ${count(successes)} of them changes.`,
      `${confirmedWords(semantics, verdict)}.`,
    ],
    missed: missed.filter((each) => each !== false),
    drawn: some,
    left,
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
