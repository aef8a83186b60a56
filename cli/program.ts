import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { Interrupted } from '../checker/search/interrupted.ts';
import { PACKAGE } from '../traces/package-folder.ts';
import * as check from './commands/check.ts';
import * as commute from './commands/commute.ts';
import * as diff from './commands/diff.ts';
import * as explain from './commands/explain.ts';
import * as kernel from './commands/kernel.ts';
import * as mutate from './commands/mutate.ts';
import * as race from './commands/race.ts';
import * as replay from './commands/replay.ts';
import * as rules from './commands/rules.ts';
import * as traces from './commands/traces.ts';
import { EXIT } from './exit.ts';
import { interrupted } from './interruption.ts';
import { breathe } from './progress.ts';
import { write } from './text/output.ts';

const HELP = `
Exit codes: 0 held; 1 a violation or a difference; 2 wrong usage, or a file that cannot be read or written; 3 inconclusive (a
bound was hit), or interrupted by SIGINT or SIGTERM, with any result; 4 skipped (the kernel target is not available
here); 70 a defect of mprog itself. A reader that stops reading changes none of them; where standard output cannot be written
(no space left), a 0 becomes 2: a report that is lost is no pass. A second signal ends the run at once, with 3 too.

With --json every exit prints one JSON object; where there is no verdict it is an mprog-error (docs/formats.md).

Examples:
  mprog check tcx                               does the model keep to the spec, in every state of the default scope?
  mprog kernel tcx                              does the running kernel keep to the spec?
  mprog diff mprog-first-merge tcx              what has changed between two semantics?
  mprog check tcx --properties all              which expectations of users does it break?
  mprog check fast-path                         what may a reader see while the list changes?
  mprog commute tcx                             which requests of two agents commute?
  mprog race                                    which races do daemons that share a hook have?
  mprog rules tcx                               what does the spec say?
  mprog traces tcx --out suite                  a conformance suite
  mprog mutate cgroup                           does the suite detect a wrong rule?
  mprog replay suite --target kernel            does this kernel conform?
  mprog explain suite/attach--replace.json      which rule decides each step?
`;

export function build(): Command {
  const { version, description } = JSON.parse(readFileSync(join(PACKAGE, 'package.json'), 'utf8'));
  const program = new Command('mprog').description(description).version(version);
  program
    .option('--no-color', 'print without colours')
    .addHelpText('after', HELP)
    .exitOverride()
    .configureOutput({ writeOut: write })
    .showHelpAfterError('(mprog --help, or mprog help COMMAND, says more)');
  for (const command of [check, kernel, diff, commute, race, rules, traces, mutate, replay, explain])
    command.register(program);
  for (const command of program.commands) command.exitOverride();
  return program;
}

/** Runs the command of the command line; gives its exit code, or throws what it ends with instead. */
export async function run(): Promise<number> {
  // Signals that came while all of this was loaded are let in before anything is begun.
  await breathe();
  if (interrupted()) throw new Interrupted('nothing was begun');
  await build().parseAsync();
  return Number(process.exitCode ?? EXIT.HELD);
}
