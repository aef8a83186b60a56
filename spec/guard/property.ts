import type { Family, Renaming } from '../family.ts';
import {
  type History,
  type Invariant,
  type Law,
  type Property,
  type Shown,
  type Sighting,
  type StepFacts,
  type Trial,
  type TrialState,
  wrapping,
} from '../properties/property.ts';
import type { Request, Universe, World } from '../semantics.ts';
import { shown } from '../shown.ts';
import { asked, attempt, problem } from './ask.ts';
import { called, type Place } from './calls.ts';
import { besidePlain, frozen } from './frozen.ts';
import { view } from './view.ts';

/** What is wrong with an answer to a question of yes or no. */
const notBoolean = (answer: boolean) =>
  typeof answer === 'boolean' ? undefined : `answers ${shown(answer)}: expected true or false`;

const placeOf = ({ file }: From, property: Property, part: string): Place => ({
  file,
  what: `property ${JSON.stringify(property.id)}: ${part}`,
  call: (property as unknown as Readonly<Record<string, unknown>>)[part],
});

/** The file of a proposal, and the family of its semantics. */
export interface From {
  readonly file: string;
  readonly family: Family;
}

/** A step as a property sees it: the fields of the request that are looked at are noted. */
const seen = ({ family }: From, facts: StepFacts, noted: (field: string) => void, renaming?: Renaming): StepFacts => ({
  ...facts,
  before: frozen(renaming?.world(facts.before) ?? facts.before),
  after: frozen(renaming?.world(facts.after) ?? facts.after),
  request: view(family.vocabulary, facts.request, noted, renaming),
});

const ofWorld = (from: From, property: Invariant, part: 'sometimes' | 'holds') => (world: World) =>
  asked({
    place: placeOf(from, property, part),
    family: from.family,
    universe: world.universe,
    ask: (_, renaming) => property[part](frozen(renaming?.world(world) ?? world)),
    allows: () => true,
    refusal: () => '',
    wrong: notBoolean,
  });

function ofStep(from: From, property: Law | Sighting, part: string, call: (facts: StepFacts) => boolean) {
  const place = placeOf(from, property, part);
  const effectAlone = property.kind === 'step' && property.of === 'effect';
  return (facts: StepFacts) =>
    asked({
      place,
      family: from.family,
      universe: facts.before.universe,
      ask: (noted, renaming) => call(seen(from, facts, noted, renaming)),
      allows: (field) => !effectAlone || from.family.guard?.sharedByEffect(field, facts.request) !== false,
      refusal: (fields) =>
        `reads ${fields.map((field) => JSON.stringify(field)).join(', ')} of the request, in which requests with the same effect may differ: expected of: "request"`,
      wrong: notBoolean,
    });
}

/** What is wrong with a request that a property makes, in a universe; `undefined` where nothing is. */
function wrongRequest({ schemas, complaints }: Family, universe: Universe, request: unknown): string | undefined {
  const { success, data, error } = schemas.request.safeParse(request);
  const said = success
    ? [...(complaints?.({ universe, steps: [{ request: data, expect: { outcome: 'ok' } }] } as never) ?? [])]
    : error.issues;
  const [first] = said;
  if (first === undefined) return undefined;
  // A complaint is about a trace: it has the step and its request in front of the field.
  const field = first.path.slice(success ? ['steps', 0, 'request'].length : 0).join('.');
  const message = first.message.replace('Invalid input: ', '');
  return field === '' ? message : `${field}: ${message}`;
}

/** Gives requests that a trial of a proposal makes in a state or shows; what is none is refused. */
function requireRequests({ family }: From, place: Place, { tried, world }: TrialState) {
  const known = new WeakSet<Request>(tried.map(({ request }) => request));
  return (requests: readonly Request[]): readonly Request[] => {
    for (const request of requests) {
      if (known.has(request)) continue;
      const wrong = wrongRequest(family, world.universe, request);
      if (wrong !== undefined) throw problem(place, `makes a request that is none: ${wrong}; found ${shown(request)}`);
      known.add(request);
    }
    return requests;
  };
}

/** A state in which a trial of a proposal makes requests. */
function watchedState(trial: TrialState, sound: (requests: readonly Request[]) => readonly Request[]): TrialState {
  return {
    world: trial.world,
    path: trial.path,
    uapi: trial.uapi,
    tried: trial.tried,
    attempt: (...requests) => trial.attempt(...sound(requests)),
    afresh: (...requests) => trial.afresh(...sound(requests)),
  };
}

function watchedTrial(from: From, property: Trial): Trial {
  const place = placeOf(from, property, 'cases');
  return {
    ...property,
    cases: (trial, judge) => {
      const sound = requireRequests(from, place, trial);
      const showing = (show: () => Shown): Shown => {
        const answer = attempt(place, show);
        const { steps, beside = [] } = answer ?? {};
        if (!Array.isArray(steps) || !Array.isArray(beside))
          throw problem(place, `shows ${shown(answer)}: expected { steps: [request, …] }`);
        sound([...steps, ...beside]);
        return answer;
      };
      attempt(place, () =>
        property.cases(watchedState(trial, sound), (holds, show) => {
          const wrong = notBoolean(holds);
          if (wrong !== undefined) throw problem(place, wrong);
          called(place, () => judge(holds, () => showing(show)));
        }),
      );
    },
  };
}

/** What a history remembers of a path, and of the same path with other names. */
interface Remembered {
  readonly own: unknown;
  readonly others: readonly unknown[];
}

function watchedHistory(from: From, property: History): History<Remembered> {
  const renamings = (universe: Universe) => from.family.guard?.renamings(universe) ?? [];
  const at = (part: string) => placeOf(from, property, part);
  /** Paths are one where what is remembered of them is the same as text. */
  const remembered = (part: string, ask: () => unknown): unknown => {
    const memory = attempt(at(part), ask);
    const odd = besidePlain(memory);
    if (odd !== undefined)
      throw problem(at(part), `answers ${odd}: expected plain data (texts, numbers, true, false, lists, objects)`);
    return frozen(memory);
  };
  const begin = (world: World) => remembered('begin', () => property.begin(frozen(world)));
  const remember = (memory: unknown, facts: StepFacts) =>
    remembered('remember', () => property.remember(memory, facts));
  const answer =
    (part: 'sometimes' | 'holds') =>
    ({ own, others }: Remembered, facts: StepFacts) => {
      const { universe } = facts.before;
      const memories = new Map(renamings(universe).map((renaming, index) => [renaming, others[index]]));
      return asked({
        place: at(part),
        family: from.family,
        universe,
        ask: (noted, renaming) =>
          property[part](renaming === undefined ? own : memories.get(renaming), seen(from, facts, noted, renaming)),
        single: false,
        allows: () => true,
        refusal: () => '',
        wrong: notBoolean,
      });
    };
  return {
    ...property,
    begin: (world) => ({
      own: begin(world),
      others: renamings(world.universe).map((renaming) => begin(renaming.world(world))),
    }),
    remember: ({ own, others }, facts) => ({
      own: remember(own, facts),
      others: renamings(facts.before.universe).map((renaming, index) =>
        remember(
          others[index],
          seen(from, facts, () => {}, renaming),
        ),
      ),
    }),
    sometimes: answer('sometimes'),
    holds: answer('holds'),
  };
}

/** A property of a proposal whose functions are watched. */
export const watchedProperty = (from: From, property: Property): Property =>
  wrapping(watched(from, property), property);

function watched(from: From, property: Property): Property {
  switch (property.kind) {
    case 'always':
      return {
        ...property,
        sometimes: ofWorld(from, property, 'sometimes'),
        holds: ofWorld(from, property, 'holds'),
      };
    case 'step':
      return {
        ...property,
        sometimes: ofStep(from, property, 'sometimes', (facts) => property.sometimes(facts)),
        holds: ofStep(from, property, 'holds', (facts) => property.holds(facts)),
      };
    case 'sometimes':
      return { ...property, seen: ofStep(from, property, 'seen', (facts) => property.seen(facts)) };
    case 'trial':
      return watchedTrial(from, property);
    case 'history':
      return watchedHistory(from, property);
  }
}
