import { realpathSync } from 'node:fs';
import { sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ProposalError } from '../spec/proposal-error.ts';
import { shown } from '../spec/shown.ts';

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

/** From now on a proposal cannot end the process. */
export function watchProcess(): void {
  if (watching) return;
  watching = true;
  const exit = process.exit;
  process.exit = (code) => {
    const [, caller] = framesOf(new Error('exit'));
    if (caller !== undefined && !caller.path.startsWith(OWN))
      throw new ProposalError(`calls process.exit(${code === undefined ? '' : shown(code)})`);
    return exit.call(process, code ?? process.exitCode);
  };
}
