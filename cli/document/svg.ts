import type { Element } from 'hast';
import { s } from 'hastscript';
import { type Box, type Picture, pictureLines, type Row, type Scene } from './picture.ts';

/** Sizes in user units; a character of the monospaced font is as wide as CHARACTER, at most. */
const CHARACTER = 8;
const LINE = 22;
const BOX = 26;
const GAP = 6;
const MARGIN = 8;
const INDENT = 24;

const widthOf = (text: string) => text.length * CHARACTER;
const boxWidth = ({ text, is }: Box) => Math.max(widthOf(text) + (is === 'words' ? 0 : 16), 28);
const labelWidth = ({ label }: Row) => (label === '' ? 0 : widthOf(label) + GAP * 2);

/** How wide a row is. */
function rowWidth(row: Row, label: number): number {
  const boxes = row.boxes.reduce((sum, box) => sum + boxWidth(box) + GAP, 0);
  return INDENT + label + Math.max(boxes, widthOf('(empty)') + GAP) + widthOf(row.note) + MARGIN;
}

function drawnBox(box: Box, x: number, y: number): Element[] {
  const width = boxWidth(box);
  const middle = { x: x + width / 2, y: y + BOX / 2 + 5, 'text-anchor': 'middle' };
  if (box.is === 'words' || box.is === 'left-out') return [s('text', { ...middle, class: 'note' }, box.text)];
  return [
    s('rect', { x, y, width, height: BOX, rx: box.is === 'linked' ? 12 : 2, class: `slot ${box.is}` }),
    s('text', middle, box.text),
  ];
}

function drawnRow(row: Row, y: number, indent: number): Element[] {
  const text = y + BOX / 2 + 5;
  const label = row.label === '' ? [] : [s('text', { x: INDENT, y: text, class: 'note' }, row.label)];
  let x = indent;
  const boxes = row.boxes.flatMap((box) => {
    const drawn = drawnBox(box, x, y);
    x += boxWidth(box) + GAP;
    return drawn;
  });
  const empty = row.boxes.length === 0 ? [s('text', { x, y: text, class: 'note' }, '(empty)')] : [];
  if (row.boxes.length === 0) x += widthOf('(empty)') + GAP;
  return [...label, ...boxes, ...empty, s('text', { x: x + GAP, y: text, class: 'note' }, row.note)];
}

const heightOf = ({ rows }: Scene) => LINE + rows.length * (BOX + GAP) + GAP;

function drawnScene({ said, outcome, is, rows }: Scene, number: number, top: number): Element[] {
  const indent = INDENT + Math.max(0, ...rows.map(labelWidth));
  const head = `${number}. ${said}`;
  return [
    s('text', { x: MARGIN, y: top + 15, class: 'said' }, head),
    s('text', { x: MARGIN + widthOf(head) + CHARACTER * 2, y: top + 15, class: is }, outcome),
    ...rows.flatMap((row, index) => drawnRow(row, top + LINE + index * (BOX + GAP), indent)),
  ];
}

/** A picture as SVG that stands in a page: slots as boxes, round where a link owns them. Its text is said by a screen reader. */
export function svgOf(picture: Picture): Element {
  // A browser shows several spaces as one.
  const scenes = picture.scenes.map((scene) => ({ ...scene, said: scene.said.replace(/\s+/g, ' ') }));
  const width = Math.max(
    ...scenes.flatMap(({ said, outcome, rows }, index) => [
      MARGIN * 2 + widthOf(`${index + 1}. ${said}  ${outcome}`) + CHARACTER,
      ...rows.map((row) => rowWidth(row, Math.max(...rows.map(labelWidth)))),
    ]),
    120,
  );
  let top = MARGIN;
  const drawn = scenes.flatMap((scene, index) => {
    const at = top;
    top += heightOf(scene);
    return drawnScene(scene, index + 1, at);
  });
  return s(
    'svg',
    {
      class: 'picture',
      viewBox: `0 0 ${width} ${top}`,
      width,
      height: top,
      role: 'img',
      ariaLabel: pictureLines(picture).join('\n'),
    },
    drawn,
  );
}
