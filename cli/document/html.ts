import type { Element, ElementContent, Root } from 'hast';
import { toHtml } from 'hast-util-to-html';
import { h } from 'hastscript';
import type { Nodes, PhrasingContent } from 'mdast';
import { defaultHandlers, type Handlers, type State, toHast } from 'mdast-util-to-hast';
import type { Block, Document, Sign } from './document.ts';
import { SCRIPT, STYLE } from './page-parts.ts';
import { svgOf } from './svg.ts';

const SIGNS = {
  '✓': 'good',
  '✗': 'bad',
  '–': 'warning',
  '?': 'warning',
  '·': 'dim',
  '=': 'dim',
} as const satisfies Record<Sign, string>;

const inline = (state: State, children: readonly PhrasingContent[]): ElementContent[] =>
  state.all({ type: 'paragraph', children: [...children] });

const HANDLERS: Handlers = {
  mark: (_state, { sign }: { sign: Sign }) => h('span', { class: `mark ${SIGNS[sign]}` }, sign),
  coloured: (state: State, node) => h('span', { class: node.role }, inline(state, node.children)),
  picture: (_state, node) => h('div', { class: 'wide' }, [svgOf(node)]),
  fields: (state: State, { rows }) =>
    h('div', { class: 'wide' }, [
      h(
        'table',
        { class: 'fields' },
        rows.map(([name, ...cells]: PhrasingContent[][]) =>
          h('tr', [
            h('th', { scope: 'row' }, inline(state, name!)),
            ...cells.map((cell) => h('td', inline(state, cell))),
          ]),
        ),
      ),
    ]),
  table: (state: State, node) => {
    const made = defaultHandlers.table(state, node) as Element;
    return h('div', { class: 'wide' }, [{ ...made, properties: { ...made.properties, className: ['sortable'] } }]);
  },
  list: (state: State, node) => {
    const made = defaultHandlers.list(state, node) as Element;
    return node.data?.bare ? { ...made, properties: { ...made.properties, className: ['bare'] } } : made;
  },
  // A page asks nothing of any other host, and what it is about need not lie beside it: an address is said, and is no link.
  link: (state: State, node) => {
    const children = inline(state, node.children);
    const said = node.children.length === 1 && node.children[0].type === 'text' ? node.children[0].value : '';
    const isElsewhere = !node.url.startsWith('#') && said !== node.url;
    return h('span', isElsewhere ? [...children, ` (${node.url})`] : children);
  },
};

/** What a page says around its document. */
export interface PageHead {
  readonly title: string;
  /** Set beside the title: the verdict. */
  readonly badge: { readonly text: string; readonly role: 'good' | 'bad' | 'warning' };
}

/** Nothing is loaded from anywhere; styles and the script are those that stand in the page. */
const POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

/** Blocks as elements. */
function elements(blocks: readonly Block[]): ElementContent[] {
  const root: Nodes = { type: 'root', children: [...blocks] };
  return (toHast(root, { handlers: HANDLERS }) as Root).children as ElementContent[];
}

/** A document as one page of HTML that needs nothing else. */
export function htmlPage({ title, badge }: PageHead, document: Document): string {
  const head = h('head', [
    h('meta', { charset: 'utf-8' }),
    h('meta', { name: 'viewport', content: 'width=device-width, initial-scale=1' }),
    h('meta', { httpEquiv: 'Content-Security-Policy', content: POLICY }),
    h('meta', { name: 'color-scheme', content: 'light dark' }),
    h('title', title),
    h('style', STYLE),
  ]);
  const body = h('body', [
    h('header', [h('h1', title), h('p', { class: `badge ${badge.role}` }, badge.text)]),
    h('main', elements(document.children as Block[])),
    h('script', SCRIPT),
  ]);
  const page: Root = { type: 'root', children: [{ type: 'doctype' }, h('html', { lang: 'en' }, [head, body])] };
  return `${toHtml(page)}\n`;
}
