import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Command } from 'commander';
import { parseJson } from '../../traces/json-text.ts';
import { readJson } from '../../traces/read.ts';
import { headOf } from '../../traces/report-head.ts';
import { requireWritable, writeText } from '../../traces/write.ts';
import { htmlPage } from '../document/html.ts';
import { markdownText } from '../document/markdown.ts';
import { exitCodeOf, UsageError } from '../exit.ts';
import { namedFrom } from '../report/named.ts';
import { pageDocument, pageHead, SIGNS } from '../report/page.ts';
import type { PageReport } from '../report/page-report.ts';
import { toldBy } from '../report/read.ts';
import { printedBy } from '../report/run.ts';
import { type Head, partOf, pictured } from '../report/told.ts';
import { plural, say, sayJson } from '../text/output.ts';

interface Options {
  readonly semantics: readonly string[];
  readonly force?: boolean;
  readonly json?: boolean;
}

const HELP = `
Writes one HTML file of what check, merge, diff, kernel, race, commute, matrix or rediscover found: the verdict first, what was covered and
what not, the shortest traces as pictures, tables that sort and filter, then all that the command prints. FILE is what the command
printed under --json; behind -- the command is run at once. The page needs no other file and no network. An OUT that ends in .md is the same
as Markdown.

A file of other content is replaced only with --force, and behind -- any file that is there.

Exit codes: those of the report, as of the command that made it (0 held; 1 violated; 3 inconclusive; 4 skipped); 2 wrong usage, a FILE that is no such
report, or a file of other content is there; 3 also where it was interrupted, and nothing was written.

Examples:
  mprog check tcx --json > check.json; mprog report check.html check.json
  mprog report tcx.html -- check tcx --scope main
  mprog report cover.md -- diff mprog-first-merge tcx
`;

/** The commands that print a report which a page can be made of. */
const REPORTING = ['check', 'merge', 'diff', 'kernel', 'race', 'commute', 'matrix', 'rediscover'];

/** `mprog report`. */
export function register(program: Command): void {
  program
    .command('report')
    .description('write what a command found as one HTML file to hand round')
    .argument('<out>', 'the file to write, .html or .md')
    .argument('<from...>', 'what a command printed under --json; or, behind --, the command')
    .option(
      '--semantics <file>',
      'a file that derives a semantics of the report; can be given several times',
      (file, all: string[]) => [...all, file],
      [],
    )
    .option('--force', 'replace a file of other content')
    .option('--json', 'print what was written as one JSON object')
    .addHelpText('after', HELP)
    .action(async (out: string, from: string[], options: Options) => {
      process.exitCode = await run(out, from, options);
    });
}

/** Whether the command line names a command, and no file. */
const runsCommand = (from: readonly string[]) => {
  const { argv } = process;
  return argv.includes('--') && argv.length - argv.indexOf('--') - 1 === from.length;
};

/** Files among the words of a command that derive a semantics. */
const derivations = (words: readonly string[]) => words.filter((word) => /\.[cm]?[jt]s$/.test(word));

interface Source {
  /** What errors and the page call it. */
  readonly called: string;
  readonly document: unknown;
  readonly files: readonly string[];
}

/** What a command found; its exit code where it came to no report, which it has said itself. */
async function fromCommand(words: readonly string[], json: boolean): Promise<Source | number> {
  const called = `mprog ${words.join(' ')}`;
  const [command = ''] = words;
  if (!REPORTING.includes(command))
    throw new UsageError(`expected a command that has a report behind -- (${REPORTING.join(', ')}), found ${command}`);
  const { text, code } = await printedBy(words);
  let document: unknown;
  try {
    document = parseJson(text);
  } catch {
    throw new UsageError(`${called}: printed no report under --json; it ended with ${code}`);
  }
  if ((document as { readonly format?: unknown } | null)?.format !== 'mprog-error')
    return { called, document, files: derivations(words) };
  // A person was told by the command itself.
  if (json) sayJson(document as object);
  return code;
}

function fromFile(from: readonly string[]): Source {
  const [file, ...more] = from;
  if (file === undefined || more.length > 0)
    throw new UsageError(`expected one file, or a command behind --, found ${from.join(' ')}`);
  return { called: file, document: readJson(file, 'a report of --json'), files: [] };
}

const profilesOf = ({ profile, profiles }: Head) => [...(profiles ?? (profile === undefined ? [] : [profile]))];

async function run(out: string, from: readonly string[], { semantics, force, json }: Options): Promise<number> {
  const isMarkdown = out.endsWith('.md');
  if (!isMarkdown && !/\.html?$/.test(out))
    throw new UsageError(`expected a file to write that ends in .html or .md, found "${out}"`);
  requireWritable(dirname(out));
  const isCommand = runsCommand(from);
  if (isCommand && existsSync(out) && !force)
    throw new UsageError(`${out}: there is a file already; --force replaces it`);
  const given = [...semantics].find((path) => !existsSync(path));
  if (given !== undefined) throw new UsageError(`--semantics: ${given}: there is no such file`);
  const source = isCommand ? await fromCommand(from, json === true) : fromFile(from);
  if (typeof source === 'number') return source;
  const { called, document, files } = source;
  const { told, head } = await toldBy(called, document, namedFrom(called, [...semantics, ...files]));
  const page = pageDocument(told, head, called, isMarkdown);
  writeText(out, isMarkdown ? markdownText(page) : htmlPage(pageHead(told, head), page), { force: force === true });
  const pictures = pictured(told.drawn).length;
  const report: PageReport = {
    ...headOf('mprog-page', 1),
    profiles: profilesOf(head),
    result: head.result,
    seconds: head.seconds,
    ...(head.interrupted === true ? { interrupted: true } : {}),
    from: head.format,
    file: out,
    pictures,
    undrawn: told.left + told.drawn.length - pictures,
  };
  // What is said of a part is no verdict of the whole.
  const { part } = document as { readonly part?: { readonly index: number; readonly of: number } };
  const of = part === undefined ? '' : ` (${partOf(part, 'it')})`;
  if (json) sayJson(report);
  else
    say(`${SIGNS[head.result]} ${told.title}${of}: ${head.result}; written to ${out}, ${plural(pictures, 'picture')}`);
  return exitCodeOf(head);
}
