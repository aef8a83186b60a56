import { realpathSync } from 'node:fs';
import { sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ProposalError } from '../spec/proposal-error.ts';
import { shown } from '../spec/shown.ts';
import { EXIT } from './exit.ts';

/** The folder with the code of this package: `src` or `dist`. */
const OWN = fileURLToPath(new URL('..', import.meta.url));

interface Frame {
  readonly path: string;
  readonly line: number;
}

/** The places in a stack, innermost first; those inside of node are left out. */
function framesOf(error: unknown): readonly Frame[] {
  if (!(error instanceof Error) || typeof error.stack !== 'string') return [];
  return [...error.stack.matchAll(/^\s*(?:at (?:.*\()?(?:async )?)?(?:file:\/\/)?(\/.+):(\d+):\d+\)?$/gm)].map(
    ([, path, line]) => ({
      path: decodeURI(path!),
      line: Number(line),
    }),
  );
}

const isOwn = ({ path }: Frame) => path.startsWith(OWN) || path.includes(`${sep}node_modules${sep}`);

/** The line of a file that an error came from, or its cause. */
export function lineIn(file: string, error: unknown): number | undefined {
  const names = [file, realpathSync(file)];
  const found = framesOf(error).find(({ path }) => names.includes(path));
  if (found !== undefined) return found.line;
  return error instanceof Error && error.cause !== undefined ? lineIn(file, error.cause) : undefined;
}

/** Whether an error that nobody caught is that of a proposal: it began there, or does not say where it began. */
export function isOfProposal(error: unknown): boolean {
  const frames = framesOf(error);
  return frames.length === 0 || (frames.some((frame) => !isOwn(frame)) && !isOwn(frames[0]!));
}

let watching = false;

/**
 * From now on a proposal cannot end the process, and an error that it lets loose ends the process as wrong input. `said`
 * gives the message for such an error, and nothing for one of our own.
 */
export function watchProcess(said: (error: unknown) => string | undefined): void {
  if (watching) return;
  watching = true;
  const exit = process.exit;
  process.exit = (code) => {
    const [, caller] = framesOf(new Error('exit'));
    if (caller !== undefined && !caller.path.startsWith(OWN))
      throw new ProposalError(`calls process.exit(${code === undefined ? '' : shown(code)})`);
    return exit.call(process, code ?? process.exitCode);
  };
  const end = (error: unknown) => {
    const message = said(error);
    process.stderr.write(
      `${message ?? `mprog: internal error\n${error instanceof Error ? error.stack : String(error)}`}\n`,
    );
    exit.call(process, message === undefined ? EXIT.INTERNAL : EXIT.USAGE);
  };
  process.prependListener('uncaughtException', end);
  process.prependListener('unhandledRejection', end);
}

/**
 * Ends the process once what was written is out, where a proposal was loaded: a timer of its own would keep it alive for
 * ever.
 */
export async function endAfterProposal(): Promise<void> {
  if (!watching) return;
  for (const stream of [process.stdout, process.stderr])
    await new Promise<void>((resolve) => {
      if (stream.destroyed) resolve();
      else stream.write('', () => resolve());
    });
  process.exit(process.exitCode);
}
