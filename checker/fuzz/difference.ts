import type { Taken } from '../../spec/decide/decider.ts';
import type { Family } from '../../spec/family.ts';
import type { Request, State, Universe, World } from '../../spec/semantics.ts';
import type { Machine } from '../../spec/vocabulary/machine.ts';
import { resetAnswer } from '../../traces/drivers/answers.ts';
import type { About, Driver, Skip } from '../../traces/drivers/driver.ts';
import { DriverError } from '../../traces/drivers/driver-error.ts';
import { stepOn } from '../../traces/drivers/replay.ts';

/** A machine to be held to a semantics. */
export interface MachineTarget {
  readonly name: string;
  readonly machine: Machine;
  /** Whether it shows references and the states of links, as a model does. */
  readonly whole: boolean;
  /** Asked after each sequence: lines of a log that no request may raise. */
  alarms?(): readonly string[];
}

/** Another implementation, which may answer later, and need not be able to do or to tell everything. */
export interface DriverTarget {
  readonly name: string;
  readonly driver: Driver;
}

export type Target = MachineTarget | DriverTarget;

/** Starts over in a universe; says why that cannot be done, where a driver says so. Throws a DriverError on an answer that is none. */
export async function startOver(target: Target, universe: Universe, about: About): Promise<Skip | undefined> {
  if ('machine' in target) {
    target.machine.reset(universe);
    return undefined;
  }
  try {
    return resetAnswer(await target.driver.reset?.(universe, about));
  } catch (error) {
    throw error instanceof DriverError ? new DriverError(`${about.title}: ${error.message}`, { cause: error }) : error;
  }
}

/** What a machine did otherwise than the rules say. */
export interface Leaving {
  readonly rule: string;
  readonly is: 'outcome' | 'view' | 'observation' | 'references' | 'link-state' | 'device-state' | 'error' | 'alarm';
  /** In one line. */
  readonly said: string;
}

/** What can be seen of states: most requests change nothing. */
const worlds = new WeakMap<State, World>();

function worldIn(family: Family, state: State): World {
  const known = worlds.get(state) ?? family.world(state);
  worlds.set(state, known);
  return known;
}

/** What came of a request: that it leaves the rules, or was not made; and what a driver did not tell. */
export interface Came {
  readonly leaving?: Leaving | undefined;
  readonly skip?: string;
  /** Fields of what was expected, as of a replay. */
  readonly unanswered?: readonly string[];
}

/** Makes a request of a target, and says in what it leaves the rules, if it does. */
export async function comesOf(
  family: Family,
  universe: Universe,
  target: Target,
  request: Request,
  taken: Taken,
): Promise<Came> {
  return 'driver' in target
    ? cameOfDriver(family, universe, target.driver, request, taken)
    : { leaving: leaving(family, universe, target, request, taken) };
}

/** The same of a driver. What it answers with, or does in place of an answer, is the implementation's. */
async function cameOfDriver(
  family: Family,
  universe: Universe,
  driver: Driver,
  request: Request,
  { rule, after, view }: Taken,
): Promise<Came> {
  const { outcome } = rule.then;
  const hooks = Object.fromEntries(family.hooks(universe).map((hook) => [hook, family.observe(after, hook)]));
  const expect = { outcome, hooks, ...(family.queries.has(request.op) ? { view } : {}) };
  try {
    const came = await stepOn(driver, { family, universe }, { request, expect }, 1);
    if ('skip' in came) return came;
    const { differences, fields, unanswered } = came;
    const [said] = differences;
    if (said === undefined) return { unanswered };
    const [kind] = fields[0]!.split('.');
    const is = kind === 'outcome' || kind === 'view' ? kind : 'observation';
    return { unanswered, leaving: { rule: rule.id, is, said } };
  } catch (error) {
    if (!(error instanceof DriverError)) throw error;
    return { leaving: { rule: rule.id, is: 'error', said: `expected ${outcome}, but ${error.message}` } };
  }
}

function leaving(
  family: Family,
  universe: Universe,
  { machine, whole }: MachineTarget,
  request: Request,
  { rule, after, view }: Taken,
): Leaving | undefined {
  const expected = rule.then.outcome;
  const { observation } = family.words;
  let answer: ReturnType<Machine['apply']>;
  try {
    answer = machine.apply(request);
  } catch (error) {
    return { rule: rule.id, is: 'error', said: `expected ${expected}, but ${(error as Error).message}` };
  }
  const found = (is: Leaving['is'], what: string, spec: unknown, other: unknown): Leaving => ({
    rule: rule.id,
    is,
    said: `${what}: expected ${spec}, found ${other}`,
  });
  if (answer.outcome !== expected) return found('outcome', 'outcome', expected, answer.outcome);
  if (family.queries.has(request.op) && !family.same(answer.view, view))
    return found('view', 'query', observation(view), observation(answer.view));
  // What can be seen of a whole machine has its hooks in it.
  for (const hook of whole ? [] : family.hooks(universe)) {
    const [spec, other] = [family.observe(after, hook), machine.observe(hook)];
    if (!family.same(spec, other)) return found('observation', hook, observation(spec), observation(other));
  }
  const difference = whole ? family.difference(worldIn(family, after), family.worldOf(machine, universe)) : undefined;
  if (difference === undefined) return undefined;
  const { is, spec, model } = difference;
  if (is === 'observation') return found(is, difference.hook, observation(spec), observation(model));
  return found(is, `${is === 'references' ? 'references' : 'state'} of ${difference.object}`, spec, model);
}
