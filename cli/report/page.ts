import type { Result } from '../../spec/vocabulary/report.ts';
import {
  type Block,
  bold,
  type Document,
  document,
  emphasis,
  heading,
  type Inline,
  list,
  paragraph,
  type Sign,
  signed,
} from '../document/document.ts';
import type { PageHead } from '../document/html.ts';
import { picture } from '../document/picture.ts';
import { plural } from '../text/output.ts';
import { type Head, pictured, type Told } from './told.ts';

/** The sign of each result. */
export const SIGNS = { held: '✓', violated: '✗', inconclusive: '?', skipped: '–' } as const satisfies Record<
  Result,
  Sign
>;
const ROLES = { held: 'good', violated: 'bad', inconclusive: 'warning', skipped: 'warning' } as const;

/** The title and the badge of a page. */
export const pageHead = ({ title }: Told, { result }: Head): PageHead => ({
  title,
  badge: { text: `${SIGNS[result]} ${result}`, role: ROLES[result] },
});

const SLOTS = 'Slots from left to right, after each request; a round one belongs to a link.';

function drawnBlocks({ drawn, left, legend = SLOTS }: Told): readonly Block[] {
  if (drawn.length === 0 && left === 0) return [];
  return [
    heading(2, 'Shortest traces'),
    pictured(drawn).length > 0 && paragraph(legend),
    ...drawn.flatMap(({ title, said, scenes, not }) => [
      heading(3, title),
      ...said.map((each) => paragraph(each)),
      not === undefined ? picture(scenes) : paragraph(signed('–', `Not drawn: ${not}.`)),
    ]),
    left > 0 && paragraph(`${plural(left, 'trace')} more not drawn; all of them are in the report in full.`),
  ].filter((each) => each !== false);
}

/** That a report says other than the rules do that are here. */
function outdated({ drawn }: Told): readonly Inline[] {
  const many = drawn.length - pictured(drawn).length;
  return many === 0 ? [] : [`${plural(many, 'trace')} not drawn, for the reason beside ${many === 1 ? 'it' : 'each'}.`];
}

/** What a page says, from the verdict on; under a title of its own where it has none around it. */
export function pageDocument(told: Told, head: Head, from: string, titled: boolean): Document {
  const { verdict, covered, missed, tables, body, title } = told;
  const { result, interrupted, format, tool, seconds } = head;
  return document(
    titled && heading(1, title),
    paragraph(signed(SIGNS[result], bold(result), `: ${verdict.replace(/[.]$/, '')}.`)),
    interrupted === true && paragraph(signed('?', 'A signal ended the run: this is what there was until then.')),
    heading(2, 'What was covered'),
    list(...covered),
    heading(2, 'What was not'),
    list(...outdated(told), ...missed),
    ...drawnBlocks(told),
    ...tables.flatMap(({ title: named, block }) => [heading(2, named), block]),
    heading(2, 'The report in full'),
    ...body,
    paragraph(emphasis(`Made by mprog ${tool} from ${from} (${format}); it took ${seconds.toFixed(1)} s.`)),
  );
}
