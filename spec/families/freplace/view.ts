import { answering, tracing } from './lifetimes.ts';
import { holdersOfProg, holdersOfTarget, type State } from './state.ts';
import { DEVICE, GONE, type Observation, type Universe } from './vocabulary/index.ts';

/** What can be looked at: every object by its name, and the device. */
export function hooksOf({ targets, exts, tracers, links, device }: Universe): readonly string[] {
  return [...Object.keys(targets), ...Object.keys(exts), ...tracers, ...links, ...(device ? [DEVICE] : [])];
}

function lookAtTarget(state: State, name: string): Observation {
  const functions = Object.keys(state.universe.targets[name]!.functions);
  const traced = functions
    .map((each) => [each, [...tracing(state, name, each)]] as const)
    .filter(([, by]) => by.length > 0);
  return {
    is: 'target',
    answers: Object.fromEntries(functions.map((each) => [each, answering(state, name, each)])),
    ...(traced.length === 0 ? {} : { traced: Object.fromEntries(traced) }),
    held: holdersOfTarget(state, name),
  };
}

/** Everything that is to be seen of an object. */
export function look(state: State, name: string): Observation {
  if (name === DEVICE) return { is: 'device', runs: state.device };
  if (state.targets[name]?.there) return lookAtTarget(state, name);
  if (state.progs[name]?.there) return { is: 'program', held: holdersOfProg(state, name) };
  const link = state.links[name];
  if (!link) return GONE;
  const { prog, target, function: named, fd, pin } = link;
  return { is: 'link', prog, target, function: named, held: [...(fd ? ['fd'] : []), ...(pin ? ['pin'] : [])] };
}

/** An observation without what keeps the object alive, which no kernel tells. */
export function withoutHolders(observation: Observation): Observation {
  if (!('held' in observation)) return observation;
  const { held: _held, ...seen } = observation;
  return seen;
}
