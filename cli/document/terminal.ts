import stringWidth from 'fast-string-width';
import type { Nodes, PhrasingContent } from 'mdast';
import type pc from 'picocolors';
import { type Block, type Document, phrasing, type Role, type Sign } from './document.ts';
import { pictureLines } from './picture.ts';

type Colours = ReturnType<typeof pc.createColors>;

/** What is printed on. */
export interface Medium {
  readonly colours: Colours;
  /** Columns after which words are wrapped, and what wraps them: never, unless given. Tables and code are not. */
  readonly wrapping?: { readonly width: number; readonly wrap: (text: string, width: number) => string };
  /** Only ASCII, as far as the text itself is. */
  readonly ascii?: boolean;
}

const ROLES = { good: 'green', bad: 'red', warning: 'yellow', dim: 'dim' } as const satisfies Record<
  Role,
  keyof Colours
>;
const SIGNS = { '✓': 'good', '✗': 'bad', '–': 'warning', '?': 'warning', '·': 'dim' } as const;

/** A row for each line of its cells. */
function linesOf(row: readonly string[]): string[][] {
  const cells = row.map((cell) => cell.split('\n'));
  const height = Math.max(0, ...cells.map(({ length }) => length));
  return Array.from({ length: height }, (_, line) => cells.map((lines) => lines[line] ?? ''));
}

/** The lines of a table without borders; so many columns are left empty before its cells, and between them. */
function columns(rows: readonly (readonly string[])[], before: number, between: number): readonly string[] {
  const lines = rows.flatMap(linesOf).map((cells) => cells.map((text) => ({ text, width: stringWidth(text) })));
  const widths: number[] = [];
  for (const cells of lines)
    for (const [column, { width }] of cells.entries()) widths[column] = Math.max(widths[column] ?? 0, width);
  const padded = (cells: (typeof lines)[number]) =>
    cells.map(({ text, width }, column) => text + ''.padEnd(widths[column]! - width));
  return lines.map((cells) => (''.padEnd(before) + padded(cells).join(''.padEnd(between))).trimEnd());
}

const setIn = (lines: readonly string[], first: string, more = ''.padEnd(first.length)) =>
  lines.map((line, index) => (line === '' ? '' : `${index === 0 ? first : more}${line}`));

class Printer {
  private readonly medium: Medium;

  constructor(medium: Medium) {
    this.medium = medium;
  }

  private text(value: string): string {
    return this.medium.ascii ? value.replaceAll('…', '...').replaceAll('→', '->') : value;
  }

  private inline(of: readonly PhrasingContent[]): string {
    return of.map((each) => this.phrase(each)).join('');
  }

  private phrase(of: PhrasingContent): string {
    const { colours } = this.medium;
    switch (of.type) {
      case 'text':
      case 'inlineCode':
        return this.text(of.value);
      case 'strong':
        return colours.bold(this.inline(of.children));
      case 'emphasis':
      case 'link':
        return this.inline(of.children);
      case 'break':
        return '\n';
      case 'mark':
        return this.role(SIGNS[of.sign as keyof typeof SIGNS], of.sign);
      case 'coloured':
        return this.role(of.role, this.inline(of.children));
      default:
        return unknown(of);
    }
  }

  private role(role: Role | undefined, text: Sign | string): string {
    return role === undefined ? text : this.medium.colours[ROLES[role]](text);
  }

  /** Blocks one below the other, within so many columns. */
  blocks(all: readonly Nodes[], width: number): readonly string[] {
    const shown = all.flatMap((each) => {
      const { indent = 0, close = false } = (each as Block).data ?? {};
      const lines = setIn(this.block(each, width - indent), ''.padEnd(indent));
      return lines.length === 0 ? [] : [{ lines, close }];
    });
    return shown.flatMap(({ lines, close }, index) => (index === 0 || close ? lines : ['', ...lines]));
  }

  private wrapped(of: readonly PhrasingContent[], width: number): readonly string[] {
    const text = this.inline(of);
    return (this.medium.wrapping?.wrap(text.replace(/\s+/g, ' '), width) ?? text).split('\n');
  }

  private block(block: Nodes, width: number): readonly string[] {
    switch (block.type) {
      case 'heading':
        return this.wrapped([{ type: 'strong', children: block.children }], width);
      case 'paragraph':
        return this.wrapped(block.children, width);
      case 'code':
        return block.value.split('\n').map((line) => line.trimEnd());
      case 'picture':
        return pictureLines(block);
      case 'list':
        return block.children.flatMap(({ children }, index) => {
          const bullet = block.data?.bare ? '' : block.ordered ? `${index + (block.start ?? 1)}. ` : '- ';
          return setIn(this.blocks(children, width - bullet.length), bullet);
        });
      case 'table': {
        const narrow = block.data?.narrow;
        const [head, ...rows] = block.children.map(({ children }) => children);
        const shown = narrow === undefined ? [head!, ...rows] : rows.map(narrow);
        return columns(
          shown.map((cells) => cells.map((cell) => this.inline(phrasing(cell)))),
          1,
          3,
        );
      }
      case 'fields':
        return columns(
          block.rows.map((row) => row.map((cell) => this.inline(cell))),
          0,
          2,
        );
      default:
        return unknown(block);
    }
  }
}

function unknown({ type }: Nodes): never {
  throw new Error(`a terminal has no form for "${type}"`);
}

/** A document as text for a terminal, or for a mail where there is a width. */
export function terminalText(document: Document, medium: Medium): string {
  return new Printer(medium)
    .blocks(document.children, medium.wrapping?.width ?? Infinity)
    .map((line) => `${line}\n`)
    .join('');
}
