import type { Absent, Protocol, ProtocolDesign, ProtocolStep, Situation } from '../../spec/protocol.ts';
import type { Explored } from '../search/discovery.ts';
import { explore, type SearchSpace } from '../search/explore.ts';
import { asPart, type Run } from '../search/run.ts';

/** A step on the way to what came about. */
export type Taken = Pick<ProtocolStep, 'who' | 'what' | 'outcome'>;

/** What became of one thing that may come about, under one design. */
export interface Came {
  readonly design: string;
  readonly fact: string;
  /** `absent`: there is nothing that it could be about. */
  readonly result: 'possible' | 'impossible' | 'absent' | 'inconclusive';
  readonly states: number;
  /** A shortest way to it, where it is possible. */
  readonly path: readonly Taken[];
  /** Why it is absent. */
  readonly why?: string;
}

/** Where a search stands. */
export interface ProtocolProgress {
  readonly design: string;
  readonly fact: string;
  readonly states: number;
}

const bare = ({ who, what, outcome }: ProtocolStep): Taken => ({
  who,
  what,
  ...(outcome === undefined ? {} : { outcome }),
});

/** Every interleaving of a situation; what may come about ends the search. */
function spaceOf({ initial, steps, holds, key }: Situation): SearchSpace<object, Taken, 'come about'> {
  return {
    initial: () => ({ node: initial, key: key(initial) }),
    expand: (node, emit) => {
      for (const step of steps(node)) {
        if (holds(step.after)) return { failure: 'come about', label: bare(step) };
        emit(key(step.after), () => ({ node: step.after, label: bare(step) }));
      }
      return undefined;
    },
  };
}

function resultOf({ ending }: Explored<Taken, 'come about'>): Came['result'] {
  return ending.is === 'failed' ? 'possible' : ending.is === 'complete' ? 'impossible' : 'inconclusive';
}

type About = Pick<Came, 'design' | 'fact'>;

function* searchOne(about: About, situation: Situation | Absent): Run<ProtocolProgress, Came> {
  if (typeof situation === 'string') return { ...about, result: 'absent', states: 0, path: [], why: situation };
  const explored = yield* asPart(explore(spaceOf(situation)), ({ states }) => ({ ...about, states }));
  const { ending, states } = explored;
  return { ...about, result: resultOf(explored), states, path: ending.is === 'failed' ? ending.path : [] };
}

/** What may come about of everything that a protocol is asked for, under each of some designs. */
export function* searchProtocol(
  { facts }: Protocol,
  designs: readonly ProtocolDesign[],
): Run<ProtocolProgress, readonly Came[]> {
  const all: Came[] = [];
  for (const { id: design, situations } of designs) {
    const known = situations();
    for (const { id: fact } of facts) {
      const situation = known[fact];
      if (situation === undefined) throw new RangeError(`the design ${design} says nothing of ${fact}`);
      const came = yield* searchOne({ design, fact }, situation);
      all.push(came);
      if (came.result === 'inconclusive') return all;
    }
  }
  return all;
}
