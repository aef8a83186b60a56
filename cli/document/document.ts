import type { BlockContent, Break, List, ListItem, Node, Parent, PhrasingContent, Root, Table, TableCell } from 'mdast';
import type { Picture } from './picture.ts';

/** The sign before a verdict: holds, does not hold, not exercised or known, inconclusive, not exercised (in a table). */
export type Sign = '✓' | '✗' | '–' | '?' | '·' | '=';

/** What a colour stands for: good, bad, to be noted, of less interest. */
export type Role = 'good' | 'bad' | 'warning' | 'dim';

interface Mark extends Node {
  readonly type: 'mark';
  readonly sign: Sign;
}

interface Coloured extends Parent {
  readonly type: 'coloured';
  readonly role: Role;
  children: PhrasingContent[];
}

/** Rows of a name and what is to be said of it, in one cell or several. */
interface Fields extends Node {
  readonly type: 'fields';
  readonly rows: readonly (readonly PhrasingContent[])[][];
  data?: Layout;
}

/** What only a terminal heeds. */
interface Layout {
  /** Columns that a block is set in. */
  indent?: number;
  /** No empty line comes before it. */
  close?: boolean;
  /** The items of a list have no bullet. */
  bare?: boolean;
  /** The cells of a table that is too wide for a terminal, and has no head there. */
  narrow?: (cells: readonly TableCell[]) => readonly Inline[];
}

declare module 'mdast' {
  interface Data extends Layout {}
  interface PhrasingContentMap {
    mark: Mark;
    coloured: Coloured;
  }
  interface BlockContentMap {
    fields: Fields;
    picture: Picture;
  }
  interface RootContentMap {
    mark: Mark;
    coloured: Coloured;
    fields: Fields;
    picture: Picture;
  }
}

/** What may be left out where a condition does not hold. */
type Optional<T> = T | false | undefined;

/** A part of a line: a text, a node, or several; nothing where it is false. */
export type Inline = Optional<string | number | PhrasingContent | TableCell> | readonly Inline[];
export type Block = BlockContent;
export type Blocks = readonly Optional<Block>[];
export type Item = Inline | Blocks;

const isThere = <T>(of: Optional<T>): of is T => of !== false && of !== undefined;

/** The nodes of a part of a line; a line feed in a text is a space, or a line of its own in a terminal. */
export function phrasing(of: Inline): PhrasingContent[] {
  if (!isThere(of)) return [];
  if (typeof of === 'string' || typeof of === 'number') return of === '' ? [] : [{ type: 'text', value: String(of) }];
  if (!('type' in of)) return of.flatMap(phrasing);
  return of.type === 'tableCell' ? of.children : [of];
}

export const LINE: Break = { type: 'break' };
export const bold = (...of: Inline[]): PhrasingContent => ({ type: 'strong', children: phrasing(of) });
export const emphasis = (...of: Inline[]): PhrasingContent => ({ type: 'emphasis', children: phrasing(of) });
export const code = (value: string): PhrasingContent => ({ type: 'inlineCode', value });
export const link = (url: string, ...of: Inline[]): PhrasingContent => ({ type: 'link', url, children: phrasing(of) });
export const mark = (sign: Sign): PhrasingContent => ({ type: 'mark', sign });
export const coloured = (role: Role, ...of: Inline[]): PhrasingContent => ({
  type: 'coloured',
  role,
  children: phrasing(of),
});

/** A text whose names with underscores in front are code: as text these would be escaped, and nobody would find them. */
export const symbols = (text: string): Inline =>
  text.split(/(\b__\w+)/).map((part, index) => (index % 2 === 0 ? part : code(part)));

/** Parts with something between each two. */
export const joined = (parts: readonly Inline[], between: Inline = ', '): Inline =>
  parts.flatMap((part, index) => (index === 0 ? [part] : [between, part]));

/** What a verdict says, behind its sign. */
export const signed = (sign: Sign, ...of: Inline[]): Inline => [mark(sign), ' ', of];

export const heading = (depth: 1 | 2 | 3, ...of: Inline[]): Block => ({
  type: 'heading',
  depth,
  children: phrasing(of),
});
export const paragraph = (...of: Inline[]): Block => ({ type: 'paragraph', children: phrasing(of) });
/** A paragraph of lines. */
export const stanza = (...of: Inline[]): Block => paragraph(joined(of.filter(isThere), LINE));
export const codeBlock = (lines: readonly string[], lang?: string): Block => ({
  type: 'code',
  value: lines.join('\n'),
  lang: lang ?? null,
});

const item = (of: Item): ListItem => ({
  type: 'listItem',
  spread: false,
  children: Array.isArray(of) && of.some(isBlock) ? (of as Blocks).filter(isThere) : [paragraph(of as Inline)],
});

const isBlock = (of: unknown) =>
  ['paragraph', 'list', 'fields', 'code', 'table'].includes((of as Partial<Node> | undefined)?.type ?? '');

/** A list; an item is a line, or blocks of which the first is one. */
export const list = (...items: readonly Item[]): List => ({
  type: 'list',
  spread: false,
  children: items.filter(isThere).map(item),
});
export const numbered = (...items: readonly Item[]): List => ({ ...list(...items), ordered: true, start: 1 });
/** Lines without an empty one between them: a list whose bullets a terminal leaves out. */
export const lines = (...items: readonly Item[]): List => ({ ...list(...items), data: { bare: true } });

/** A table; where its rows are too long for a terminal, `narrow` says what is in the cells there. */
export function table(
  head: readonly Inline[],
  rows: readonly (readonly Inline[])[],
  narrow?: NonNullable<Layout['narrow']>,
): Table {
  const cell = (of: Inline): TableCell => ({ type: 'tableCell', children: phrasing(of) });
  return {
    type: 'table',
    children: [head, ...rows].map((cells) => ({ type: 'tableRow', children: cells.map(cell) })),
    ...(narrow === undefined ? {} : { data: { narrow } }),
  };
}

/** Names with what is to be said of them: a list in Markdown, columns in a terminal. */
export const fields = (rows: readonly Optional<readonly Inline[]>[]): Block => ({
  type: 'fields',
  rows: rows.filter(isThere).map((row) => row.map(phrasing)),
});

const withLayout = <B extends Block>(block: B, layout: Layout): B => ({ ...block, data: { ...block.data, ...layout } });

/** Sets blocks in, in a terminal. */
export const indented = (indent: number, ...blocks: Blocks): Block[] =>
  blocks.filter(isThere).map((block) => withLayout(block, { indent: (block.data?.indent ?? 0) + indent }));
/** A block without an empty line before it, in a terminal. */
export const close = (block: Block): Block => withLayout(block, { close: true });
/** Blocks without empty lines before them, in a terminal. */
export const allClose = (...blocks: Blocks): Block[] => blocks.filter(isThere).map(close);

const isEmpty = (block: Block) =>
  (block.type === 'list' && block.children.length === 0) || (block.type === 'fields' && block.rows.length === 0);

/** One block after others: lines that are close to others are of one list with them. */
function append(blocks: readonly Block[], block: Block): readonly Block[] {
  const last = blocks.at(-1);
  const isList = last?.type === 'list' && block.type === 'list' && last.data?.bare && block.data?.bare;
  if (!isList || !block.data?.close || last.data?.indent !== block.data?.indent) return [...blocks, block];
  return [...blocks.slice(0, -1), { ...last, children: [...last.children, ...block.children] }];
}

/** A report that can be printed in a terminal and as Markdown. */
export const document = (...children: Blocks): Document => ({
  type: 'root',
  children: [
    ...children
      .filter(isThere)
      .filter((block) => !isEmpty(block))
      .reduce(append, []),
  ],
});
export type Document = Root;
