import { realpathSync } from 'node:fs';
import { join, sep } from 'node:path';
import { ProposalError } from '../spec/proposal-error.ts';
import { shown } from '../spec/shown.ts';
import { PACKAGE } from '../traces/package-folder.ts';

/** The folders with the code of this package, as it is written and as it is built. */
const OWN = ['spec', 'model', 'kernel', 'checker', 'traces', 'library', 'cli', 'dist'].map((folder) =>
  join(PACKAGE, folder, sep),
);

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

/** Whether a place is in the code of this package. */
const isOurs = ({ path }: Frame) => OWN.some((folder) => path.startsWith(folder));

const isOwn = (frame: Frame) => isOurs(frame) || frame.path.includes(`${sep}node_modules${sep}`);

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
    if (caller !== undefined && !isOurs(caller))
      throw new ProposalError(`calls process.exit(${code === undefined ? '' : shown(code)})`);
    return exit.call(process, code ?? process.exitCode);
  };
}
