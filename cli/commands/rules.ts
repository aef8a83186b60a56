import type { Command } from 'commander';
import { markdownOption, show } from '../document/show.ts';
import { semanticsArgument } from '../semantics.ts';
import { sayJson } from '../text/output.ts';
import { ruleSections, rulesDocument } from '../text/rules-text.ts';

/** `mprog rules`. */
export function register(program: Command): void {
  program
    .command('rules')
    .description('print the rule tables of a profile')
    .argument('[profile]', 'the semantics to print, by name or by file', 'tcx')
    .addOption(markdownOption())
    .option('--json', 'as one JSON object')
    .action(async (name: string, { markdown, json }: { markdown?: boolean; json?: boolean }) => {
      const semantics = await semanticsArgument(name);
      if (json)
        sayJson({
          format: 'mprog-rules',
          version: 1,
          profile: semantics.name,
          ...(semantics.dropped === undefined ? {} : { dropped: semantics.dropped }),
          tables: ruleSections(semantics),
        });
      else await show(rulesDocument(semantics), markdown);
    });
}
