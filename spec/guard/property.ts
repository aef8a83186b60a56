import type { Family, Renaming } from '../family.ts';
import type { History, Invariant, Law, Property, Sighting, StepFacts, Trial } from '../properties/property.ts';
import type { Universe, World } from '../semantics.ts';
import { shown } from '../shown.ts';
import { asked, attempt, problem } from './ask.ts';
import { called, type Place } from './calls.ts';
import { frozen } from './frozen.ts';
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

function watchedTrial(from: From, property: Trial): Trial {
  const place = placeOf(from, property, 'cases');
  return {
    ...property,
    cases: (trial, judge) =>
      attempt(place, () =>
        property.cases(trial, (holds, show) => {
          const wrong = notBoolean(holds);
          if (wrong !== undefined) throw problem(place, wrong);
          called(place, () => judge(holds, () => attempt(place, show)));
        }),
      ),
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
  const begin = (world: World) => attempt(at('begin'), () => property.begin(frozen(world)));
  const remember = (memory: unknown, facts: StepFacts) =>
    attempt(at('remember'), () => property.remember(memory, facts));
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
export function watchedProperty(from: From, property: Property): Property {
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
