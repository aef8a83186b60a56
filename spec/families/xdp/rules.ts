import * as engine from '../../rule.ts';
import type { Told } from '../../situation.ts';
import type { Errno } from '../../vocabulary/outcome.ts';
import type { CitationLabel } from './citations.ts';
import type { Effect, Show } from './effects.ts';
import type { State } from './state.ts';
import type { Request } from './vocabulary/index.ts';

export { fail } from '../../rule.ts';

/** A fact about a request to XDP, devices or links. */
export const fact = engine.factsOver<State>();

/** A maker of rules over some facts, which cite sources by their labels. */
export function rulesOver<T extends readonly Told[]>(): engine.RuleMaker<T, CitationLabel> {
  return engine.rulesOver<T, CitationLabel>();
}

/** The request succeeds with an effect. */
export const succeed: (effect: Effect, show?: Show) => engine.Decision = engine.succeed;

/** The request fails, and leaves something behind all the same. */
export const leaving = (errno: Errno, effect: Effect): engine.Decision => ({ outcome: errno, effect, show: 'nothing' });

/** A rule table as it is written down. */
interface TableParts<R extends Request> extends Omit<engine.TableParts<R>, 'op' | 'designation'> {
  readonly op: R['op'];
}

/** A rule table about requests of one operation. */
export function ruleTable<R extends Request>(parts: TableParts<R>): engine.RuleTable<R> {
  return engine.ruleTable<R>(parts);
}
