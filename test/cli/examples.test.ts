import { spawnSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ROOT } from '../support/command.ts';
import { ran } from '../support/room.ts';

/** A command that a page shows, and the lines that it says are printed. */
interface Example {
  readonly line: string;
  readonly args: readonly string[];
  readonly into: string | undefined;
  readonly printed: readonly string[];
}

/** The commands of mprog that a page shows with a prompt, in their order. */
function examplesIn(text: string): readonly Example[] {
  const blocks = [...text.matchAll(/^```\w*\n([\s\S]*?)^```/gm)].map(([, block]) => block!);
  return blocks.flatMap((block) =>
    block
      .split(/^\$ /m)
      .slice(1)
      .flatMap((shown): Example[] => {
        const [line, ...printed] = shown.split('\n');
        const [, command, into] = /^(?:npx )?mprog ([^>|&]*)(?:>\s*(\S+))?$/.exec(line!) ?? [];
        if (command === undefined) return [];
        const args = [...command.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare!);
        return [{ line: line!, args, into, printed: printed.filter((each) => each.trim() !== '' && each !== '…') }];
      }),
  );
}

/** What is not run here, with the reason. */
const NOT_RUN: readonly (readonly [RegExp, string])[] = [
  [/\bkernel\b|--confirm|^mprog record --log/, 'asks the kernel that is here'],
  [/^mprog (vm|matrix) /, 'boots kernels'],
  [/^mprog clients /, 'needs Go and libbpf'],
  [/^mprog explore /, 'serves until a signal ends it'],
  [/exec:\.\/driver/, 'needs a driver that is compiled'],
  [/traces tcx --out suite|traces tcx --for go|export go suite|--survivors|--operator/, 'takes minutes'],
  [/--against cgroup-6\.1 /, 'takes minutes'],
  [/host\.json|on-this-kernel|net\.json|(tcx|changed)\.log/, 'reads what a host did or has'],
];

const PAGES = ['README.md', ...['docs', 'docs/commands'].flatMap((folder) => inFolder(folder))];

function inFolder(folder: string): readonly string[] {
  return readdirSync(join(ROOT, folder)).flatMap((file) => (file.endsWith('.md') ? [join(folder, file)] : []));
}

const read = (page: string) => readFileSync(join(ROOT, page), 'utf8');
const shown = PAGES.map((page) => [page, examplesIn(read(page))] as const);
const withoutPython = spawnSync('python3', ['--version']).error === undefined ? undefined : 'there is no python3 here';
const reasonNotTo = ({ line }: Example) =>
  NOT_RUN.find(([pattern]) => pattern.test(line.replace('npx ', '')))?.[1] ??
  (line.includes('python3') ? withoutPython : undefined);
const run = shown
  .map(([page, examples]) => [page, examples.filter((each) => reasonNotTo(each) === undefined)] as const)
  .filter(([, examples]) => examples.length > 0);

/** A line without what differs from run to run. */
const timeless = (line: string) =>
  line
    .replace(/\b[\d.]+ s\b.*$/, 's')
    .replace(/\b\d+\.\d$/, 's')
    .trimEnd();

const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** The first line that is not printed behind those in front of it; a line that is cut short ends in an ellipsis. */
function missing(printed: readonly string[], stdout: string): string | undefined {
  let rest = stdout.split('\n').map(timeless);
  for (const line of printed) {
    const pattern = new RegExp(`^${timeless(line).split('…').map(escaped).join('.*')}$`);
    const at = rest.findIndex((each) => pattern.test(each));
    if (at === -1) return line;
    rest = rest.slice(at + 1);
  }
  return undefined;
}

let room: string;
beforeAll(() => {
  room = realpathSync(mkdtempSync(join(tmpdir(), 'mprog-')));
  for (const folder of ['examples', 'test']) symlinkSync(join(ROOT, folder), join(room, folder));
  // A folder of its own, in which counterexamples are written.
  mkdirSync(join(room, 'traces'));
  for (const folder of ['anomalies', 'clients', 'conformance', 'facts', 'lists'])
    symlinkSync(join(ROOT, 'traces', folder), join(room, 'traces', folder));
  symlinkSync(join(ROOT, 'traces/conformance/tcx'), join(room, 'suite'));
  const [, predicate] = /```ts\n\/\/ two\.ts\n([\s\S]*?)```/.exec(read('docs/find.md'))!;
  writeFileSync(join(room, 'two.ts'), predicate!);
});
afterAll(() => rmSync(room, { recursive: true }));

describe('what a page shows is printed', () => {
  test.each(run)('%s', { timeout: 300_000 }, async (_, examples) => {
    for (const { line, args, into, printed } of examples) {
      const { status, stdout, stderr } = await ran(room, ...args, ...(args[0] === 'export' ? ['--force'] : []));
      if (into !== undefined) writeFileSync(join(room, into), stdout);
      const here = stdout.replaceAll(join(relative(room, ROOT), '/'), '');
      expect([line, missing(printed, here), status === 2 || status === 70 ? stderr : '']).toEqual([
        line,
        undefined,
        '',
      ]);
    }
  });
  test('but for what cannot be run here', () => {
    const all = shown.flatMap(([, examples]) => examples);
    for (const [pattern, reason] of NOT_RUN)
      expect([reason, all.some((each) => pattern.test(each.line.replace('npx ', '')))]).toEqual([reason, true]);
    expect(run.flatMap(([, examples]) => examples).length).toBeGreaterThan(35);
  });
});
