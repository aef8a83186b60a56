import { mermaidDiagram, textDiagram } from '../../checker/races/diagram.ts';
import { tell } from '../../checker/races/tell.ts';
import type { PropertyVerdict, RaceVerdict } from '../../checker/races/verdict.ts';
import type { Choice, Race } from '../../spec/race.ts';
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

/** Where a property comes from. */
export const reasonOf = ({ source, why }: { source?: string | undefined; why?: string | undefined }) =>
  source === undefined ? `expected: ${why}` : `promised: ${source}`;

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
type Kernel = NonNullable<NonNullable<PropertyVerdict['example']>['kernel']>;

/** Properties put together that one interleaving breaks. */
export function sharing(broken: readonly Finding[]): readonly (readonly Finding[])[] {
  const groups = new Map<string, Finding[]>();
  for (const finding of broken) {
    const path = JSON.stringify(finding.example);
    groups.set(path, [...(groups.get(path) ?? []), finding]);
  }
  return [...groups.values()];
}

function kernelLine({ verdict, on, reason }: Kernel): Inline {
  if (verdict === 'skipped') return signed('–', `kernel skipped: ${reason}`);
  const more = reason === undefined ? '' : ` (${reason})`;
  return signed(verdict === 'reproduced' ? '✓' : '✗', `${verdict} on ${on}${more}`);
}

/** What one interleaving breaks, and the interleaving. */
function brokenBlocks({ race, searched, verdict }: Raced, broken: readonly Finding[], diagram: Diagram) {
  const { interleavings, properties } = verdict;
  const found = broken.map(({ id }) => properties.find((each) => each.id === id)!);
  const headed = found.map((each) => {
    const often = ` in ${count(BigInt(each.brokenIn))} of ${plural(BigInt(interleavings), 'interleaving')}`;
    const unexpected = each.expected ? [] : [coloured('bad', ' (not expected by the scenario)')];
    const head = [bold(each.id), ' is broken', searched.complete ? often : '', unexpected, `: ${each.sentence}`];
    return [paragraph(mark('✗'), ' ', head), ...indented(2, close(paragraph(reasonOf(each))))];
  });
  const files = found.flatMap(({ example }) => example?.file ?? []);
  const kernels = found.flatMap(({ example }) => example?.kernel ?? []);
  const kernelLines = [...new Map(kernels.map((each) => [JSON.stringify(each), kernelLine(each)])).values()];
  const own = found[0]!.example!.steps.filter(({ request, outcome }) => request === undefined && outcome === 'ok');
  const left = own.map(({ step, about }) => `${step} ${about ?? ''}`.trim()).join(', ');
  const isPartial = kernels.some((each) => each.verdict === 'reproduced') && own.length > 0;
  return [
    lines(...headed),
    tale(race, broken[0]!.example!, diagram),
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
  const { length, breaks, steps } = shown;
  const broken = breaks.length === 0 ? 'nothing is broken' : `broken: ${breaks.join(', ')}`;
  const among = searched.complete ? `the ${length} interleaving` : `the ${length} interleaving that was reached`;
  return [
    paragraph(`${among} (the first of that length), ${plural(steps.length, 'step')}, ${broken}:`),
    tale(race, searched.shown[length]!, diagram),
  ];
}

const FOUND = { held: 'held', 'not exercised': 'was not exercised', inconclusive: 'was not found broken' } as const;

/** One race: its story, what holds, and for what is broken a shortest interleaving. */
export function raceBlocks(raced: Raced, diagram: Diagram, property: string | undefined): readonly Block[] {
  const { verdict, searched } = raced;
  const { profile, agents, interleavings, states, depth, seconds, properties } = verdict;
  const size = [plural(agents.length, 'agent'), plural(BigInt(interleavings), 'interleaving'), plural(states, 'state')];
  const idle = notExercised(verdict);
  const signs: Inline[] = [
    !searched.complete &&
      signed('?', 'inconclusive: the search was not finished. No counterexample so far. This is not a pass.'),
    ...properties
      .filter((each) => each.verdict === 'held')
      .map(({ id, sentence }) => signed('✓', `${id}: ${sentence}`)),
    idle.length > 0 && signed('·', `not exercised in any interleaving: ${idle.join(', ')}`),
    ...properties.flatMap(({ id, expected, verdict: found }) =>
      expected || found === 'broken' || !searched.complete
        ? []
        : [signed('✗', `${id} should be broken by the scenario, and ${FOUND[found]}`)],
    ),
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
