import fc from 'fast-check';
import { fromMarkdown } from 'mdast-util-from-markdown';
import pc from 'picocolors';
import { describe, expect, test } from 'vitest';
import wrapAnsi from 'wrap-ansi';
import {
  bold,
  close,
  code,
  codeBlock,
  coloured,
  document,
  emphasis,
  fields,
  heading,
  indented,
  joined,
  LINE,
  lines,
  link,
  list,
  mark,
  numbered,
  paragraph,
  symbols,
  table,
} from '../../cli/document/document.ts';
import { markdownText } from '../../cli/document/markdown.ts';
import { prose, sentence } from '../../cli/document/prose.ts';
import { terminalText } from '../../cli/document/terminal.ts';
import { plainText } from '../support/print.ts';

const REPORT = document(
  heading(2, code('a'), ' → ', code('b')),
  close(lines([mark('✓'), ' one ', bold('property'), ' holds'], [mark('✗'), ' another does not'])),
  fields([
    ['decided by', code('x/y')],
    ['because', ['a sentence', LINE, 'and its source']],
  ]),
  table(
    ['#', 'rule'],
    [
      [1, code('x/y')],
      [2, 'z'],
    ],
  ),
  ...indented(2, list('an item', [paragraph('another'), close(numbered('first', 'second'))])),
  codeBlock(['mprog check'], 'sh'),
);

describe('a document in a terminal', () => {
  test('has its blocks apart, unless they are close, and set in where it says so', () => {
    expect(plainText(REPORT)).toBe(`a → b
✓ one property holds
✗ another does not

decided by  x/y
because     a sentence
            and its source

 #   rule
 1   x/y
 2   z

  - an item
  - another
    1. first
    2. second

mprog check
`);
  });
  test('has colours where there are any, and none besides', () => {
    const shown = document(paragraph(mark('✗'), ' ', coloured('warning', 'wait'), ' ', bold('now')));
    expect(terminalText(shown, { colours: pc.createColors(true) })).toBe(
      '\x1b[31m✗\x1b[39m \x1b[33mwait\x1b[39m \x1b[1mnow\x1b[22m\n',
    );
    expect(plainText(shown)).toBe('✗ wait now\n');
  });
  test('has columns below each other, of wide characters and of coloured ones too', () => {
    const rows = [
      ['程序', coloured('good', 'ok')],
      ['prog', 'ENOENT'],
    ];
    const shown = document(fields(rows), table(['a', 'b'], rows));
    expect(plainText(shown)).toBe('程序  ok\nprog  ENOENT\n\n a      b\n 程序   ok\n prog   ENOENT\n');
    const bright = terminalText(shown, { colours: pc.createColors(true) });
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is removed
    expect(bright.replaceAll(/\x1b\[\d+m/g, '')).toBe(plainText(shown));
  });
  test('has of a table that is too wide the cells that it says, without a head', () => {
    const rules = table(['#', 'rule', 'in words'], [[1, code('x/y'), 'A sentence.']], ([number, id, words]) => [
      number!,
      [words!, LINE, id!],
    ]);
    expect(plainText(document(rules))).toBe(' 1   A sentence.\n     x/y\n');
    expect(markdownText(document(rules))).toBe(
      '| # | rule | in words |\n| --- | --- | --- |\n| 1 | `x/y` | A sentence. |\n',
    );
  });
  test('is wrapped where there is a width, and is ASCII where that is asked for', () => {
    const item = 'from a → b, with as many words … as it takes to go over the end';
    const text = terminalText(document(list([paragraph(item), close(numbered(item))])), {
      colours: pc.createColors(false),
      wrapping: { width: 30, wrap: wrapAnsi },
      ascii: true,
    });
    expect(text).toMatch(/^[ -~\n]*$/);
    for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(30);
    expect(text.split('\n').slice(0, 2)).toEqual(['- from a -> b, with as many', '  words ... as it takes to go']);
    expect(text).toContain('\n  1. from a -> b, with as many\n     words ... as it takes to\n     go');
  });
  test('is nothing where there is nothing in it', () => {
    expect(plainText(document())).toBe('');
    expect(plainText(document(paragraph('a'), list(), lines(), fields([]), table(['head'], []), paragraph('b')))).toBe(
      'a\n\n head\n\nb\n',
    );
  });
});

describe('a document as Markdown', () => {
  test('has the same blocks', () => {
    expect(markdownText(REPORT)).toBe(`## \`a\` → \`b\`

- ✓ one **property** holds
- ✗ another does not

* decided by: \`x/y\`
* because: a sentence\\
  and its source

| # | rule |
| --- | --- |
| 1 | \`x/y\` |
| 2 | z |

- an item
- another
  1. first
  2. second

\`\`\`sh
mprog check
\`\`\`
`);
  });
  test('leaves names and flags in words as they are', () => {
    const plain = 'bpf_mprog_attach: link_create with A | B, rev 2 < 3 → ENOENT (x/y)';
    expect(markdownText(document(paragraph(plain)))).toBe(`${plain}\n`);
    expect(markdownText(document(paragraph(symbols('(__a_b, a__b)'))))).toBe('(`__a_b`, a__b)\n');
  });
  test('has a text in no cell that ends the cell or the row', () => {
    const cells = ['a|b', code('c|d'), ['two', LINE, 'lines']];
    expect(markdownText(document(table(['a', 'b', 'c'], [cells])))).toContain('| a\\|b | `c\\|d` | two<br>lines |');
  });
  test('is nothing where there is nothing in it', () => {
    expect(markdownText(document())).toBe('');
    expect(markdownText(document(paragraph('a'), list(), fields([]), lines(), paragraph('b')))).toBe('a\n\nb\n');
  });
  test('has lines that are close to others in one list with them', () => {
    const report = document(lines('a'), close(lines('b')), lines('c'));
    expect(markdownText(report)).toBe('- a\n- b\n\n* c\n');
    expect(plainText(report)).toBe('a\nb\n\nc\n');
  });
});

test('what is text is text when Markdown is read again, whatever is in it', () => {
  const part = fc.constantFrom(
    '#',
    '|',
    '<b>',
    '<',
    '`',
    '``',
    '*',
    '_',
    '[x](y)',
    '- ',
    '1. ',
    '> ',
    '\\',
    '&amp;',
    '~',
    'ab',
    ' ',
    '程',
  );
  const text = fc.array(part, { minLength: 1, maxLength: 8 }).map((parts) => `x${parts.join('')}x`);
  fc.assert(
    fc.property(text, fc.constantFrom('#', '-', '1.', '>', '+', '*', ''), (inside, first) => {
      const said = `${first}${first === '' ? '' : ' '}${inside}`;
      const [only, ...more] = fromMarkdown(markdownText(document(paragraph(said)))).children;
      expect(more).toEqual([]);
      expect(only).toMatchObject({ type: 'paragraph', children: [{ type: 'text', value: said }] });
      const [item] = fromMarkdown(markdownText(document(list([emphasis(said), ' and ', code(inside)])))).children;
      expect(item).toMatchObject({ type: 'list' });
    }),
  );
});

test('prose is read as Markdown, and printed by both', () => {
  const page = document(
    ...prose('# A page\n\nSee `mprog` and [this](a.md):\ntwo *lines*.'),
    paragraph(sentence('`x` is y')),
  );
  expect(plainText(page)).toBe('A page\n\nSee mprog and this:\ntwo lines.\n\nx is y\n');
  expect(markdownText(page)).toBe('# A page\n\nSee `mprog` and [this](a.md):\ntwo *lines*.\n\n`x` is y\n');
  expect(markdownText(document(paragraph(link('a.md', 'b'), joined(['c', 'd'], ' · '))))).toBe('[b](a.md)c · d\n');
});
