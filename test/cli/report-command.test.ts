import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Element, Root } from 'hast';
import { fromHtml } from 'hast-util-from-html';
import { visit } from 'unist-util-visit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ROOT } from '../support/command.ts';
import { ran } from '../support/room.ts';

const directory = mkdtempSync(join(tmpdir(), 'mprog-report-'));
afterAll(() => rmSync(directory, { recursive: true }));
const at = (name: string) => join(directory, name);

/** The elements of a page that a test accepts, and the text of one. */
function elements(root: Root, accepts: (element: Element) => boolean): readonly Element[] {
  const found: Element[] = [];
  visit(root, 'element', (element) => {
    if (accepts(element)) found.push(element);
  });
  return found;
}
const named = (root: Root, name: string) => elements(root, ({ tagName }) => tagName === name);
function textOf(node: Element | Root): string {
  let text = '';
  visit(node, 'text', ({ value }) => {
    text += value;
  });
  return text;
}
const texts = (root: Root, name: string) => named(root, name).map(textOf);

/** What a command prints under --json, kept in a file, and the page of it. */
async function page(name: string, command: string): Promise<{ root: Root; html: string; report: never }> {
  const printed = await ran(ROOT, ...command.split(' '), '--json');
  writeFileSync(at(`${name}.json`), printed.stdout);
  const { status, stderr } = await ran(ROOT, 'report', at(`${name}.html`), at(`${name}.json`));
  expect([status, stderr]).toEqual([printed.status, '']);
  const html = readFileSync(at(`${name}.html`), 'utf8');
  return { html, root: fromHtml(html), report: JSON.parse(printed.stdout) as never };
}

/** Everything of a page that could ask another host for something. */
function asks(root: Root): readonly string[] {
  const attributes = ['src', 'srcSet', 'href', 'xLinkHref', 'action', 'data', 'poster', 'background'];
  return elements(root, () => true).flatMap(({ tagName, properties }) => [
    ...attributes.flatMap((name) => (properties[name] === undefined ? [] : [`${tagName} ${name}`])),
    ...(['link', 'iframe', 'img', 'object', 'embed', 'base'].includes(tagName) ? [tagName] : []),
  ]);
}

const SMALL = '--programs 2 --links 1 --foreign 0 --retired 0';

describe('the page of a check with a counterexample', () => {
  let made: Awaited<ReturnType<typeof page>>;
  beforeAll(async () => {
    made = await page('fault', `check tcx --fault attach/before-off-by-one --scope default --no-write`);
  });

  test('says the verdict first, then what was covered and what not, then the rest', () => {
    const { root } = made;
    expect(texts(root, 'h1')).toEqual(['mprog check tcx, scope default']);
    const [main] = named(root, 'main');
    expect(textOf(main!).trimStart().startsWith('✗ violated: there is a counterexample.')).toBe(true);
    expect(texts(root, 'h2')).toEqual([
      'What was covered',
      'What was not',
      'Shortest traces',
      'Rule coverage',
      'Properties',
      'The report in full',
    ]);
  });

  test('draws the slots of spec and model where they differ', () => {
    const [svg] = named(made.root, 'svg');
    const drawn = elements({ type: 'root', children: [svg!] }, ({ tagName }) => tagName === 'text').map(textOf);
    expect(drawn.slice(-12)).toEqual(
      expect.arrayContaining(['3. attach C BEFORE B', 'spec', 'A', 'C', 'B', 'rev 4', 'model', 'C', 'A', 'B', 'rev 4']),
    );
    expect(svg!.properties.ariaLabel).toContain('spec  A C B  rev 4\n   model  C A B  rev 4');
    expect(named({ type: 'root', children: [svg!] }, 'rect')).toHaveLength(1 + 2 + 3 + 3);
  });

  test('has every rule in a table that sorts, with how often it decided', () => {
    const report = made.report as { rules: { id: string; fired: number }[]; neverFired: string[] };
    const table = named(made.root, 'table').find((each) => textOf(each).includes('what it says'))!;
    expect(table.properties.className).toContain('sortable');
    const rows = elements({ type: 'root', children: [table] }, ({ tagName }) => tagName === 'tr').slice(1);
    const cells = rows.map((row) => elements({ type: 'root', children: [row] }, (each) => each.tagName === 'td'));
    expect(cells.map((each) => [textOf(each[0]!), textOf(each[3]!)])).toEqual(
      report.rules.map(({ id, fired }) => [id, fired.toLocaleString('en-US')]),
    );
    const [, missed] = named(made.root, 'ul');
    for (const id of report.neverFired) expect(textOf(missed!)).toContain(id);
  });

  test('is whole: nothing is asked of another host, and its script parses', () => {
    expect(asks(made.root)).toEqual([]);
    expect(made.html).not.toMatch(/url\(|@import|https?:\/\/(?!www\.w3\.org\/)/);
    const [policy] = elements(made.root, ({ properties }) => properties.httpEquiv !== undefined);
    expect(policy!.properties.content).toContain("default-src 'none'");
    const [script] = texts(made.root, 'script');
    expect(() => new Function(script!)).not.toThrow();
    expect(texts(made.root, 'style')[0]).toMatch(/prefers-color-scheme: dark[\s\S]*@media print/);
  });

  test('is the same as Markdown where its name ends so', async () => {
    const { status } = await ran(ROOT, 'report', at('fault.md'), at('fault.json'));
    const text = readFileSync(at('fault.md'), 'utf8');
    expect(status).toBe(1);
    expect(text).toMatch(/^# mprog check tcx, scope default\n\n✗ \*\*violated\*\*: there is a counterexample\./);
    expect(text).toContain('3. attach C  BEFORE B: ok\n   spec  A C B  rev 4\n   model  C A B  rev 4\n');
  });
});

describe.each([
  ['diff', 'diff mprog-first-merge tcx --scope clsact', /clsact/, 1],
  ['hand-over', 'diff xdp tcx', /scope hand-over/, 20],
  ['commute', 'commute tcx --pair attach,attach', /[1-9]\d* of 139 pairs of requests commute/, 2],
  ['race', 'race two-first --profile cgroup', /two-first \(cgroup\)/, 1],
  ['rediscover', 'rediscover 56145', /0 of 0 defects that must be found are found/, 0],
  ['matrix', 'matrix merge docs/kernels.json docs/kernels', /Kernels/, 1],
  ['properties', 'check tcx --properties relative-untouched,full-list-shrinks', /2 known anomalies/, 2],
  ['property reports', 'check tcx netkit --properties within-capacity', /tcx: .*netkit: /s, 0],
  ['fast path', 'check fast-path --variant put-before-publish', /put-before-publish/, 1],
  ['checks', `check rfc-v2 tcx --depth 2`, /Rule coverage: rfc-v2/, 0],
])('the page of %s', (name, command, words, pictures) => {
  test('says what was covered and what not, and asks nothing of another host', async () => {
    const { root, html } = await page(name, command);
    expect(textOf(root)).toMatch(words);
    expect(texts(root, 'h2').slice(0, 2)).toEqual(['What was covered', 'What was not']);
    expect(named(root, 'li').length).toBeGreaterThan(1);
    expect(named(root, 'svg').length).toBeGreaterThanOrEqual(pictures);
    for (const svg of named(root, 'svg')) expect(String(svg.properties.ariaLabel)).toMatch(/^1\. /);
    expect(asks(root)).toEqual([]);
    expect(html).not.toContain('[object');
    expect(textOf(named(root, 'main')[0]!)).not.toContain('NaN');
  });
});

describe('mprog report', () => {
  test('runs a command that stands behind --, and ends as it does', async () => {
    const { status, stdout } = await ran(ROOT, 'report', at('once.html'), '--', 'check', 'tcx', ...SMALL.split(' '));
    expect([status, stdout]).toEqual([
      0,
      `✓ mprog check tcx, scope default with programs, foreign, links, retired changed: held; written to ${at('once.html')}, 1 picture\n`,
    ]);
    expect(readFileSync(at('once.html'), 'utf8')).toContain('from mprog check tcx --programs 2');
  });

  test('leaves a file of other content as it is, unless it is told to replace it', async () => {
    writeFileSync(at('mine.html'), 'mine');
    writeFileSync(at('small.json'), (await ran(ROOT, 'check', 'tcx', ...SMALL.split(' '), '--json')).stdout);
    const refused = await ran(ROOT, 'report', at('mine.html'), at('small.json'));
    expect([refused.status, refused.stderr]).toEqual([
      2,
      `${at('mine.html')}: there is a file of other content already; --force replaces it\n`,
    ]);
    const early = await ran(ROOT, 'report', at('mine.html'), '--', 'check', 'tcx');
    expect([early.status, early.stderr]).toEqual([
      2,
      `${at('mine.html')}: there is a file already; --force replaces it\n`,
    ]);
    expect(readFileSync(at('mine.html'), 'utf8')).toBe('mine');
    expect((await ran(ROOT, 'report', at('mine.html'), at('small.json'), '--force')).status).toBe(0);
    expect((await ran(ROOT, 'report', at('mine.html'), at('small.json'))).status).toBe(0);
  });

  test('takes the file that derives a semantics, and says so where it needs it', async () => {
    const scope = SMALL.split(' ');
    const file = 'examples/keep-the-relative.ts';
    writeFileSync(at('proposal.json'), (await ran(ROOT, 'check', file, ...scope, '--json')).stdout);
    const refused = await ran(ROOT, 'report', at('proposal.html'), at('proposal.json'));
    expect([refused.status, refused.stderr]).toEqual([
      2,
      `${at('proposal.json')}: profile: "keep-the-relative" does not come with mprog; --semantics FILE names the file that derives it\n`,
    ]);
    expect(readdirSync(directory)).not.toContain('proposal.html');
    await ran(ROOT, 'report', at('proposal.html'), at('proposal.json'), '--semantics', file);
    expect(readFileSync(at('proposal.html'), 'utf8')).toContain('detach/nothing-in-front');
  });

  test.each([
    [['x.txt', 'package.json'], 'expected a file to write that ends in .html or .md, found'],
    [['x.html', 'package.json'], 'package.json: format: expected "mprog-verdict"'],
    [['x.html', 'nowhere.json'], 'nowhere.json: there is no such file'],
    [['x.html', 'README.md'], 'README.md: line 1, column 1: expected JSON'],
    [
      ['x.html', 'package.json', 'tsconfig.json'],
      'expected one file, or a command behind --, found package.json tsconfig.json',
    ],
    [['x.html', '--semantics', 'nowhere.ts', '--', 'check', 'tcx'], '--semantics: nowhere.ts: there is no such file'],
    [['x.html', '--', 'report', 'x.html'], 'commute, matrix, rediscover), found report'],
    [['x.html', '--', 'rules', 'tcx'], 'expected a command that has a report behind -- (check, '],
  ])('is refused for %j in one line, and writes nothing', async (words, message) => {
    const [out, ...rest] = words;
    const { status, stderr } = await ran(ROOT, 'report', at(out!), ...rest);
    expect([status, stderr]).toEqual([2, expect.stringContaining(message)]);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(readdirSync(directory).filter((name) => name.startsWith('x.') || name.endsWith('.tmp'))).toEqual([]);
  });
});
