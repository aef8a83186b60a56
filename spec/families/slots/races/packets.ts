import type { End } from '../properties/race-facts.ts';
import { type Request, request, type View } from '../vocabulary/index.ts';
import { worded } from './ask.ts';
import type { SlotsRace } from './race.ts';
import type { RaceState } from './state.ts';

/** A packet at every hook, where an agent wants programs to see packets; a DoesNotApply where the semantics has none. */
export function sending(race: SlotsRace): readonly Request[] {
  if (race.agents.every(({ sees }) => sees.length === 0)) return [];
  return Object.keys(race.universe.hooks).map((hook) => worded(race, request({ op: 'run', hook })));
}

/** What becomes of these packets. */
export function packetsAt(race: SlotsRace, { spec }: RaceState): End['packets'] {
  const seen = sending(race).flatMap((sent) => {
    const view = race.decider.take(spec, sent).view as View;
    return 'hook' in sent && view.is === 'packet' ? [[sent.hook, view] as const] : [];
  });
  return Object.fromEntries(seen);
}
