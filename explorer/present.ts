import type { Possible, State } from '../browser.ts';
import type { Session } from './session.ts';
import { type Stage, steppingOf, Walked } from './walked.ts';

/** A session with what was walked of it. */
export interface Present {
  readonly session: Session;
  readonly walked: Walked;
}

const groundKey = ({ ground, steps }: Session) => ('scope' in ground ? ground.scope : JSON.stringify([ground, steps]));

/** Whether two sessions go through the same: a file that was dropped again under the same name is another semantics. */
const isAlike = (a: Session, b: Session) =>
  a.semantics.length === b.semantics.length &&
  a.semantics.every((each, which) => each === b.semantics[which]) &&
  groundKey(a) === groundKey(b);

/** A session, walked to its end; what was walked before is gone on from. Throws where that is not possible. */
export function present(session: Session, before?: Present): Present {
  const walked =
    before !== undefined && isAlike(before.session, session) ? before.walked : new Walked(steppingOf(session));
  walked.along(session.steps);
  // A proposal may throw in any of them: then what was there is kept.
  walked.possible(session.steps, session.at);
  return { session, walked };
}

/** The lines of an error. */
export const said = (error: unknown): readonly string[] =>
  (error instanceof Error ? error.message : String(error)).split('\n');

/** The request of a stage in words. */
export function saidOf({ semantics: [{ family }] }: Session, { request, before }: Stage): string {
  return family.words.request(request, family.hooks(before[0]!.universe).length > 1 ? 'several' : 'one');
}

/** What a request changes at hooks, under each semantics, said once where that is the same. */
export function leftBy({ semantics }: Session, states: readonly State[], { after }: Possible): string {
  const said = semantics.map(({ family }, which) => {
    if (after[which] === states[which]) return 'no change';
    const hooks = family.hooks(states[which]!.universe);
    const seen = (state: State, hook: string) => family.words.observation(family.observe(state, hook));
    const changed = hooks.flatMap((hook) => {
      const [before, now] = [seen(states[which]!, hook), seen(after[which]!, hook)];
      return before === now ? [] : [hooks.length === 1 ? now : `${hook} ${now}`];
    });
    return changed.join('; ') || 'nothing that a query shows';
  });
  return [...new Set(said)].join('  |  ');
}
