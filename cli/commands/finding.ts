import { type Command, Option } from 'commander';
import { profileNamed } from '../../spec/families/profiles.ts';
import { mailText } from '../document/mail.ts';
import { markdownOption, show } from '../document/show.ts';
import { EXIT, exitCodeOf, UsageError } from '../exit.ts';
import { anomalyOf, findingIds, findingOf } from '../finding.ts';
import { say, sayJson, write } from '../text/output.ts';
import { findingDocument } from '../text/render-finding.ts';

interface Options {
  readonly reproducer?: boolean;
  readonly markdown?: boolean;
  readonly json?: boolean;
}

const HELP = `
Prints a violation on record (docs/anomalies.md) as plain text of 72 columns that can be mailed: what happens, what was promised and by whom,
the shortest requests, the rule and function that decide, the kernels, and a C program on raw bpf(2). Without an id it lists them all.

Exit codes: 0 printed; 1 the rules decide otherwise than is recorded; 2 wrong usage; 4 with --reproducer: there is none.

Examples:
  mprog finding tcx/full-list-shrinks
  mprog finding tcx/relative-untouched --reproducer > finding.c && gcc -o finding finding.c
`;

/** `mprog finding`. */
export function register(program: Command): void {
  program
    .command('finding')
    .description('print a violation on record as a report that can be mailed, with a C program')
    .argument('[id]', 'a profile and a property, such as tcx/full-list-shrinks')
    .addOption(new Option('--reproducer', 'only the C program').conflicts(['json', 'markdown']))
    .addOption(markdownOption())
    .option('--json', 'print it as one JSON object')
    .addHelpText('after', HELP)
    .action(async (id: string | undefined, options: Options) => {
      process.exitCode = await run(id, options);
    });
}

function listed(): void {
  for (const id of findingIds()) {
    const [profile = '', property] = id.split('/');
    const { sentence } = profileNamed(profile).properties.find((each) => each.id === property)!;
    say(`${id}  ${sentence}`);
  }
}

async function run(id: string | undefined, { reproducer, markdown, json }: Options): Promise<number> {
  if (id === undefined) {
    if (reproducer || markdown || json) throw new UsageError('expected the id of a violation on record, found none');
    listed();
    return 0;
  }
  const report = findingOf(anomalyOf(id));
  if (reproducer) {
    if (report.reproducer === undefined) {
      process.stderr.write(`skipped: there is no short C program of ${id}: ${report.noReproducer}\n`);
      return EXIT.SKIPPED;
    }
    write(report.reproducer);
    return exitCodeOf(report);
  }
  if (json) sayJson(report);
  else if (markdown) await show(findingDocument(report), true);
  else write(mailText(findingDocument(report)));
  return exitCodeOf(report);
}
