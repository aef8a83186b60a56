import type { Command } from 'commander';
import { stopwatch } from '../../checker/search/stopwatch.ts';
import type { Observed } from '../../observe/observe.ts';
import { textOf } from '../../traces/text-file.ts';
import { markdownOption } from '../document/show.ts';
import { type ObserveOptions, readingOf, readShown, told } from '../observed.ts';

const HELP = `
A file is what strace wrote about calls of bpf(2), what bpftool -j printed (net, link, prog, cgroup show, cgroup tree), a trace of
ITF (Apalache, Quint), or a program of syzkaller; - is standard input. strace 6.18 or later shows all that is needed:

  strace -f -yy -v -e abbrev=execve -o FILE -e trace=bpf,openat,close,close_range,dup,dup2,dup3,fcntl,mkdir,mkdirat,rmdir,\\
    unlink,unlinkat,clone,clone3,fork,vfork,execve,unshare,setns COMMAND

A step that the log does not tell enough about is not judged; what it may have changed is not known from there on
(docs/observe.md). Calls at other hooks are skipped and counted.

Of bpftool it says what is odd (docs/observe.md), and --out writes a trace that makes the lists of tcx. A program of syzkaller has no
outcomes, so that nothing is judged; --out writes its requests, which mprog record answers.

Exit codes: 0 every step came out as the rules give it; 1 one did not, or something is odd; 2 wrong usage, or no such file;
3 inconclusive: some steps could not be judged, a program has no outcomes, or interrupted; 4 no call or list at a hook of tcx or a cgroup.

Examples:
  mprog observe strace.log
  mprog observe strace.log --profile cgroup-6.17 --out what-it-did.json
  bpftool net list -j | mprog observe -
`;

/** `mprog observe`. */
export function register(program: Command): void {
  program
    .command('observe')
    .description(
      'check what a host did, or a trace of ITF says, against the rules; read what a host has, and programs of syzkaller',
    )
    .argument('<file...>', 'logs of strace, JSON of bpftool, traces of ITF, programs of syzkaller; - is standard input')
    .option('--profile <name>', 'the semantics, by name or by file (default: tcx or cgroup, by the hook)')
    .option('--empty', 'nothing was attached before the log begins, at hooks where it does not show that')
    .option('--out <file>', 'write what the host did as a trace')
    .option('--force', 'replace a file of other content')
    .addOption(markdownOption())
    .option('--json', 'print the results as one JSON object')
    .addHelpText('after', HELP)
    .action(async (files: string[], options: ObserveOptions) => {
      process.exitCode = await run(files, options);
    });
}

async function run(paths: readonly string[], options: ObserveOptions): Promise<number> {
  const seconds = stopwatch();
  const reading = await readingOf(options);
  const observed: Observed[] = [];
  for (const path of paths) {
    const [file, name] = path === '-' ? ['/dev/stdin', 'standard input'] : [path, path];
    observed.push(await readShown(name, textOf(file), reading));
  }
  return told(observed, seconds(), options);
}
