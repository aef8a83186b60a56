import type { Result } from '../../spec/vocabulary/report.ts';
import {
  type Block,
  bold,
  type Document,
  document,
  emphasis,
  heading,
  list,
  paragraph,
  type Sign,
  signed,
} from '../document/document.ts';
import type { PageHead } from '../document/html.ts';
import { picture } from '../document/picture.ts';
import { plural } from '../text/output.ts';
import type { Head, Told } from './told.ts';

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

function drawnBlocks({ drawn, undrawn }: Told): readonly Block[] {
  if (drawn.length === 0) return [];
  return [
    heading(2, 'Shortest traces'),
    paragraph('Slots from left to right, after each request; a round one belongs to a link.'),
    ...drawn.flatMap(({ title, said, scenes }) => [
      heading(3, title),
      ...said.map((each) => paragraph(each)),
      picture(scenes),
    ]),
    ...(undrawn === 0
      ? []
      : [paragraph(`${plural(undrawn, 'trace')} more not drawn; all of them are in the report in full.`)]),
  ];
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
    list(...missed),
    ...drawnBlocks(told),
    ...tables.flatMap(({ title: named, block }) => [heading(2, named), block]),
    heading(2, 'The report in full'),
    ...body,
    paragraph(emphasis(`Made by mprog ${tool} from ${from} (${format}); it took ${seconds.toFixed(1)} s.`)),
  );
}
