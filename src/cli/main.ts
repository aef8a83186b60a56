#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { Command, CommanderError } from 'commander';
import { TraceError } from '../traces/trace-error.ts';
import * as check from './check.ts';
import * as commute from './commute.ts';
import * as diff from './diff.ts';
import { EXIT, UsageError } from './exit.ts';
import * as explain from './explain.ts';
import * as kernel from './kernel.ts';
import { proposalMessage } from './proposal-file.ts';
import { endAfterProposal } from './proposal-process.ts';
import * as race from './race.ts';
import * as replay from './replay.ts';
import * as rules from './rules.ts';
import * as traces from './traces.ts';

const HELP = `
Exit codes: 0 held; 1 a violation or a difference; 2 wrong usage or an unreadable file; 3 inconclusive (a bound was hit, or
the run was interrupted); 4 skipped (the kernel target is not available here); 70 a defect of mprog itself.

Examples:
  mprog check tcx                               does the model keep to the spec, in every state of the default scope?
  mprog kernel tcx                              does this kernel?
  mprog diff mprog-first-merge tcx              what has changed between two semantics?
  mprog check tcx --properties all              what may surprise a user of it?
  mprog check fast-path                         what may a reader see while the list changes?
  mprog commute tcx                             who must coordinate with whom?
  mprog race                                    what can go wrong when several daemons share a hook?
  mprog rules tcx                               what does the spec say?
  mprog traces tcx --out suite                  a conformance suite
  mprog replay suite --target kernel            does this kernel conform?
  mprog explain suite/attach--replace.json      why does each step come out as it does?
`;

function build(): Command {
  const { version, description } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
  const program = new Command('mprog').description(description).version(version);
  program
    .option('--no-color', 'print without colours')
    .addHelpText('after', HELP)
    .exitOverride()
    .showHelpAfterError('(mprog --help, or mprog help COMMAND, says more)');
  for (const command of [check, kernel, diff, commute, race, rules, traces, replay, explain]) command.register(program);
  for (const command of program.commands) command.exitOverride();
  return program;
}

function exitCodeOf(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.HELD : EXIT.USAGE;
  if (error instanceof UsageError || error instanceof TraceError) {
    process.stderr.write(`${error.message}\n`);
    return EXIT.USAGE;
  }
  const said = proposalMessage(error);
  if (said !== undefined) {
    process.stderr.write(`${said}\n`);
    return EXIT.USAGE;
  }
  process.stderr.write(`mprog: internal error\n${error instanceof Error ? error.stack : String(error)}\n`);
  return EXIT.INTERNAL;
}

// Whoever reads the output may stop reading: that is no error of ours.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(EXIT.HELD);
});

try {
  await build().parseAsync();
} catch (error) {
  process.exitCode = exitCodeOf(error);
}
await endAfterProposal();
