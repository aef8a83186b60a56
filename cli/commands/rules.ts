import type { Command } from 'commander';
import { stopwatch } from '../../checker/search/stopwatch.ts';
import { headOf } from '../../traces/report-head.ts';
import { markdownOption, show } from '../document/show.ts';
import { semanticsArgument } from '../semantics.ts';
import { sayJson } from '../text/output.ts';
import type { RulesReport } from '../text/rules-report.ts';
import { changeLines, ruleSections, rulesDocument } from '../text/rules-text.ts';

/** `mprog rules`. */
export function register(program: Command): void {
  program
    .command('rules')
    .description('print the rule tables of a profile')
    .argument('[profile]', 'the semantics to print, by name or by file', 'tcx')
    .addOption(markdownOption())
    .option('--json', 'as one JSON object')
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
