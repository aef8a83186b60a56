import { z } from 'zod';
import { Decider } from '../../spec/decide/decider.ts';
import type { Family } from '../../spec/family.ts';
import type { Profile } from '../../spec/profile.ts';
import {
  type Choice,
  DoesNotApply,
  ImpossibleStep,
  type Race,
  type RaceEvent,
  type Racing,
  type ScenarioHead,
} from '../../spec/race.ts';
import type { Observation, Request, State, Universe } from '../../spec/semantics.ts';
import type { Outcome } from '../../spec/vocabulary/outcome.ts';

const Name = z.string().regex(/^[a-z][a-z0-9-]{0,31}$/);

/** The schema of a scenario in which each step is one request. */
function schemaOf(family: Family) {
  const Step = z.strictObject({
    do: z.string().min(1).describe('what the step is called'),
    request: family.schemas.request as unknown as z.ZodType<Request>,
    refused: z.enum(['give up', 'go on']).default('give up').describe('what to do on an error'),
  });
  return z.strictObject({
    format: z.literal('mprog-race'),
    version: z.literal(1),
    family: z.literal(family.name),
    name: Name,
    story: z.string().min(1),
    why: z.string().min(1),
    variantOf: Name.exactOptional(),
    profiles: z.array(z.string()).min(1).describe('the semantics that it is for'),
    universe: family.schemas.universe as z.ZodType<Universe>,
    agents: z
      .array(z.strictObject({ name: Name, setup: z.array(Step).default([]), steps: z.array(Step).max(12).default([]) }))
      .min(1)
      .max(5),
    breaks: z
      .record(z.string(), z.array(z.string()))
      .default({})
      .describe('the properties that do not hold, by semantics; all others are expected to hold'),
  });
}

type Scenario = z.output<ReturnType<typeof schemaOf>>;
type ScenarioStep = Scenario['agents'][number]['steps'][number];

/** How far an agent is, and the error that it gave up on. */
interface AgentState {
  readonly next: number;
  readonly told: Outcome;
}

interface PlainState {
  readonly spec: State;
  readonly agents: readonly AgentState[];
}

/** A scenario whose steps are requests, as a game. */
class PlainRace implements Race {
  readonly scenario: Scenario;
  readonly semantics: Profile;
  readonly kind: string;
  readonly universe: Universe;
  readonly agents: Scenario['agents'];
  readonly properties: Race['properties'];
  readonly breaks: readonly string[];
  readonly #decider: Decider;

  constructor(scenario: Scenario, semantics: Profile, properties: Race['properties']) {
    this.scenario = scenario;
    this.semantics = semantics;
    this.#decider = new Decider(semantics);
    this.kind = semantics.uapi.hook;
    this.universe = scenario.universe;
    this.agents = scenario.agents;
    this.properties = properties;
    this.breaks = scenario.breaks[semantics.name] ?? [];
  }

  begin(): PlainState {
    const { family, keeping } = this.semantics;
    return { spec: family.initial(this.universe, keeping), agents: this.agents.map(() => ({ next: 0, told: 'ok' })) };
  }

  prepare(state: PlainState) {
    const events: RaceEvent[] = [];
    let now = state;
    this.agents.forEach(({ name, setup }, agent) => {
      setup.forEach((each, index) => {
        const { spec, event } = this.#made(now, agent, each);
        if (event.fact.outcome !== 'ok')
          throw new ImpossibleStep(
            this.scenario,
            `agent ${name}, setup step ${index + 1}: expected a step that succeeds under ${this.semantics.name}, found ${event.fact.outcome}`,
          );
        events.push(event);
        now = { ...now, spec };
      });
    });
    return { state: now, events };
  }

  choices({ agents }: PlainState): readonly Choice[] {
    return agents.flatMap(({ next, told }, agent) =>
      told === 'ok' && next < this.agents[agent]!.steps.length ? [{ agent, crash: false }] : [],
    );
  }

  take(state: PlainState, { agent }: Choice) {
    const { next } = state.agents[agent]!;
    const each = this.agents[agent]!.steps[next]!;
    const { spec, event } = this.#made(state, agent, each);
    const { outcome } = event.fact;
    const givesUp = outcome !== 'ok' && each.refused === 'give up';
    const after: AgentState = { next: next + 1, told: givesUp ? outcome : 'ok' };
    return {
      state: { spec, agents: state.agents.with(agent, after) },
      event: { ...event, reaction: givesUp ? ('gives up' as const) : ('goes on' as const) },
    };
  }

  #made({ spec }: PlainState, agent: number, { do: name, request }: ScenarioStep) {
    const { rule, after } = this.#decider.take(spec, request);
    const { outcome } = rule.then;
    const fact = {
      is: 'move' as const,
      agent: this.agents[agent]!.name,
      request,
      outcome,
      before: this.#looks(spec),
      after: this.#looks(after),
    };
    const event: RaceEvent = {
      agent: this.agents[agent]!.name,
      step: { do: name },
      about: undefined,
      lacks: undefined,
      fact,
      reaction: 'goes on',
    };
    return { spec: after, event };
  }

  #looks(state: State): Readonly<Record<string, Observation>> {
    const { family } = this.semantics;
    return Object.fromEntries(family.hooks(this.universe).map((hook) => [hook, family.look(state, hook)]));
  }

  key({ spec, agents }: PlainState): string {
    return JSON.stringify([this.#text(spec), agents]);
  }

  #text(state: State): string {
    return JSON.stringify(state, (_key, value) => (value instanceof Set ? [...value] : value));
  }

  end({ spec, agents }: PlainState) {
    const told = agents.map((each, index) => ({ agent: this.agents[index]!.name, told: each.told }));
    return { is: 'end' as const, lists: this.#looks(spec), agents: told };
  }

  lists({ spec }: PlainState) {
    return this.#looks(spec);
  }

  tell({ fact, reaction }: RaceEvent) {
    const several = this.semantics.family.hooks(this.universe).length > 1 ? 'several' : 'one';
    const said = this.semantics.family.words.request(fact.request!, several);
    return { said, answer: reaction === 'gives up' ? `${fact.outcome}, gives up` : fact.outcome };
  }
}

/** How agents race in a family that says nothing of it: each step is one request. */
export function plainRacing(family: Family): Racing {
  const properties = (family.raceProperties ?? []) as Race['properties'];
  return {
    schema: schemaOf(family) as unknown as z.ZodType<ScenarioHead>,
    properties,
    profiles: (scenario) => (scenario as Scenario).profiles,
    named: () => [],
    race: (scenario, semantics) => {
      if (semantics.family !== family)
        throw new DoesNotApply(
          `${scenario.name} is for ${family.name}, and ${semantics.name} is of ${semantics.family.name}`,
        );
      return new PlainRace(scenario as Scenario, semantics, properties);
    },
  };
}
