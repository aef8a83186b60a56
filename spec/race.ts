import type { z } from 'zod';
import type { Profile } from './profile.ts';
import type { Observation, Request, Universe } from './semantics.ts';
import type { Outcome } from './vocabulary/outcome.ts';
import type { UserPromise } from './vocabulary/promise.ts';

/** A scenario is not for a semantics, or that has no words for one of its steps. */
export class DoesNotApply extends Error {
  override readonly name = 'DoesNotApply';
}

/** What every scenario says, whatever its family. */
export interface ScenarioHead {
  readonly family?: string | undefined;
  readonly name: string;
  readonly story: string;
  readonly why: string;
  readonly variantOf?: string | undefined;
  /** The properties that do not hold, by kind of hook or by semantics. */
  readonly breaks?: Readonly<Record<string, readonly string[]>>;
  readonly agents: readonly { readonly name: string }[];
}

/** A step that an agent cannot take, although the scenario says so: the message says where and what is missing. */
export class ImpossibleStep extends Error {
  override readonly name = 'ImpossibleStep';
  readonly scenario: ScenarioHead;
  constructor(scenario: ScenarioHead, message: string) {
    super(message);
    this.scenario = scenario;
  }
}

/** A property of what several agents do: put to the test by some of the things that happen, and by how it ends. */
export type RaceProperty<Fact extends RaceFact = RaceFact> = UserPromise<'race'> & {
  /** Whether a fact puts it to the test: a property that no fact puts to the test was not exercised. */
  sometimes(fact: Fact): boolean;
  holds(fact: Fact): boolean;
  /** What breaks it in a fact, a sentence each, where the lists do not tell. */
  because?(fact: Fact): readonly string[];
};

/** What happened, in order: a move at a time, and the end. */
export interface RaceFact {
  readonly is: 'move' | 'end';
}

/** What an agent did in one step. */
export interface MoveFact extends RaceFact {
  readonly is: 'move';
  /** The request it made; none where the step is one of its own. */
  readonly request: Request | undefined;
  readonly outcome: Outcome;
  /** What every hook showed before and after. */
  readonly before: Readonly<Record<string, Observation>>;
  readonly after: Readonly<Record<string, Observation>>;
}

/** What happens next: an agent takes its next step, or crashes instead. */
export interface Choice {
  readonly agent: number;
  readonly crash: boolean;
}

/** What an agent does about an answer. */
export type Reaction = 'goes on' | 'tries again' | 'gives up' | 'has crashed';

/** One thing that happened. */
export interface RaceEvent {
  readonly agent: string;
  /** The step, as the scenario calls it. */
  readonly step: { readonly do: string };
  /** The object that a step without request is about. */
  readonly about: string | undefined;
  /** What it needed and the agent did not have. */
  readonly lacks: string | undefined;
  readonly fact: MoveFact;
  readonly reaction: Reaction;
}

/** An event in the words of a diagram: what is said, and what the answer is. */
export interface Told {
  readonly said: string;
  readonly answer: string;
}

/** Where a race stands. Only the race itself looks into it. */
export type RaceState = object;

/** A scenario under one semantics, as a game of agents that is played in every order. */
export interface Race {
  readonly scenario: ScenarioHead;
  readonly semantics: Profile;
  /** The kind of hook it is about. */
  readonly kind: string;
  readonly universe: Universe;
  readonly agents: readonly { readonly name: string }[];
  readonly properties: readonly RaceProperty[];
  /** The properties that the scenario says do not hold. */
  readonly breaks: readonly string[];
  /** Before anybody has done anything. */
  begin(): RaceState;
  /** Lets every agent do what it has done before the race; an ImpossibleStep where that fails. */
  prepare(state: RaceState): { readonly state: RaceState; readonly events: readonly RaceEvent[] };
  /** Everything that can happen next; nothing at an end. */
  choices(state: RaceState): readonly Choice[];
  take(state: RaceState, choice: Choice): { readonly state: RaceState; readonly event: RaceEvent };
  /** A state as text: equal keys have equal futures, and are equal in all that properties speak of. */
  key(state: RaceState): string;
  end(state: RaceState): RaceFact;
  /** Requests that show at the end what a property speaks of, where the lists do not; they change nothing. */
  showing?(property: string): readonly Request[];
  /** What every hook shows. */
  lists(state: RaceState): Readonly<Record<string, Observation>>;
  tell(event: RaceEvent): Told;
  /** Throws an ImpossibleStep where the scenario expects something that no order gave: `lacked` are the steps that lacked something. */
  conclude?(lacked: ReadonlySet<object>): void;
}

/** How several agents race at the hooks of a family. */
export interface Racing {
  readonly schema: z.ZodType<ScenarioHead>;
  readonly properties: readonly RaceProperty[];
  /** The semantics that a scenario is told for, by name; and those that it may name. */
  profiles(scenario: ScenarioHead): readonly string[];
  named(
    scenario: ScenarioHead,
  ): readonly { readonly field: string; readonly name: string; fits(profile: Profile): boolean }[];
  /** A scenario under a semantics; a DoesNotApply where it is not for that. */
  race(scenario: ScenarioHead, semantics: Profile): Race;
}
