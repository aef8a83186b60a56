import type { Command } from 'commander';
import { stopwatch } from '../../checker/search/stopwatch.ts';
import { headOf } from '../../traces/report-head.ts';
import { markdownOption, show } from '../document/show.ts';
import { semanticsArgument } from '../semantics.ts';
import { sayJson } from '../text/output.ts';
import type { RulesReport } from '../text/rules-report.ts';
import { changeLines, ruleSections, rulesDocument } from '../text/rules-text.ts';

const HELP = `
A table has a row for each rule, in the order of the checks in the kernel: the outcome, the sentence, the id with the condition, and
the source. The first rule whose condition holds decides. Of a profile that derives from another one, such as a proposal, the head
lists what it changes.

Exit codes: 0 printed; 2 wrong usage, or a file that is no proposal.

Examples:
  mprog rules cgroup
  mprog rules examples/keep-the-relative.ts
`;

/** `mprog rules`. */
export function register(program: Command): void {
  program
    .command('rules')
    .description('print the rule tables of a profile')
    .argument('[profile]', 'the semantics to print, by name or by file', 'tcx')
    .addOption(markdownOption())
    .option('--json', 'as one JSON object')
    .addHelpText('after', HELP)
    .action(async (name: string, { markdown, json }: { markdown?: boolean; json?: boolean }) => {
      const seconds = stopwatch();
      const semantics = await semanticsArgument(name);
      if (json)
        sayJson({
          ...headOf('mprog-rules', 2),
          profile: semantics.name,
          result: 'held',
          seconds: seconds(),
          ...(semantics.base === undefined ? {} : { base: semantics.base.name, changes: [...changeLines(semantics)] }),
          ...(semantics.dropped === undefined ? {} : { dropped: [...semantics.dropped] }),
          tables: ruleSections(semantics).map(({ title, op, rows }) => ({ title, op, rows: [...rows] })),
        } satisfies RulesReport);
      else await show(rulesDocument(semantics), markdown);
    });
}
