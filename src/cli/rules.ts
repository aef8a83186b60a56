import type { Command } from 'commander';
import { profileArgument } from './arguments.ts';
import { sayJson } from './output.ts';
import { ruleSections, rulesMarkdown, rulesText } from './rules-text.ts';

/** `mprog rules`. */
export function register(program: Command): void {
  program
    .command('rules')
    .description('print the rule tables of a profile')
    .argument('[profile]', 'the semantics to print', 'tcx')
    .option('--markdown', 'as Markdown')
    .option('--json', 'as one JSON object')
    .action((name: string, { markdown, json }: { markdown?: boolean; json?: boolean }) => {
      const semantics = profileArgument(name);
      if (json)
        sayJson({ format: 'mprog-rules', version: 1, profile: semantics.name, tables: ruleSections(semantics) });
      else process.stdout.write(markdown ? rulesMarkdown(semantics) : rulesText(semantics));
    });
}
