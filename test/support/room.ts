import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { ROOT } from './command.ts';
import { mprogIn } from './run.ts';

/** What came of a command line. */
export interface Ran {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

const ROOM = fileURLToPath(new URL('room-process.js', import.meta.url));

let room: ChildProcess | undefined;
let last: Promise<unknown> = Promise.resolve();

function opened(): ChildProcess {
  if (room?.connected) return room;
  // Standard output is a pipe, as where somebody reads it; nothing of a run is written there.
  // Nor does a variable say that there is to be no colour.
  room = fork(ROOM, { stdio: ['ignore', 'pipe', 'inherit', 'ipc'], env: { ...process.env, NO_COLOR: '' } });
  room.unref();
  room.channel!.unref();
  return room;
}

/** What the room answers; what is wrong where it does not live to answer. */
function answerOf(child: ChildProcess): Promise<Ran & { readonly failed?: string }> {
  return new Promise((resolve) => {
    const answer = (said: unknown) => {
      child.off('message', answer).off('exit', gone);
      resolve(said as Ran);
    };
    const gone = (code: number | null, signal: NodeJS.Signals | null) =>
      answer({ failed: `its process ended with ${code ?? signal}` });
    child.on('message', answer).on('exit', gone);
  });
}

async function ask(cwd: string, args: readonly string[]): Promise<Ran> {
  const child = opened();
  child.channel!.ref();
  child.send({ cwd, args });
  const { failed, ...answer } = await answerOf(child);
  child.channel?.unref();
  if (failed !== undefined) throw new Error(`mprog ${args.join(' ')}: ${failed}`);
  return answer;
}

/**
 * Runs mprog in a directory, as it is shipped, in a process in which other command lines were run before: for what a command says and does.
 * How a process starts and ends (signals, pipes, what is left behind, what a file does to the process) is tested with `mprogIn`.
 * What uses the kernel has a process of its own here too: it changes the namespaces of its process. A file that makes a family needs one: a
 * family has its name for as long as a process runs.
 */
export async function ran(cwd: string, ...args: readonly string[]): Promise<Ran> {
  return args.includes('kernel') ? mprogIn(cwd, ...args) : refused(cwd, ...args);
}

/** The same in the root of this repository, as `mprog` of command.ts gives what came of it. */
export async function ranHere(args: readonly string[]) {
  const { status, ...written } = await ran(ROOT, ...args);
  return { code: status, ...written };
}

/** The same for what is refused before it uses the kernel, whatever it asks for. */
export async function refused(cwd: string, ...args: readonly string[]): Promise<Ran> {
  const next = last.then(() => ask(cwd, args));
  last = next.catch(() => {});
  return next;
}
