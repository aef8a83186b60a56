import type { Element } from 'hast';
import { fromHtml } from 'hast-util-from-html';
import pc from 'picocolors';
import { visit } from 'unist-util-visit';
import { describe, expect, test } from 'vitest';
import {
  code,
  coloured,
  type Document,
  document,
  fields,
  heading,
  lines,
  link,
  paragraph,
  signed,
  table,
} from '../../cli/document/document.ts';
import { htmlPage } from '../../cli/document/html.ts';
import { markdownText } from '../../cli/document/markdown.ts';
import { picture } from '../../cli/document/picture.ts';
import { terminalText } from '../../cli/document/terminal.ts';

const HEAD = { title: '<b>title</b>', badge: { text: '✓ held', role: 'good' } } as const;

/** The elements of a page below its main part, by name, with their text. */
function found(of: Document, name: string): readonly { readonly element: Element; readonly text: string }[] {
  const elements: { element: Element; text: string }[] = [];
  visit(fromHtml(htmlPage(HEAD, of)), 'element', (element) => {
    if (element.tagName !== name) return;
    let text = '';
    visit(element, 'text', ({ value }) => {
      text += value;
    });
    elements.push({ element, text });
  });
  return elements;
}

const SCENES = picture([
  {
    said: 'attach B  BEFORE A',
    outcome: 'ok',
    is: 'good',
    rows: [
      {
        label: 'spec',
        boxes: [
          { text: 'B', is: 'direct' },
          { text: 'A/L1', is: 'linked' },
        ],
        note: 'rev 3',
      },
      { label: 'kernel', boxes: [], note: 'rev 1' },
    ],
  },
]);

describe('a document as a page', () => {
  test('has text as text, whatever is in it', () => {
    const of = document(paragraph('<script>alert(1)</script> & "quotes"'), heading(2, '<img src=x>'));
    expect(found(of, 'img')).toEqual([]);
    expect(found(of, 'script')).toHaveLength(1);
    expect(found(of, 'p').map(({ text }) => text)).toContain('<script>alert(1)</script> & "quotes"');
    expect(found(of, 'title')[0]!.text).toBe('<b>title</b>');
  });

  test('says addresses, and has no link to them', () => {
    const of = document(paragraph(link('https://example.org/x', 'a page'), link('traces/a.json', 'traces/a.json')));
    expect(found(of, 'a')).toEqual([]);
    expect(found(of, 'p').map(({ text }) => text)).toContain('a page (https://example.org/x)traces/a.json');
  });

  test('has signs and colours as classes, fields as rows, and tables that sort', () => {
    const of = document(
      lines(signed('✗', 'no'), coloured('warning', 'perhaps')),
      fields([['decided by', code('attach/full')]]),
      table(['rule', 'times'], [[code('attach/full'), '1,024']]),
    );
    expect(found(of, 'span').map(({ element, text }) => [element.properties.className, text])).toEqual([
      [['mark', 'bad'], '✗'],
      [['warning'], 'perhaps'],
    ]);
    const [first, second] = found(of, 'table');
    expect([first!.element.properties.className, first!.text]).toEqual([['fields'], 'decided byattach/full']);
    expect(second!.element.properties.className).toEqual(['sortable']);
  });

  test('draws slots inside of the picture, and none over another', () => {
    const of = document(SCENES);
    const [svg] = found(of, 'svg');
    const width = Number(svg!.element.properties.width);
    const boxes = found(of, 'rect').map(({ element: { properties } }) => ({
      from: Number(properties.x),
      to: Number(properties.x) + Number(properties.width),
      is: properties.className,
    }));
    expect(boxes.map(({ is }) => is)).toEqual([
      ['slot', 'direct'],
      ['slot', 'linked'],
    ]);
    expect(boxes[0]!.to).toBeLessThan(boxes[1]!.from);
    expect(boxes[1]!.to).toBeLessThan(width);
    expect(found(of, 'text').map(({ text }) => text)).toEqual([
      '1. attach B BEFORE A',
      'ok',
      'spec',
      'B',
      'A/L1',
      'rev 3',
      'kernel',
      '(empty)',
      'rev 1',
    ]);
  });
});

describe('a picture', () => {
  const text = ['1. attach B  BEFORE A: ok', '   spec  B A/L1  rev 3', '   kernel  (empty)  rev 1'].join('\n');
  test('is text in a terminal, and code in Markdown', () => {
    expect(terminalText(document(SCENES), { colours: pc.createColors(false) })).toBe(`${text}\n`);
    expect(markdownText(document(SCENES))).toBe(`\`\`\`\n${text}\n\`\`\`\n`);
  });
});
