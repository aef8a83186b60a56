import type { Confirmation } from '../../checker/decide/finding.ts';
import { mermaidDiagram, textDiagram } from '../../checker/races/diagram.ts';
import { tell } from '../../checker/races/tell.ts';
import type { RaceVerdict } from '../../checker/races/verdict.ts';
import type { Choice, Race } from '../../spec/race.ts';
import { basisOf } from '../../spec/vocabulary/promise.ts';
import {
  allClose,
  type Block,
  bold,
  close,
  codeBlock,
  coloured,
  emphasis,
  fields,
  heading,
  type Inline,
  indented,
  lines,
  link,
  mark,
  paragraph,
  signed,
} from '../document/document.ts';
import { brokenIn, notExercised, type Raced } from '../raced.ts';
import { count, plural } from './output.ts';
import { writtenTo } from './render-failure.ts';

/** The forms of sequence diagrams. */
export type Diagram = 'text' | 'mermaid';

/** What a scenario is about, under its name and what it is run under. */
export function storyBlocks({ scenario, story, why, variantOf }: RaceVerdict, under: string): readonly Block[] {
  return allClose(
    heading(variantOf === undefined ? 2 : 3, `${scenario}${under}`),
    variantOf !== undefined && paragraph('A variant of ', link(`#${variantOf}`, variantOf), '.'),
    paragraph(story),
    paragraph(emphasis('Why:'), ` ${why}`),
  );
}

/** An interleaving as a sequence diagram. */
export function tale(race: Race, path: readonly Choice[], diagram: Diagram): Block {
  const told = tell(race, path);
  if (diagram === 'mermaid') return codeBlock(mermaidDiagram(race, told), 'mermaid');
  return indented(4, codeBlock(textDiagram(race, told)))[0]!;
}

type Finding = ReturnType<typeof brokenIn>[number];

/** Properties put together that one interleaving violates. */
export function sharing(broken: readonly Finding[]): readonly (readonly Finding[])[] {
  const groups = new Map<string, Finding[]>();
  for (const finding of broken) {
    const path = JSON.stringify(finding.example);
    groups.set(path, [...(groups.get(path) ?? []), finding]);
  }
  return [...groups.values()];
}

function kernelLine({ result, on, reason }: Confirmation): Inline {
  if (result === 'skipped' || result === 'inconclusive') return signed('–', `kernel ${result}: ${reason}`);
  const more = reason === undefined ? '' : ` (${reason})`;
  return result === 'held'
    ? signed('✓', `reproduced on Linux ${on}${more}`)
    : signed('✗', `not reproduced on Linux ${on}${more}`);
}

/** What one interleaving violates, and the interleaving. */
function brokenBlocks({ race, searched, verdict }: Raced, broken: readonly Finding[], diagram: Diagram) {
  const { interleavings, properties } = verdict;
  const found = broken.map(({ id }) => properties.find((each) => each.id === id)!);
  const headed = found.map((each) => {
    const often = ` in ${count(BigInt(each.violatedIn))} of ${plural(BigInt(interleavings), 'interleaving')}`;
    const unexpected = each.expected ? [] : [coloured('bad', ' (not expected by the scenario)')];
    const head = [bold(each.id), ' is violated', searched.complete ? often : '', unexpected, `: ${each.sentence}`];
    return [paragraph(mark('✗'), ' ', head), ...indented(2, close(paragraph(basisOf(each))))];
  });
  const files = found.flatMap(({ finding }) => finding?.file ?? []);
  const kernels = found.flatMap(({ finding }) => finding?.kernel ?? []);
  const kernelLines = [...new Map(kernels.map((each) => [JSON.stringify(each), kernelLine(each)])).values()];
  const own = found[0]!.finding!.steps.filter(({ request, outcome }) => request === undefined && outcome === 'ok');
  const left = own.map(({ step, about }) => `${step} ${about ?? ''}`.trim()).join(', ');
  const isPartial = kernels.some((each) => each.result === 'held') && own.length > 0;
  return [
    lines(...headed),
    tale(race, broken[0]!.example!, diagram),
    ...indented(2, lines(...found.flatMap(({ finding }) => finding?.because ?? []))),
    ...indented(
      2,
      fields(files.flatMap(writtenTo)),
      lines(...kernelLines, isPartial && `  not replayed, since these make no request: ${left}`),
    ),
  ];
}

/** The interleaving that was asked for. */
function shownBlocks({ race, searched, verdict: { shown } }: Raced, diagram: Diagram): readonly Block[] {
  if (shown === undefined) return [];
  const { length, violates, steps } = shown;
  const broken = violates.length === 0 ? 'nothing is violated' : `violated: ${violates.join(', ')}`;
  const among = searched.complete ? `the ${length} interleaving` : `the ${length} interleaving that was reached`;
  return [
    paragraph(`${among} (the first of that length), ${plural(steps.length, 'step')}, ${broken}:`),
    tale(race, searched.shown[length]!, diagram),
  ];
}

/** What is said of a search that was not finished, by whether it found what the scenario expects to be violated. */
const NOTHING_YET = [
  'No counterexample so far',
  'Nothing is violated so far that the scenario does not expect',
] as const;

/** One race: its story, what held, and for what is violated a shortest interleaving. */
export function raceBlocks(raced: Raced, diagram: Diagram, property: string | undefined): readonly Block[] {
  const { verdict, searched } = raced;
  const { profile, agents, interleavings, states, depth, seconds, properties } = verdict;
  const counted = searched.complete ? plural(BigInt(interleavings), 'interleaving') : 'interleavings not counted';
  const size = [plural(agents.length, 'agent'), counted, plural(states, 'state')];
  const idle = notExercised(raced.verdict);
  const isBroken = properties.some(({ result }) => result === 'violated');
  const signs: Inline[] = [
    !searched.complete &&
      signed(
        '?',
        verdict.result === 'violated'
          ? 'the search was not finished: there may be more than what is violated below'
          : `inconclusive: the search was not finished. ${NOTHING_YET[Number(isBroken)]}. This is not a pass.`,
      ),
    ...properties.flatMap(({ id, sentence, result }) => (result === 'held' ? [signed('✓', `${id}: ${sentence}`)] : [])),
    idle.length > 0 && signed('·', `not exercised in any interleaving: ${idle.join(', ')}`),
    ...properties.map(({ id, expected, result }) => {
      const found = result === 'held' ? 'held' : 'was not exercised';
      const isMissed = !expected && result !== 'violated' && searched.complete;
      return isMissed && signed('✗', `${id} should be violated by the scenario, and ${found}`);
    }),
  ];
  return [
    ...storyBlocks(verdict, ` · ${profile}`).map((block, index) => (index === 0 ? { ...block, data: {} } : block)),
    close(paragraph(`${size.join(' · ')} · depth ${depth} · ${seconds.toFixed(3)} s`)),
    close(lines(...signs)),
    ...sharing(brokenIn(raced, property)).flatMap((same, index) => {
      const [first, ...more] = brokenBlocks(raced, same, diagram) as [Block, ...Block[]];
      return [index === 0 ? close(first) : first, ...more];
    }),
    ...shownBlocks(raced, diagram),
  ];
}
