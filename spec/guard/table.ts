import { isOurs } from '../made-facts.ts';
import type { Designation, Fact, Finder, Place as Index, RuleTable } from '../rule.ts';
import { shown } from '../shown.ts';
import { space } from '../situation.ts';
import { asked, attempt, problem } from './ask.ts';
import type { Place } from './calls.ts';
import { frozen } from './frozen.ts';
import type { From } from './property.ts';
import { view } from './view.ts';

const quoted = (names: readonly string[]) => names.map((name) => JSON.stringify(name)).join(', ');

/** What is wrong with looking at fields that are not declared. */
const undeclared = (reads: readonly string[]) => (fields: readonly string[]) =>
  `reads ${quoted(fields)} of the request and does not declare it: expected "reads" to list ${fields.length > 1 ? 'them' : 'it'}, found [${quoted(reads)}]`;

/** The fields that need no declaration: they are the same for all requests that are compared. */
const FREE = ['op', 'hook'];

/** A fact, watched. */
function watchedFact({ file, family }: From, { title }: RuleTable, fact: Fact): Fact {
  const { field, reads, values } = fact;
  const place: Place = { file, what: `fact ${JSON.stringify(field)} of ${title}`, call: fact.tell };
  return {
    ...fact,
    origin: fact.origin ?? fact,
    tell: (state, request) =>
      asked({
        place,
        family,
        universe: state.universe,
        ask: (noted, renaming) =>
          fact.tell(frozen(renaming?.state(state) ?? state), view(family.vocabulary, request, noted, renaming)),
        allows: (other) => FREE.includes(other) || reads.some((each) => each === other),
        refusal: undeclared(reads),
        wrong: (told) =>
          values.includes(told) ? undefined : `answers ${shown(told)}: expected one of ${values.map(shown).join(', ')}`,
      }),
  };
}

/** Places lie in the list; below are NOWHERE and the mark for a subject that is not named. */
const LOWEST = -3;

function watchedPlace({ file, family }: From, { title }: RuleTable, finder: Finder): Finder {
  const { reads, find } = finder;
  const place: Place = { file, what: `the place of ${JSON.stringify(reads)} of ${title}`, call: find };
  return {
    reads,
    origin: finder,
    find: (state, request) => {
      const last = (family.guard?.slots(state, request) ?? 0) - 1;
      const fits = (at: Index) => Number.isInteger(at) && at >= LOWEST && at !== -1 && at <= last;
      return asked({
        place,
        family,
        universe: state.universe,
        ask: (noted, renaming) =>
          find(frozen(renaming?.state(state) ?? state), view(family.vocabulary, request, noted, renaming)),
        allows: (field) => FREE.includes(field) || field === reads,
        refusal: undeclared([reads]),
        wrong: (at) =>
          fits(at) ? undefined : `answers ${shown(at)}: expected NOWHERE or the index of one of ${last + 1} slots`,
      });
    },
  };
}

function watchedDesignation(
  from: From,
  table: RuleTable,
  designation: Designation,
  isShipped: (part: unknown) => boolean,
): Designation {
  const place: Place = { file: from.file, what: `the designation of ${table.title}`, call: designation.designate };
  return {
    ...designation,
    places: designation.places.map((each) => (isShipped(each) ? each : watchedPlace(from, table, each))),
    designate: (state, request, places) => {
      const designated = attempt(place, () => designation.designate(frozen(state), request, places));
      if (!Number.isInteger(designated?.at)) throw problem(place, `answers ${shown(designated)}: expected an index`);
      return designated;
    },
  };
}

/** A table in which everything that is not shipped is watched. */
export function watchedTable(from: From, table: RuleTable, isShipped: (part: unknown) => boolean): RuleTable {
  const { designation } = table;
  return {
    ...table,
    file: from.file,
    space: space(table.space.domain),
    facts: table.facts.map((fact) => (isOurs(fact, isShipped) ? fact : watchedFact(from, table, fact))),
    ...(designation === undefined || isShipped(designation)
      ? {}
      : { designation: watchedDesignation(from, table, designation, isShipped) }),
  };
}
