import type { KernelDifference, KernelVerdict } from '../../checker/live/kernel-verdict.ts';
import { notForKernel } from '../../spec/families/kernels.ts';
import { type Profile, rulesOf } from '../../spec/profile.ts';
import {
  type Block,
  bold,
  close,
  type Document,
  document,
  fields,
  indented,
  lines,
  mark,
  paragraph,
  signed,
} from '../document/document.ts';
import { count, partLine, plural } from './output.ts';
import { decidedBy } from './render-failure.ts';
import { describeScope } from './render-verdict.ts';

const MOST = 8;

/** The rules that a kernel confirmed nowhere because it differed wherever they decided. */
export function differingOnly({ differences, confirmed }: KernelVerdict): readonly string[] {
  const known = new Set(confirmed.map(({ rule }) => rule));
  return [...new Set(differences.map(({ rule }) => rule))].filter((rule) => !known.has(rule));
}

/** How many rules there are, and how many of them the kernel confirmed. */
export function confirmedWords(semantics: Profile, verdict: KernelVerdict): string {
  const differing = differingOnly(verdict).length;
  const but = differing === 0 ? '' : `, ${count(differing)} only differed`;
  return `${verdict.confirmed.length} of ${plural(rulesOf(semantics).length, 'rule')} confirmed${but}`;
}

/** What held of a kernel: no more than was asked of it. */
export function heldWords({ part, leftOut }: KernelVerdict): string {
  const where = part === undefined ? 'this scope' : `part ${part.index} of ${part.of} of this scope`;
  const but = leftOut === 0 ? '' : `, with ${plural(leftOut, 'request')} left out`;
  return `the kernel does what the spec says, on every transition of ${where}${but}`;
}

/** The verdict of a cross-check as a document. */
export function kernelDocument(semantics: Profile, verdict: KernelVerdict): Document {
  const { kernel, scope, states, transitions, successes, seconds, workers, result, notExercised } = verdict;
  const settings = Object.entries(kernel.configuration).map(([name, value]) => `${name.split('/').at(-1)}=${value}`);
  const rate = count(Math.round(transitions / Math.max(seconds, 0.001)));
  const dash = (text: string) => signed('–', text);
  return document(
    paragraph(bold(verdict.profile), ` on kernel ${kernel.release} · ${describeScope(semantics.family, scope)}`),
    close(
      lines(
        !kernel.intended && dash(notForKernel(verdict.profile, kernel.release)),
        Object.keys(verdict.objects).length > 0 && `objects ${objectsText(verdict.objects)}`,
        verdict.changed !== undefined && `rule changed deliberately: ${verdict.changed}`,
        `configuration ${settings.join(' ')}${kernel.log ? '' : ' · the kernel log could not be read whole'}`,
        `visited ${states.visited} of ${plural(states.planned, 'state')} · ${plural(transitions, 'transition')} compared, ${count(successes)} of them changes · ${plural(workers, 'worker')} · ${seconds.toFixed(1)} s (${rate}/s)`,
        verdict.part !== undefined && partLine(verdict.part, `of ${plural(verdict.part.states, 'state')} in all`),
        verdict.leftOut > 0 &&
          dash(
            `skipped: ${plural(verdict.leftOut, 'request')} with the same effect as one made (they differ only in a current revision or an unused replace_bpf_fd)`,
          ),
        result === 'held' && signed('✓', heldWords(verdict)),
        result === 'inconclusive' && signed('?', 'inconclusive. This is not a pass.'),
        ...verdict.reasons.map(dash),
        signed(result === 'held' && notExercised.length === 0 ? '✓' : '–', confirmedWords(semantics, verdict)),
        ...notExercised.slice(0, MOST).map(({ rule, reason }) => dash(`not exercised: ${rule} (${reason})`)),
        notExercised.length > MOST && dash(`and ${notExercised.length - MOST} more; --json lists them`),
      ),
    ),
    ...verdict.differences.flatMap((difference) => differenceBlocks(semantics, difference)),
  );
}

/** `2 links, 1 program, 1 cgroup`, and what follows for a scope with one link. */
function objectsText(objects: KernelVerdict['objects']): string {
  const parts = Object.entries(objects)
    .filter(([, many]) => many > 0)
    .map(([kind, many]) => `${many} ${many === 1 ? kind.replace(/s( |$)/, '$1') : kind}`);
  return `${parts.join(', ')}${(objects.links ?? 0) < 2 ? '; not exercised: a link beside a link' : ''}`;
}

function differenceBlocks(
  semantics: Profile,
  { rule, sentence, expected, found, cases, steps, reproduced, untried, file }: KernelDifference,
): readonly Block[] {
  const many = cases > 1 ? ` (${plural(cases, 'case')})` : '';
  const { observation, request } = semantics.family.words;
  const lists = Object.entries(expected.hooks).flatMap(([hook, seen]) => {
    const [said, shown] = [observation(seen), observation(found.hooks[hook]!)];
    return said === shown ? [] : [`${hook} by the spec ${said}, on the kernel ${shown}`];
  });
  const again = untried ? 'was not tried again' : 'did not happen again on a fresh hook';
  const sure = reproduced ? '' : `, and it ${again}`;
  const several = Object.keys(expected.hooks).length > 1 ? 'several' : 'one';
  const asked = steps.map((step) => request(step.request, several).replaceAll('  ', ' ')).join('; ');
  const shown =
    file === undefined
      ? ['requests', `${asked}${sure}`]
      : ['written to', `${file} (${plural(steps.length, 'step')}${sure})`];
  return [
    close(paragraph(mark(reproduced ? '✗' : '?'), ` ${sentence}${many}`)),
    ...indented(2, close(lines(...lists)), close(fields([decidedBy(semantics, rule), shown]))),
  ];
}
