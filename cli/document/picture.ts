import type { Node } from 'mdast';

/** One slot: what is in it; an owned one belongs to a link. */
export interface Box {
  readonly text: string;
  readonly is: 'direct' | 'linked' | 'left-out' | 'words';
}

/** What a hook shows at one time. */
export interface Row {
  /** Whose it is, and which hook; nothing where there is one of each. */
  readonly label: string;
  readonly boxes: readonly Box[];
  /** What is said behind the slots, such as the revision. */
  readonly note: string;
}

/** One request, what came of it, and what the hooks show then. */
export interface Scene {
  readonly said: string;
  readonly outcome: string;
  readonly is: 'good' | 'bad' | 'plain';
  readonly rows: readonly Row[];
}

/** A trace as it is drawn: slots as boxes, one request below the other. */
export interface Picture extends Node {
  readonly type: 'picture';
  readonly scenes: readonly Scene[];
}

/** A trace as a picture; as text where nothing can be drawn. */
export const picture = (scenes: readonly Scene[]): Picture => ({ type: 'picture', scenes });

const rowText = ({ label, boxes, note }: Row): string =>
  [label, boxes.length === 0 ? '(empty)' : boxes.map(({ text }) => text).join(' '), note].filter(Boolean).join('  ');

/** A picture as lines of text. */
export const pictureLines = ({ scenes }: Picture): readonly string[] =>
  scenes.flatMap(({ said, outcome, rows }, index) => [
    `${index + 1}. ${said}${outcome === '' ? '' : `: ${outcome}`}`,
    ...rows.map((row) => `   ${rowText(row)}`),
  ]);
