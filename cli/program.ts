import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { Interrupted } from '../checker/search/interrupted.ts';
import { quote } from '../spec/vocabulary/quote.ts';
import { PACKAGE } from '../traces/package-folder.ts';
import { EXIT } from './exit.ts';
import { interrupted } from './interruption.ts';
import { breathe } from './progress.ts';
import { write } from './text/output.ts';

/** The module of a command, which adds it with its options. */
interface CommandModule {
  register(program: Command): void;
}

/** The commands, in the order of the help. Each is loaded only where it is asked for. */
const COMMANDS: Readonly<Record<string, { readonly summary: string; load(): Promise<CommandModule> }>> = {
  check: {
    summary: 'explore a scope, compare spec and model, check properties',
    load: () => import('./commands/check.ts'),
  },
  merge: {
    summary: 'put the parts of a run that was shared out together',
    load: () => import('./commands/merge.ts'),
  },
  kernel: {
    summary: 'compare the running kernel with the spec, transition by transition',
    load: () => import('./commands/kernel.ts'),
  },
  fuzz: {
    summary: 'compare machines with the spec in long random sequences',
    load: () => import('./commands/fuzz.ts'),
  },
  find: {
    summary: 'find the shortest way to a list, a rule or an outcome, or prove that there is none',
    load: () => import('./commands/find.ts'),
  },
  diff: { summary: 'show the differences between two semantics', load: () => import('./commands/diff.ts') },
  commute: { summary: 'show which requests of two agents commute', load: () => import('./commands/commute.ts') },
  race: {
    summary: 'explore every interleaving of several agents on one hook',
    load: () => import('./commands/race.ts'),
  },
  rules: { summary: 'print the rule tables of a profile', load: () => import('./commands/rules.ts') },
  traces: { summary: 'write a conformance suite', load: () => import('./commands/traces.ts') },
  mutate: {
    summary: 'measure whether wrong rules are detected: mutants of a semantics, killed or not',
    load: () => import('./commands/mutate.ts'),
  },
  export: {
    summary: 'write traces as tests in C and other languages, or rules for other tools',
    load: () => import('./commands/export.ts'),
  },
  clients: {
    summary: 'hold client libraries to the spec: what they can express, and the result',
    load: () => import('./commands/clients.ts'),
  },
  replay: { summary: 'replay traces on a machine and compare the results', load: () => import('./commands/replay.ts') },
  record: {
    summary: 'make requests of a machine, or run a command under strace, and write a trace of the answers',
    load: () => import('./commands/record.ts'),
  },
  explain: {
    summary: 'show for each step of a trace which rule decides, and why',
    load: () => import('./commands/explain.ts'),
  },
  explore: {
    summary: 'serve a page to step through a semantics by hand',
    load: () => import('./commands/explore.ts'),
  },
  observe: {
    summary:
      'check what a host did, or a trace of ITF says, against the rules; read what a host has, and programs of syzkaller',
    load: () => import('./commands/observe.ts'),
  },
  finding: {
    summary: 'print a violation on record as a report that can be mailed, with a C program',
    load: () => import('./commands/finding.ts'),
  },
  report: {
    summary: 'write what a command found as one HTML file to hand round',
    load: () => import('./commands/report.ts'),
  },
  rediscover: {
    summary: 'find the defects of upstream fixes again, in the semantics before each fix',
    load: () => import('./commands/rediscover.ts'),
  },
  protocol: {
    summary: 'search what may come about where agents follow a protocol, under several designs',
    load: () => import('./commands/protocol.ts'),
  },
  vm: { summary: 'run a command in a virtual machine with another kernel', load: () => import('./commands/vm.ts') },
  matrix: {
    summary: 'compare many kernels with the profiles, each in a virtual machine',
    load: () => import('./commands/matrix.ts'),
  },
};

const HELP = `
Exit codes: 0 held; 1 a violation or a difference; 2 wrong usage, or a file that cannot be read or written; 3 inconclusive (a
bound was hit), or interrupted by SIGINT or SIGTERM, with any result; 4 skipped (the kernel target is not available
here); 70 a defect of mprog itself. A reader that stops reading changes none of them; where standard output cannot be written
(no space left), a 0 becomes 2: a report that is lost is no pass. A second signal ends the run at once, with 3 too.

With --json every exit prints one JSON object; where there is no verdict it is an mprog-error (docs/formats.md).

Examples:
  mprog check tcx                               does the model keep to the spec, in every state of the default scope?
  mprog kernel tcx                              does the running kernel keep to the spec?
  mprog fuzz tcx --target kernel                and in long random sequences?
  mprog find tcx "C A/L1 B"                     which requests lead to this list?
  mprog diff mprog-first-merge tcx              what has changed between two semantics?
  mprog check tcx --properties all              which expectations of users does it break?
  mprog check fast-path                         what may a reader see while the list changes?
  mprog commute tcx                             which requests of two agents commute?
  mprog race                                    which races do daemons that share a hook have?
  mprog rules tcx                               what does the spec say?
  mprog traces tcx --out suite                  a conformance suite
  mprog export c-raw tcx --out out              the same suite as a C program
  mprog clients                                 do libbpf, cilium/ebpf and aya do what it says?
  mprog mutate cgroup                           does the suite detect a wrong rule?
  mprog replay suite --target kernel            does this kernel conform?
  mprog record requests.json --target kernel    what does this kernel answer?
  mprog explain suite/attach--replace.json      which rule decides each step?
  mprog explore tcx                             step through it in the browser
  mprog observe strace.log                      did this host do what the spec says?
  mprog report tcx.html -- check tcx            what did a command find, as a page to hand round?
  mprog rediscover                              does the search find what upstream fixes mend?
  mprog protocol dispatcher                     what may come about where XDP programs share a device?
  mprog vm --kernel ~/linux -- kernel tcx       does another kernel keep to the spec?
  mprog matrix docs/kernels.json                which kernels fit which semantics?
`;

/** Refuses an option with one value that is given twice: the second would take the place of the first without a word. */
function refuseTwice(command: Command): void {
  for (const option of command.options.filter(
    ({ required, optional, variadic }) => (required || optional) && !variadic,
  )) {
    let first: string | undefined;
    command.on(`option:${option.name()}`, (value: string) => {
      const isList = Array.isArray(command.getOptionValue(option.attributeName()));
      if (first !== undefined && !isList)
        command.error(`error: option '${option.flags}' takes one value, found ${quote(first)} and ${quote(value)}`);
      first = value;
    });
  }
}

/** The program with the options of one command, or of all; of the others it has the name and the summary. */
export async function build(wanted: string | 'all'): Promise<Command> {
  const { version, description } = JSON.parse(readFileSync(join(PACKAGE, 'package.json'), 'utf8'));
  const program = new Command('mprog').description(description).version(version);
  program
    .option('--no-color', 'print without colours')
    .addHelpText('after', HELP)
    .exitOverride()
    .configureOutput({ writeOut: write })
    .showHelpAfterError('(mprog --help, or mprog help COMMAND, says more)');
  for (const [name, { summary, load }] of Object.entries(COMMANDS))
    if (wanted === 'all' || wanted === name) (await load()).register(program);
    else program.command(name).description(summary);
  for (const command of program.commands) refuseTwice(command.exitOverride());
  return program;
}

/** The command that a command line asks for, or asks for help with; it may be none that there is. */
const wantedOf = (words: readonly string[]) => words.find((word) => !word.startsWith('-') && word !== 'help') ?? '';

/** Runs the command of the command line; gives its exit code, or throws what it ends with instead. */
export async function run(): Promise<number> {
  // Signals that came while all of this was loaded are let in before anything is begun.
  await breathe();
  if (interrupted()) throw new Interrupted('nothing was begun');
  await (await build(wantedOf(process.argv.slice(2)))).parseAsync();
  return Number(process.exitCode ?? EXIT.HELD);
}
