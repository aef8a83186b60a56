import { realpathSync } from 'node:fs';
import { Session } from 'node:inspector';
import { join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ProposalError } from '../spec/proposal-error.ts';
import { shown } from '../spec/shown.ts';
import { PACKAGE } from '../traces/package-folder.ts';

/** The folders with the code of this package, as it is written and as it is built. */
const OWN = ['spec', 'model', 'kernel', 'checker', 'traces', 'library', 'cli', 'dist'].map((folder) =>
  join(PACKAGE, folder, sep),
);

/** The entries of this package, as they are written. */
const ENTRIES = ['index.ts', 'proposals.ts', 'browser.ts'].map((file) => join(PACKAGE, file));

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
const isOurs = ({ path }: Pick<Frame, 'path'>) => OWN.some((folder) => path.startsWith(folder));

const isOwn = ({ path }: Pick<Frame, 'path'>) => isOurs({ path }) || path.includes(`${sep}node_modules${sep}`);

/** Whether a file is of this package, or of one that is installed: none that somebody wrote for a proposal. */
export const isOwnPath = (path: string): boolean => isOwn({ path }) || ENTRIES.includes(path);

/** The line of a file that an error came from, or its cause, or else that of the function it is about. */
export function lineIn(file: string, error: unknown): number | undefined {
  const names = [file, realpathSync(file)];
  const all = [...withCauses(error)];
  const within = ({ path }: Frame) => names.includes(path);
  const thrown = all.flatMap(framesOf).find(within);
  if (thrown !== undefined) return thrown.line;
  const about = all.flatMap((each) => (each instanceof ProposalError && each.about !== undefined ? [each.about] : []));
  return about.flatMap(writtenAt).find(within)?.line;
}

/** An error, its cause, the cause of that, and so on. */
function* withCauses(error: unknown): Generator<unknown> {
  yield error;
  if (error instanceof Error && error.cause !== undefined) yield* withCauses(error.cause);
}

/** Where the inspector finds a function. */
const HANDLE = 'mprogSpecFunction';

/** Where a function begins, as the inspector of V8 tells it; it tells nothing of values that are no functions. */
function writtenAt(value: unknown): readonly Frame[] {
  const session = new Session();
  const paths = new Map<string, string>();
  let found: { scriptId: string; lineNumber: number } | undefined;
  session.on('Debugger.scriptParsed', ({ params }) => paths.set(params.scriptId, params.url));
  session.connect();
  Object.assign(globalThis, { [HANDLE]: value });
  try {
    session.post('Debugger.enable');
    session.post('Runtime.evaluate', { expression: HANDLE }, (_, evaluated) => {
      const objectId = evaluated?.result.objectId;
      if (objectId === undefined) return;
      session.post('Runtime.getProperties', { objectId }, (_error, { internalProperties }) => {
        found = internalProperties?.find(({ name }) => name === '[[FunctionLocation]]')?.value?.value;
      });
    });
  } finally {
    Reflect.deleteProperty(globalThis, HANDLE);
    session.disconnect();
  }
  const url = found === undefined ? undefined : paths.get(found.scriptId);
  if (found === undefined || url === undefined) return [];
  return [{ path: url.startsWith('file:') ? fileURLToPath(url) : url, line: found.lineNumber + 1 }];
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
