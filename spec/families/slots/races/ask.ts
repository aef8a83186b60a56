import { DoesNotApply } from '../../../race.ts';
import { unsaid } from '../../../said.ts';
import { dialectOf } from '../dialect.ts';
import type { Placement } from '../properties/race-facts.ts';
import type { State } from '../state.ts';
import type { Observation, Outcome, Request } from '../vocabulary/index.ts';
import type { Phrased } from './phrase.ts';
import type { SlotsRace } from './race.ts';
import type { RaceState } from './state.ts';

/** A step's effect on everything but the agent's place in its program. */
export interface Done {
  readonly state: RaceState;
  readonly outcome: Outcome;
  readonly request?: Request;
  /** The link or program that a step without request is about. */
  readonly about?: string;
  /** The fd or pin that the agent does not have and the step needs. */
  readonly lacks?: string;
  /** What it was denied an fd of, for want of a capability. */
  readonly denied?: string;
  readonly phrased?: Phrased;
  readonly placed?: Placement;
  readonly view?: Observation;
}

/** A request in the words of the semantics; a DoesNotApply where it has none for it. */
export function worded({ scenario, semantics, kind }: SlotsRace, made: Request): Request {
  const { name, uapi } = semantics;
  const said = kind !== 'cgroup' ? dialectOf(uapi).phrase(made) : made;
  const lacking = said === undefined ? ['words for it'] : unsaid(uapi, said);
  if (said !== undefined && lacking.length === 0) return said;
  throw new DoesNotApply(`${scenario.name} does not apply to ${name}: it has no ${lacking.join(', ')}`);
}

/** Takes a request by the rules. */
export function asked(race: SlotsRace, state: RaceState, made: Request) {
  const { rule, after, view } = race.decider.take(state.spec, made);
  return { state: { ...state, spec: after as State }, outcome: rule.then.outcome, view: view as Observation };
}
