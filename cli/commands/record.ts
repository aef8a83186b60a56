import { dirname } from 'node:path';
import { type Command, Option } from 'commander';
import { CallFailed, KernelUnavailable, NotForKernel } from '../../kernel/failure.ts';
import { record } from '../../library/record.ts';
import { PROFILES } from '../../spec/families/profiles.ts';
import type { Profile } from '../../spec/profile.ts';
import { familyOf, type Origin, type Trace } from '../../traces/format.ts';
import { notForKernel } from '../../traces/not-for-kernel.ts';
import { parseDocument, parseTrace } from '../../traces/parse.ts';
import { textOf } from '../../traces/text-file.ts';
import { formatTrace, requireWritable, writeTrace } from '../../traces/write.ts';
import { requireFit, requireHooksOf, unknownProfile } from '../fit.ts';
import { interruption } from '../interruption.ts';
import { semanticsArgument } from '../semantics.ts';
import { openTarget, TARGETS, type Target } from '../targets.ts';
import { write } from '../text/output.ts';

interface Options {
  readonly target: Target;
  readonly profile?: string;
  readonly out?: string;
  readonly force?: boolean;
}

const HELP = `
FILE is a trace whose steps may leave out what they expect; what is there is not read. The trace that is written has what the machine
answers: the outcome of each step, what a query shows, what every hook shows afterwards, and of the spec the rule.

Exit codes: 0 recorded; 2 wrong usage, or a file that is wrong; 3 interrupted, and nothing was written; 4 the kernel is not available here,
or cannot be asked a request.

Examples:
  mprog record requests.json --target spec
  mprog record requests.json --target kernel --out on-this-kernel.json
`;

/** `mprog record`. */
export function register(program: Command): void {
  program
    .command('record')
    .description('make requests of a machine, and write what it answers as a trace')
    .argument('<file>', 'a trace, with or without what its steps expect; - is standard input')
    .addOption(
      new Option('--target <machine>', 'what to ask: spec, model or kernel').choices(TARGETS).makeOptionMandatory(),
    )
    .option('--profile <name>', 'the semantics, by name or by file, instead of that of the trace')
    .option('--out <file>', 'write the trace to a file instead of printing it')
    .option('--force', 'replace a file of other content')
    .addHelpText('after', HELP)
    .action(async (path: string, options: Options) => {
      process.exitCode = await run(path, options);
    });
}

/** Reads a trace whose steps may leave out what they expect. Every failure is a TraceError with its place. */
function requestsIn(path: string): Trace {
  const [file, name] = path === '-' ? ['/dev/stdin', 'standard input'] : [path, path];
  const document = parseDocument(name, textOf(file));
  const { steps } = (document ?? {}) as { readonly steps?: unknown };
  if (!Array.isArray(steps)) return parseTrace(name, document);
  const bare = steps.map((step: unknown) =>
    typeof step === 'object' && step !== null && !Array.isArray(step)
      ? { ...step, expect: { outcome: 'ok' }, otherwise: undefined }
      : step,
  );
  return parseTrace(name, { ...(document as object), steps: bare });
}

async function run(path: string, { target, profile, out, force = false }: Options): Promise<number> {
  const trace = requestsIn(path);
  const semantics =
    profile === undefined ? PROFILES.find(({ name }) => name === trace.profile) : await semanticsArgument(profile);
  if (semantics === undefined) throw unknownProfile(path, trace);
  (target === 'kernel' ? requireHooksOf : requireFit)(semantics, path, trace);
  if (out !== undefined) requireWritable(dirname(out));
  const reason = target === 'kernel' ? notForKernel(trace) : undefined;
  if (reason !== undefined) return skipped(reason);
  try {
    return await recordOn(target, semantics, trace, (made) => {
      if (out === undefined) write(formatTrace(made));
      else writeTrace(out, made, { force });
    });
  } catch (error) {
    if (error instanceof KernelUnavailable) return skipped(error.reason);
    if (error instanceof NotForKernel || error instanceof CallFailed) return skipped(error.message);
    throw error;
  }
}

function skipped(reason: string): number {
  process.stderr.write(`skipped: ${reason}\n`);
  return 4;
}

async function recordOn(
  target: Target,
  semantics: Profile,
  trace: Trace,
  done: (made: Trace) => void,
): Promise<number> {
  const { machine, title, close } = await openTarget(target, semantics);
  try {
    const origin: Origin = {
      ...trace.origin,
      kind: target === 'kernel' ? 'kernel' : 'hand',
      note: `recorded on ${title}`,
    };
    const requests = trace.steps.map(({ request }) => request);
    const { universe, title: said } = trace;
    const about = { profile: semantics.name, family: familyOf(trace).name, title: said, universe, requests, origin };
    done(await record(machine, about, { signal: interruption }));
    return 0;
  } catch (error) {
    if (!interruption.aborted) throw error;
    process.stderr.write('interrupted: nothing was written\n');
    return 3;
  } finally {
    close();
  }
}
