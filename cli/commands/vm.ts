import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { Interrupted } from '../../checker/search/interrupted.ts';
import { meant } from '../../spec/suggest.ts';
import { PACKAGE } from '../../traces/package-folder.ts';
import { bringBack } from '../../vm/bring-back.ts';
import { pathsIn } from '../../vm/named.ts';
import type { Accelerator } from '../../vm/qemu.ts';
import { type GuestRan, requireEmulator, runInGuest } from '../../vm/run.ts';
import { kernelSource } from '../../vm/source.ts';
import { EXIT, UsageError } from '../exit.ts';
import { type GuestOptions, guestOf, withGuestOptions } from '../guest-options.ts';
import { interrupted, interruption } from '../interruption.ts';
import { Progress } from '../progress.ts';
import { plural, write } from '../text/output.ts';

interface Options extends GuestOptions {
  readonly kernel: string;
  readonly modules: readonly string[];
  readonly log?: boolean;
}

const HELP = `
Boots a kernel in a virtual machine and runs one command of mprog in it, as it would run here: same folder, same files, same
output, same exit code. The kernel is a vmlinuz or bzImage of x86-64, a .deb with one, or a kernel build tree.

The guest has the files and folders that the command names, what a proposal imports by relative paths, and this package.
Files that the command writes are brought back to the same paths; a file of other content is replaced only if the command
has --force. Nothing is installed, and nothing is left behind. KVM is used where it works, emulation (TCG) elsewhere.

The kernel log is checked while the command runs: WARNING, BUG, KASAN, UBSAN, lockdep and RCU reports are violations.

Exit codes: that of the command; 1 also where the kernel warned; 2 a kernel or modules that cannot be booted, or a guest that
panics; 3 the time limit, or interrupted; 4 what is needed is not installed: qemu-system-x86_64 and a static busybox.

Examples:
  mprog vm --kernel ~/linux -- kernel tcx --scope ci
  mprog vm --kernel linux-image-6.12.43+deb12-cloud-amd64.deb -- replay traces/conformance/tcx --target kernel
  mprog vm --kernel bzImage --modules lib/modules/6.18.5 -- kernel cgroup --json
`;

/** `mprog vm`. */
export function register(program: Command): void {
  const command = program
    .command('vm')
    .description('run a command in a virtual machine with another kernel')
    .argument('<command...>', 'the command and its options, after --')
    .requiredOption('--kernel <path>', 'vmlinuz, bzImage, a .deb, or a kernel build tree')
    .option(
      '--modules <path>',
      'a folder or .deb with its modules; can be given several times',
      (path, all: string[]) => [...all, path],
      [],
    );
  withGuestOptions(command, 'the guest', 'seconds for the boot and the command')
    .option('--log', 'print the kernel log of the guest to standard error')
    .addHelpText('after', HELP)
    .action(async (words: string[], options: Options) => {
      requireCommand(
        words[0]!,
        program.commands.map((each) => each.name()),
      );
      process.exitCode = await run(words, options);
    });
}

/** Refuses what would be no command in the guest either, before one is booted; options such as --version are none. */
function requireCommand(word: string, commands: readonly string[]): void {
  const names = [...commands, 'help'];
  if (!word.startsWith('-') && !names.includes(word))
    throw new UsageError(`command: no command of mprog is called "${word}"${meant(word, names)}`);
}

/** Commands that boot guests themselves. */
const NOT_INSIDE = ['vm', 'matrix'];

async function run(words: readonly string[], options: Options): Promise<number> {
  const guest = guestOf(options);
  if (NOT_INSIDE.includes(words[0]!)) throw new UsageError(`mprog ${words[0]} cannot be run in a virtual machine`);
  // A file that is not there is told first: what is not installed is no use to it.
  if (!existsSync(options.kernel)) throw new UsageError(`${resolve(options.kernel)}: there is no such file or folder`);
  requireEmulator();
  const kernel = kernelSource(
    resolve(options.kernel),
    options.modules.map((path) => resolve(path)),
  );
  const progress = new Progress();
  const started = performance.now();
  let accelerator: Accelerator | undefined;
  const booting = (line = '') => {
    const seconds = ((performance.now() - started) / 1000).toFixed(0);
    progress.update(
      () => `booting ${kernel.release ?? options.kernel} (${accelerator}) · ${seconds} s · ${line.slice(0, 60)}`,
    );
  };
  try {
    const ran = await runInGuest({
      words,
      cwd: process.cwd(),
      packageFolder: PACKAGE,
      kernel,
      ...guest,
      signal: interruption,
      on: {
        onStart: (used) => {
          accelerator = used;
        },
        onBooting: booting,
        onUp: () => progress.done(),
        onSaid: (line) => process.stderr.write(`${line}\n`),
      },
    });
    return finish(words, ran, options);
  } catch (error) {
    if (interrupted()) throw new Interrupted('the guest was ended');
    throw error;
  } finally {
    progress.done();
  }
}

const tell = (lines: readonly string[]) => {
  for (const line of lines) process.stderr.write(`${line}\n`);
};

/** Says what the guest did beside its output, and gives the exit code. */
function finish(words: readonly string[], ran: GuestRan, options: Options): number {
  write(ran.stdout.toString('utf8'));
  const cwd = process.cwd();
  const { written, refused } = bringBack(ran.files, [cwd, ...pathsIn(words, cwd)], words.includes('--force'));
  if (options.log) tell(ran.log.lines);
  const { alarms, bootAlarms } = ran.log;
  if (written.length > 0) tell([`brought back from the guest: ${written.join(', ')}`]);
  tell(refused);
  if (bootAlarms.length > 0)
    tell([`– the kernel log has ${plural(bootAlarms.length, 'alarm')} before the command began: ${bootAlarms[0]}`]);
  if (ran.timedOut) tell([`the command was asked to end: --timeout ${options.timeout} was used up`]);
  if (alarms.length > 0) tell([`✗ kernel ${ran.release} warned:`, ...alarms.map((line) => `    ${line}`)]);
  return exitOf(ran, refused.length > 0);
}

/** A command that was ended by a signal has no exit code of its own: it has more than 128. */
const SIGNALLED = 128;

function exitOf({ code, log, timedOut }: GuestRan, lost: boolean): number {
  if (code > SIGNALLED) {
    tell([
      `the command was ended by signal ${code - SIGNALLED} in the guest${code === SIGNALLED + 9 && !timedOut ? ' (out of memory? --memory gives it more)' : ''}`,
    ]);
    return log.alarms.length > 0 ? EXIT.VIOLATION : EXIT.INCONCLUSIVE;
  }
  const passes: readonly number[] = [EXIT.HELD, EXIT.INCONCLUSIVE, EXIT.SKIPPED];
  if (log.alarms.length > 0 && passes.includes(code)) return EXIT.VIOLATION;
  return lost && code === EXIT.HELD ? EXIT.USAGE : code;
}
