import { join } from 'node:path';
import type { Command } from 'commander';
import { scopesOf } from '../checker/scopes.ts';
import { searchSuite } from '../checker/suite.ts';
import type { SuiteReport } from '../checker/suite-report.ts';
import { modelNamed } from '../model/index.ts';
import { writeTrace } from '../traces/write.ts';
import { EXIT } from './exit.ts';
import { follow } from './follow.ts';
import { Interrupted } from './interruption.ts';
import { colours, count, plural, say, sayJson } from './output.ts';
import { semanticsArgument } from './semantics.ts';

interface Options {
  readonly out: string;
  readonly force?: boolean;
  readonly json?: boolean;
}

const HELP = `
Writes one trace for every rule that can be reached, each a shortest one whose last step fires its rule. A file of other
content is replaced only with --force.

Example:
  mprog traces tcx --out suite && mprog replay suite --target kernel
`;

/** `mprog traces`. */
export function register(program: Command): void {
  program
    .command('traces')
    .description('write a conformance suite')
    .argument('[profile]', 'the semantics to conform to', 'tcx')
    .requiredOption('--out <dir>', 'where the traces are written')
    .option('--force', 'replace files of other content')
    .option('--json', 'print what was written as one JSON object')
    .addHelpText('after', HELP)
    .action(async (name: string, options: Options) => {
      process.exitCode = await run(name, options);
    });
}

async function run(name: string, { out, force, json }: Options): Promise<number> {
  const semantics = await semanticsArgument(name);
  const model = semantics.model === undefined ? undefined : modelNamed(semantics.model).create();
  const { result } = await follow(
    searchSuite(semantics, model, Object.values(scopesOf(semantics))),
    ({ states, transitions }) => `${semantics.name}: ${count(states)} states · ${count(transitions())} transitions`,
  );
  if (result === undefined) throw new Interrupted('nothing was written');
  const { traces, unreached } = result;
  for (const { file, trace } of traces) writeTrace(join(out, file), trace, { force: force === true });
  const steps = traces.reduce((sum, { trace }) => sum + trace.steps.length, 0);
  if (json) {
    const files = traces.map(({ file, rule, trace }) => ({ file: join(out, file), rule, steps: trace.steps.length }));
    const { name: profile } = semantics;
    sayJson({
      format: 'mprog-suite',
      version: 1,
      profile,
      traces: files,
      steps,
      unreached: [...unreached],
    } satisfies SuiteReport);
  } else {
    say(`${plural(traces.length, 'trace')}, ${plural(steps, 'step')} written to ${out}`);
    const all = unreached.length === 0;
    say(
      all
        ? `${colours.green('✓')} every rule is fired by a trace`
        : `${colours.yellow('–')} not reached: ${unreached.join(', ')}`,
    );
  }
  return unreached.length === 0 ? EXIT.HELD : EXIT.INCONCLUSIVE;
}
