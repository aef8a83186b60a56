import { register, syncBuiltinESMExports } from 'node:module';
import os from 'node:os';
import { fileURLToPath } from 'node:url';

/**
 * Runs the command line as it is shipped, time and again in one process: each run has modules of cli/ of its own, so that nothing is left of
 * the run before; all others are loaded once. Told `{ cwd, args }`, it answers `{ status, stdout, stderr }`.
 */

const MAIN = new URL('../../dist/cli/main.js', import.meta.url);

// The other cores are for other tests: a command that is not told how many threads to use has one.
os.availableParallelism = () => 1;
syncBuiltinESMExports();

/** A module of cli/ that one of a run imports is of that run too; its text is read once. What the program imports of itself is where it says. */
const OF_A_RUN = `
  import { readFileSync } from 'node:fs';
  const CLI = ${JSON.stringify(new URL('.', MAIN).href)};
  const texts = new Map();
  const textOf = (path) => texts.get(path) ?? texts.set(path, readFileSync(new URL(path), 'utf8')).get(path);
  export function resolve(specifier, context, next) {
    const { parentURL = '' } = context;
    if (!parentURL.startsWith(CLI) || !specifier.startsWith('.')) return next(specifier, context);
    const { href } = new URL(specifier, parentURL);
    const run = href.startsWith(CLI) ? new URL(parentURL).search : '';
    return { url: href + run, format: 'module', shortCircuit: true };
  }
  export function load(url, context, next) {
    const [path, run] = url.split('?');
    if (!path.startsWith(CLI) || run === undefined) return next(url, context);
    return { format: 'module', source: textOf(path), shortCircuit: true };
  }`;
register(`data:text/javascript,${encodeURIComponent(OF_A_RUN)}`);

/** What ends a run in the place of the process. */
const ENDED = new Error('the run has ended');
process.on('unhandledRejection', (error) => {
  if (error !== ENDED) process.emit('uncaughtException', error);
});

const { exit } = process;
const emitters = [process, process.stdout, process.stderr];
const listenersOf = () =>
  emitters.map((each) => new Map(each.eventNames().map((name) => [name, each.listeners(name)])));

/** Takes away the listeners that were not there before. */
function dropListeners(before) {
  for (const [index, emitter] of emitters.entries())
    for (const name of emitter.eventNames())
      for (const listener of emitter.listeners(name))
        if (!before[index].get(name)?.includes(listener)) emitter.off(name, listener);
}

/** Keeps what is written to a stream; gives what takes that back. */
function keep(stream, note) {
  const { write } = stream;
  stream.write = (text, ...more) => {
    note(String(text));
    more.find((each) => typeof each === 'function')?.();
    return true;
  };
  return () => {
    stream.write = write;
  };
}

let runs = 0;

async function run({ cwd, args }) {
  runs += 1;
  process.chdir(cwd);
  process.argv = [process.execPath, fileURLToPath(MAIN), ...args];
  process.exitCode = undefined;
  const listeners = listenersOf();
  const written = { stdout: '', stderr: '' };
  const undo = ['stdout', 'stderr'].map((name) => keep(process[name], (text) => (written[name] += text)));
  try {
    const status = await new Promise((resolve, reject) => {
      process.exit = (code = process.exitCode ?? 0) => {
        resolve(code);
        throw ENDED;
      };
      import(`${MAIN}?run=${runs}`).catch(reject);
    });
    return { status, ...written };
  } finally {
    process.exit = exit;
    for (const each of undo) each();
    dropListeners(listeners);
  }
}

process.on('disconnect', () => exit.call(process));
process.on('message', async (order) => {
  const answer = await run(order).catch((error) => ({ failed: String(error?.stack ?? error) }));
  process.send(answer);
});
