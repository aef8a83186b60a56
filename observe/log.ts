import { ERRNOS } from '../spec/vocabulary/outcome.ts';
import { Attribute, numberOf } from './attribute.ts';
import { type Birth, birthsIn } from './births.ts';
import { type Came, mayHaveChanged, UNJUDGED } from './came.ts';
import { CHANGING, HANDLERS } from './commands.ts';
import { type Command, commandOf } from './numbers.ts';
import { overlapsIn } from './overlaps.ts';
import { linesOf, parsed } from './strace/lines.ts';
import type { Call, Parsed, Returned, Value } from './strace/value.ts';
import { SYSTEM_CALLS } from './system-calls.ts';
import { type Reading, World } from './world.ts';

/** What a call returned, with the name of an errno where the vocabulary has it. */
function cameOf(returned: Returned): Came {
  if (returned.is === 'number') return 'ok';
  if (returned.is === 'unknown') return 'unseen';
  return ERRNOS.find((errno) => errno === returned.errno) ?? 'unnamed';
}

const nameOf = (value: Value | undefined): string => (value?.is === 'name' ? value.name : `command ${numberOf(value)}`);

/** A call whose attribute could not be read: which hook it is about is not known, if it is about any. */
function followUnread(world: World, command: Command, outcome: Came): void {
  if (mayHaveChanged(outcome) && CHANGING.has(command)) world.askUntold(command.toLowerCase(), UNJUDGED.unseen, true);
  else world.skip(`BPF_${command} without an outcome that is known`);
}

/** One call of bpf(2). */
function followBpf(world: World, call: Call, read: Parsed): void {
  const [first, attr] = read.args;
  const command = commandOf(numberOf(first) ?? -1);
  const outcome = cameOf(read.returned);
  if (command === undefined) {
    world.skip(nameOf(first));
    return;
  }
  if (attr?.is !== 'struct' && (outcome === 'EFAULT' || outcome === 'unseen')) {
    followUnread(world, command, outcome);
    return;
  }
  const attribute = new Attribute(`${world.path}:${call.line}`, read);
  HANDLERS[command]({ world, process: world.processes.get(call.pid), attribute, returned: read.returned, outcome });
}

function follow(world: World, call: Call, overlap: number | undefined): void {
  const handler = SYSTEM_CALLS[call.name];
  if (call.name !== 'bpf' && handler === undefined) return;
  const read = parsed(world.path, call);
  world.now = { line: call.line, overlap };
  if (handler === undefined) followBpf(world, call, read);
  else handler({ world, process: world.processes.get(call.pid), parsed: read });
}

function bear(world: World, birth: Birth): void {
  world.now = { line: birth.line, overlap: undefined };
  world.processes.bear(birth);
}

/**
 * Reads a log of strace and follows it beside the specification: each value is the line that comes next, and answering one with
 * `true` ends it there, without a result. Throws a TraceError with the line where it is none.
 */
export function* followLog(
  path: string,
  text: string,
  reading: Reading,
): Generator<number, World | undefined, boolean | undefined> {
  const entries = linesOf(path, text);
  const world = new World(path, reading);
  world.paths = /[(=,{ ]\d+<[^>]/.test(text);
  const births = [...birthsIn(path, entries)].reverse();
  const overlaps = overlapsIn(entries);
  for (const entry of entries) {
    if (yield entry.line) return undefined;
    while ((births.at(-1)?.line ?? Number.POSITIVE_INFINITY) <= entry.line) bear(world, births.pop()!);
    if (entry.is === 'call') follow(world, entry, overlaps.get(entry));
    else {
      world.now = { line: entry.line, overlap: undefined };
      if (entry.is === 'exit') world.processes.exit(entry.pid);
      else world.processes.takeOver(entry.pid, entry.over);
    }
  }
  return world;
}
