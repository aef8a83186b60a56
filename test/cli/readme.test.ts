import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { shippedSuite } from '../../cli/siblings.ts';
import { profiles } from '../../library/profiles.ts';
import { PROFILES, profileNamed } from '../../spec/families/profiles.ts';
import { rulesOf } from '../../spec/profile.ts';
import { ROOT } from '../support/command.ts';
import { CODE } from '../support/folders.ts';
import { ran } from '../support/room.ts';

/** Folders of two files or more that need no README of their own. */
const NO_README = [
  // spec/families/README.md and the README of the folder above describe it.
  'spec/families/cgroups/cgroup-5.6',
  // One mistake a file, named by the file; the README of the folder above says so.
  'test/cases/proposals/wrong',
  // Recorded traces and their notes, a folder for each profile; traces/README.md describes them.
  /^traces\/(anomalies|clients|conformance|facts|libraries|lists|races)\//,
];

const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');

/** Every file of the project by its path; what git ignores is left out. */
const FILES = filesBelow('.');

function filesBelow(folder: string): readonly string[] {
  const ignored = ['node_modules', 'dist', 'coverage', '.git', 'counterexamples'];
  return readdirSync(join(ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (ignored.includes(entry.name) || path === 'traces/kernel') return [];
    return entry.isDirectory() ? filesBelow(path) : [path];
  });
}

/** The relative links of a page, without the code in it, that lead to no file. */
function brokenLinks(page: string, text: string): readonly string[] {
  const prose = text.replace(/```[\s\S]*?```/g, '').replace(/`[^`\n]*`/g, '');
  return [...prose.matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target]) => target!.replace(/#.*$/, ''))
    .filter((target) => target !== '' && !/^[a-z]+:/.test(target))
    .filter((target) => !existsSync(join(ROOT, dirname(page), target)));
}

/** The folders of some files that have two or more, and no README. */
function withoutReadme(files: readonly string[]): readonly string[] {
  const folders = new Map<string, string[]>();
  for (const file of files) folders.set(dirname(file), [...(folders.get(dirname(file)) ?? []), file]);
  return [...folders]
    .filter(([folder, inside]) => inside.length > 1 && !inside.includes(join(folder, 'README.md')))
    .map(([folder]) => folder);
}

const isException = (folder: string) =>
  NO_README.some((each) => (typeof each === 'string' ? each === folder : each.test(`${folder}/`)));

/** The modules that a README does not name: in backticks, as a link, or by a pattern such as `diff*.test.ts`. */
function unnamed(readme: string, modules: readonly string[]): readonly string[] {
  const names = [...readme.matchAll(/`([^`\s]+\.tsx?)`|\]\(([^)\s]+\.tsx?)\)/g)].map(([, code, link]) => code ?? link!);
  const patterns = names.map((name) => new RegExp(`^${name.replace(/[^\w*]/g, '\\$&').replaceAll('*', '.*')}$`));
  return modules.filter((each) => !patterns.some((pattern) => pattern.test(each)));
}

/** The options of a help text: `--json`, and the short form where there is one. */
const optionsOf = (help: string): readonly string[] =>
  [...help.matchAll(/^ {2}(?:-\w, )?(--[a-z-]+)/gm)].map(([, option]) => option!).filter((each) => each !== '--help');

describe('README.md', () => {
  test('has fewer than 150 lines', () => {
    expect(read('README.md').trimEnd().split('\n').length).toBeLessThan(150);
  });
  test('begins with the two commands of a newcomer', () => {
    const [, block] = /```\n([\s\S]*?)```/.exec(read('README.md'))!;
    expect(block!.split('\n').map((line) => line.split('  ')[0])).toEqual([
      'npm ci && npm run check',
      'npm ci && npm test',
      '',
    ]);
  });
});

describe('the main job in README.md', () => {
  const lines = [
    ...read('README.md').matchAll(/^✓ (\S+): held in (\d+) scopes \((.*)\) · (\d+) of (\d+) rules fired/gm),
  ];
  test('is shown for most profiles', () => expect(lines.length).toBeGreaterThan(8));
  test.each(lines.map(([, name, ...said]) => [name!, said] as const))(
    'has the scopes and rules of %s',
    (name, said) => {
      const scopes = profiles.mainScopes(name).map((scope) => scope.name);
      const rules = String(rulesOf(profileNamed(name)).length);
      expect(said).toEqual([String(scopes.length), scopes.join(', '), rules, rules]);
    },
  );
});

describe('docs/profiles.md', () => {
  const rows = [...read('docs/profiles.md').matchAll(/^\| `([^`]+)` \|.*\| (\d+) \(\[tables\].*\| (\d+) \|$/gm)];
  test('has every profile', () => {
    expect(rows.map(([, name]) => name).toSorted()).toEqual(PROFILES.map(({ name }) => name).toSorted());
  });
  test.each(rows.map(([, name, rules, traces]) => [name!, Number(rules), Number(traces)] as const))(
    'has the rules and traces of %s',
    (name, rules, traces) => {
      const semantics = profileNamed(name);
      expect([rules, traces]).toEqual([rulesOf(semantics).length, shippedSuite(semantics).length]);
    },
  );
});

describe('CONTRIBUTING.md', () => {
  const named = [...read('CONTRIBUTING.md').matchAll(/`(test\/[\w/-]+\.test\.ts)`: "([^"]+)"/g)];
  test.each(named.map(([, file, title]) => [file!, title!] as const))('%s has a test "%s"', (file, title) => {
    expect(read(file)).toContain(title);
  });
  test('names tests', () => expect(named.length).toBeGreaterThan(5));
});

describe('links', () => {
  const pages = FILES.filter(
    (file) => file === 'CONTRIBUTING.md' || file.endsWith('README.md') || /^docs\/.*\.md$/.test(file),
  );
  test('are in many pages', () => expect(pages.length).toBeGreaterThan(60));
  test.each(pages)('of %s lead to files', (page) => {
    expect(brokenLinks(page, read(page))).toEqual([]);
  });
  test('that lead nowhere are found, also between lines of a table; those in code are not links', () => {
    const text = '[a](b.md) [c](https://d.org) [README](README.md#start)\n| [x](y/z) |\n`[n](m)`';
    expect(brokenLinks('a.md', text)).toEqual(['b.md', 'y/z']);
  });
});

describe('the pages of commands', async () => {
  const help = (await ran(ROOT, '--help')).stdout;
  const listed = /^Commands:\n([\s\S]*?)\n\n/m.exec(help)![1]!;
  const commands = [...listed.matchAll(/^ {2}([a-z-]+) /gm)].map(([, name]) => name!).filter((name) => name !== 'help');
  test('are one for each command of mprog --help', () => {
    const pages = readdirSync(join(ROOT, 'docs/commands')).filter((file) => file !== 'README.md');
    expect(pages.toSorted()).toEqual(commands.map((name) => `${name}.md`).toSorted());
  });
  test('are listed in docs/README.md', () => {
    const rows = [...read('docs/README.md').matchAll(/^\| \[([a-z-]+)\]\(commands\/\1\.md\) \|/gm)].map(
      ([, name]) => name!,
    );
    expect(rows.toSorted()).toEqual(commands.toSorted());
  });
  test.each(commands)('%s has every option of its help, and no other', async (name) => {
    const options = optionsOf((await ran(ROOT, name, '--help')).stdout);
    const rows = [...read(`docs/commands/${name}.md`).matchAll(/^\| `(?:-\w, )?(--[a-z-]+)/gm)].map(([, row]) => row!);
    expect(options.length).toBeGreaterThan(0);
    expect(rows.toSorted()).toEqual(options.toSorted());
  });
  test.each(commands)('%s says how to read what it prints, and the exit codes', (name) => {
    const page = read(`docs/commands/${name}.md`);
    expect(page).toContain(`\n$ mprog ${name} `);
    expect(page).toContain('\n## Exit codes\n');
  });
  test.each(commands)('the help of %s says its exit codes, and has an example', async (name) => {
    const { stdout } = await ran(ROOT, name, '--help');
    expect(stdout).toMatch(/\bExit codes?\b/i);
    expect(stdout).toContain(`\n  mprog ${name}`);
  });
});

describe('every folder with two files or more', () => {
  test('has a README', () => {
    expect(withoutReadme(FILES).filter((folder) => !isException(folder))).toEqual([]);
  });
  test('is an exception only where it lacks one', () => {
    const folders = withoutReadme(FILES);
    for (const each of NO_README)
      expect(folders.some((folder) => (typeof each === 'string' ? each === folder : each.test(`${folder}/`)))).toBe(
        true,
      );
  });
  test('is found where it has none', () => {
    expect(withoutReadme(['a/x.ts', 'a/y.ts', 'b/x.ts', 'c/README.md', 'c/x.ts'])).toEqual(['a']);
  });
});

test('the README of each folder names every module in it', () => {
  const files = FILES.filter((file) => [...CODE, 'test'].includes(file.split('/')[0]!));
  const readmes = files.filter((file) => file.endsWith('/README.md'));
  expect(readmes.length).toBeGreaterThan(60);
  const missing = readmes.flatMap((readme) => {
    const modules = files.filter((file) => dirname(file) === dirname(readme) && /(?<!\.d)\.tsx?$/.test(file));
    const left = unnamed(
      read(readme),
      modules.map((file) => basename(file)),
    );
    return left.length === 0 ? [] : [`${dirname(readme)}: ${left.join(', ')}`];
  });
  expect(missing).toEqual([]);
});

test('a module that its README does not name is found', () => {
  const modules = ['a.ts', 'b.ts', 'c.test.ts', 'd.ts', 'e.ts'];
  expect(unnamed('`a.ts`, [b](b.ts), `c*.test.ts`, `f/d.ts`, e.ts', modules)).toEqual(['d.ts', 'e.ts']);
});

test('docs/proposals.md says near its top that a proposal is code, with the rights of who checks it', () => {
  const top = read('docs/proposals.md').split('\n').slice(0, 25).join(' ');
  expect(top).toMatch(/A proposal is code.* with the rights of whoever checks it/);
});
