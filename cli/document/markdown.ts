import { gfmTableToMarkdown } from 'mdast-util-gfm-table';
import { type Handle, type Handlers, toMarkdown } from 'mdast-util-to-markdown';
import { codeBlock, type Document, joined, list } from './document.ts';
import { pictureLines } from './picture.ts';

/** A line within a cell; elsewhere a line that ends with a backslash. */
const lineBreak: Handle = (_node, _parent, state) => (state.stack.includes('tableCell') ? '<br>' : '\\\n');

const HANDLERS: Partial<Handlers> = {
  break: lineBreak,
  mark: ({ sign }) => sign,
  coloured: (node, _parent, state, info) => state.containerPhrasing(node, info),
  picture: (node, parent, state, info) => state.handle(codeBlock(pictureLines(node)), parent, state, info),
  fields: ({ rows }, parent, state, info) =>
    state.handle(
      list(...rows.map(([name, ...more]: [never, ...never[]]) => [name, ': ', joined(more, ' ')])),
      parent,
      state,
      info,
    ),
};

/** A document as GitHub-flavoured Markdown: what is text in it is never read as markup. */
export function markdownText(document: Document): string {
  return toMarkdown(document, {
    bullet: '-',
    // Cells are not padded to the widest of their column: a change of one row is a change of one line.
    extensions: [gfmTableToMarkdown({ stringLength: () => 3 }), { handlers: HANDLERS }],
  });
}
