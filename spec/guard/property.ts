import type { History, Invariant, Law, Property, Sighting, StepFacts, Trial, World } from '../properties/property.ts';
import { shown } from '../shown.ts';
import { asked, attempt, type Place, problem } from './ask.ts';
import { type Renaming, renamingsOf } from './renaming.ts';
import { view } from './view.ts';

/** What is wrong with an answer to a question of yes or no. */
const notBoolean = (answer: boolean) =>
  typeof answer === 'boolean' ? undefined : `answers ${shown(answer)}: expected true or false`;

const placeOf = (file: string, { id }: Property, part: string): Place => ({
  file,
  what: `property ${JSON.stringify(id)}: ${part}`,
});

/** A step as a property sees it: the fields of the request that are looked at are noted. */
const seen = (facts: StepFacts, noted: (field: string) => void, renaming?: Renaming): StepFacts => ({
  ...facts,
  before: renaming?.world(facts.before) ?? facts.before,
  after: renaming?.world(facts.after) ?? facts.after,
  request: view(facts.request, noted, renaming),
});

/** The fields that two requests with the same effect on the same state have in common; a detach names what it likes. */
function decidedByEffect(field: string, { op }: StepFacts['request']): boolean {
  return ['op', 'hook', 'link', 'device'].includes(field) || (field === 'prog' && op !== 'prog_detach');
}

const ofWorld = (file: string, property: Invariant, part: 'sometimes' | 'holds') => (world: World) =>
  asked({
    place: placeOf(file, property, part),
    universe: world.universe,
    ask: (_, renaming) => property[part](renaming?.world(world) ?? world),
    allows: () => true,
    refusal: () => '',
    wrong: notBoolean,
  });

function ofStep(file: string, property: Law | Sighting, part: string, call: (facts: StepFacts) => boolean) {
  const place = placeOf(file, property, part);
  const effectAlone = property.kind === 'step' && property.of === 'effect';
  return (facts: StepFacts) =>
    asked({
      place,
      universe: facts.before.universe,
      ask: (noted, renaming) => call(seen(facts, noted, renaming)),
      allows: (field) => !effectAlone || decidedByEffect(field, facts.request),
      refusal: (fields) =>
        `reads ${fields.map((field) => JSON.stringify(field)).join(', ')} of the request, in which requests with the same effect may differ: expected of: "request"`,
      wrong: notBoolean,
    });
}

function watchedTrial(file: string, property: Trial): Trial {
  const place = placeOf(file, property, 'cases');
  return {
    ...property,
    cases: (trial, judge) =>
      attempt(place, () =>
        property.cases(trial, (holds, show) => {
          const wrong = notBoolean(holds);
          if (wrong !== undefined) throw problem(place, wrong);
          judge(holds, () => attempt(place, show));
        }),
      ),
  };
}

/** What a history remembers of a path, and of the same path with other names. */
interface Remembered {
  readonly own: unknown;
  readonly others: readonly unknown[];
}

function watchedHistory(file: string, property: History): History<Remembered> {
  const at = (part: string) => placeOf(file, property, part);
  const begin = (world: World) => attempt(at('begin'), () => property.begin(world));
  const remember = (memory: unknown, facts: StepFacts) =>
    attempt(at('remember'), () => property.remember(memory, facts));
  const answer =
    (part: 'sometimes' | 'holds') =>
    ({ own, others }: Remembered, facts: StepFacts) => {
      const { universe } = facts.before;
      const memories = new Map(renamingsOf(universe).map((renaming, index) => [renaming, others[index]]));
      return asked({
        place: at(part),
        universe,
        ask: (noted, renaming) =>
          property[part](renaming === undefined ? own : memories.get(renaming), seen(facts, noted, renaming)),
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
      others: renamingsOf(world.universe).map((renaming) => begin(renaming.world(world))),
    }),
    remember: ({ own, others }, facts) => ({
      own: remember(own, facts),
      others: renamingsOf(facts.before.universe).map((renaming, index) =>
        remember(
          others[index],
          seen(facts, () => {}, renaming),
        ),
      ),
    }),
    sometimes: answer('sometimes'),
    holds: answer('holds'),
  };
}

/** A property of a proposal whose functions are watched. */
export function watchedProperty(file: string, property: Property): Property {
  switch (property.kind) {
    case 'always':
      return {
        ...property,
        sometimes: ofWorld(file, property, 'sometimes'),
        holds: ofWorld(file, property, 'holds'),
      };
    case 'step':
      return {
        ...property,
        sometimes: ofStep(file, property, 'sometimes', (facts) => property.sometimes(facts)),
        holds: ofStep(file, property, 'holds', (facts) => property.holds(facts)),
      };
    case 'sometimes':
      return { ...property, seen: ofStep(file, property, 'seen', (facts) => property.seen(facts)) };
    case 'trial':
      return watchedTrial(file, property);
    case 'history':
      return watchedHistory(file, property);
  }
}
