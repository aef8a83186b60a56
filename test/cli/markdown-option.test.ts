import { fromMarkdown } from 'mdast-util-from-markdown';
import { beforeAll, describe, expect, test } from 'vitest';
import { build } from '../../cli/program.ts';
import { ROOT } from '../support/command.ts';
import { type Ran, ran } from '../support/room.ts';

const TRACE = 'traces/anomalies/tcx/relative-untouched.json';
const mprog = (args: readonly string[]) => ran(ROOT, ...args);

/** Commands that are quick, each with something that its Markdown has and its text has not. */
const REPORTS: readonly (readonly [string, RegExp])[] = [
  ['check tcx --scope default --states 5', /^- \? inconclusive: .* This is not a pass\.$/m],
  ['check fast-path --states 100', /^\*\*fast-path\*\* · sound: /m],
  ['race two-first --profile tcx', /^```mermaid$/m],
  ['rules cgroup-5.6', /^\| 1 \| `[a-z-]+\/[a-z-]+` \| /m],
  [`replay ${TRACE} --target spec`, /^- ✓ traces\/anomalies\/tcx\/relative-untouched\.json/m],
  ['observe test/observe/samples/late-7.2.log', /^- test\/observe\/samples\/late-7\.2\.log:9: /m],
  [`explain ${TRACE}`, /^- because: BEFORE: true$/m],
];

describe.each(REPORTS)('mprog %s', (line, markup) => {
  let text: Ran;
  let markdown: Ran;
  beforeAll(async () => {
    text = await mprog(line.split(' '));
    markdown = await mprog([...line.split(' '), '--markdown']);
  });
  test('has with --markdown the same exit code, and markup that the text has not', () => {
    expect(markdown.status).toBe(text.status);
    expect(markdown.stdout).toMatch(markup);
    expect(text.stdout).not.toMatch(markup);
    expect(fromMarkdown(markdown.stdout).children.some(({ type }) => type === 'html')).toBe(false);
  });
  test('has no colour where standard output is no terminal', () => {
    expect(text.stdout + markdown.stdout).not.toContain('\x1b');
  });
});

test('every command that prints a report has --markdown, and not together with --json', async () => {
  const { commands } = await build('all');
  const without = commands.filter(({ options }) => !options.some(({ long }) => long === '--markdown'));
  expect(without.map((command) => command.name())).toEqual(['traces', 'export', 'explore', 'report', 'vm']);
  const { status, stderr } = await mprog(['replay', TRACE, '--target', 'spec', '--markdown', '--tap']);
  expect([status, stderr]).toEqual([
    2,
    expect.stringContaining("option '--markdown' cannot be used with option '--tap'"),
  ]);
});
