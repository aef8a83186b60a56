import type { ProtocolReport } from '../../checker/protocols/report.ts';
import type { Protocol, ProtocolDesign } from '../../spec/protocol.ts';
import {
  type Block,
  code,
  type Document,
  document,
  heading,
  type Inline,
  list,
  paragraph,
  signed,
  table,
} from '../document/document.ts';
import { sentence } from '../document/prose.ts';
import { count, plural } from './output.ts';

type Row = ProtocolReport['rows'][number];

/** The steps of a way that are shown; of a longer one, its beginning and its end. */
const SHOWN = 14;

const cell = (row: Row | undefined): Inline => {
  if (row === undefined) return '–';
  const { result, steps } = row;
  if (result === 'possible') return signed('✗', `possible, ${plural(steps.length, 'step')}`);
  if (result === 'impossible') return signed('✓', 'impossible');
  return result === 'absent' ? signed('·', 'absent') : signed('?', 'interrupted');
};

function way({ steps }: Row): readonly Block[] {
  const cut = steps.length > SHOWN ? steps.length - SHOWN : 0;
  const kept = cut === 0 ? steps : [...steps.slice(0, SHOWN - 2), ...steps.slice(-2)];
  const numbered = kept.map((step, index) => {
    const number = cut > 0 && index >= SHOWN - 2 ? steps.length - (kept.length - index) + 1 : index + 1;
    return [number, step.who, step.what, step.outcome ?? '–'];
  });
  return [
    ...(cut === 0 ? [] : [paragraph(`The first ${SHOWN - 2} steps and the last two of ${steps.length}:`)]),
    table(['#', 'who', 'does', 'outcome'], numbered),
  ];
}

/** One thing that may come about: under which designs, and how. */
function detail({ id, sentence: said }: Protocol['facts'][number], rows: readonly Row[]): readonly Block[] {
  const own = rows.filter(({ fact }) => fact === id);
  const shown = own.filter(({ result }) => result === 'possible');
  return [
    heading(2, said),
    list(
      ...own.map(
        (row): Inline => [
          code(row.design),
          ': ',
          cell(row),
          row.why === undefined ? '' : `: ${row.why}`,
          row.result === 'impossible' ? ` in ${plural(row.states, 'state')}` : '',
        ],
      ),
    ),
    ...shown.flatMap((row) => [paragraph('With ', code(row.design), ':'), ...way(row)]),
  ];
}

/** What may come about, side by side; with every way to it (`ways`), or without. */
export function protocolDocument(
  report: ProtocolReport,
  designs: readonly ProtocolDesign[],
  { timed, ways }: { readonly timed: boolean; readonly ways: boolean },
): Document {
  const { facts, rows, seconds } = report;
  const states = rows.reduce((sum, row) => sum + row.states, 0);
  return document(
    list(...designs.map((design): Inline => [code(design.id), ': ', sentence(design.sentence)])),
    table(
      ['what may come about', ...designs.map(({ id }) => id)],
      facts.map(({ id, sentence: said }) => [
        ways ? sentence(said) : code(id),
        ...designs.map((design) => cell(rows.find((row) => row.fact === id && row.design === design.id))),
      ]),
    ),
    paragraph(`${count(states)} states searched`, timed && ` · ${seconds.toFixed(1)} s`),
    ...(ways ? facts.flatMap((fact) => detail(fact, rows)) : []),
  );
}
