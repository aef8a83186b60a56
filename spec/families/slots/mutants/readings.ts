import { type Mutant, withTable } from '../../../mutants/mutant.ts';
import type { Profile } from '../../../profile.ts';
import type { Designation, Fact, RuleTable } from '../../../rule.ts';
import { NOWHERE, type Place } from '../rules.ts';
import { progOfLink, type State, slotOfProg, slotsOf } from '../state.ts';
import type { HookName, Relative, Request } from '../vocabulary/index.ts';

type Placed = Request & { readonly hook: HookName; readonly relative: Relative };

/** Another place of a relative that the table finds at `found`, or nowhere. */
type Misplace = (state: State, request: Placed, found: Place) => Place;

const placeOr = (index: number): Place => (index === -1 ? NOWHERE : index);

const placeOfProgram = (state: State, hook: HookName, prog: string) => placeOr(slotOfProg(state, hook, prog));

/** The place of a relative link is the first slot with the link's program. */
const byProgram: Misplace = (state, { hook, relative }, found) => {
  if (found < 0 || relative.is !== 'link') return found;
  return placeOfProgram(state, hook, progOfLink(state, relative.name));
};

/** A relative link that has no slot in the list has that of its program. */
const elsewhere: Misplace = (state, { hook, relative }, found) => {
  if (found >= 0 || relative.is !== 'link') return found;
  return placeOfProgram(state, hook, progOfLink(state, relative.name));
};

/** A relative program that only a link has is found where the table does not find it, and not where it does. */
const linked: Misplace = (state, { hook, relative }, found) => {
  if (relative.is !== 'prog') return found;
  const { name } = relative;
  if (found >= 0) return slotsOf(state, hook)[found]!.link === 'none' ? found : NOWHERE;
  return placeOr(slotsOf(state, hook).findIndex(({ prog }) => prog === name));
};

/** A table that finds relatives elsewhere, and takes them to be in the list where it finds them. */
function misplacing(table: RuleTable, designation: Designation, misplace: Misplace): RuleTable {
  const place = designation.places.find(({ reads }) => reads === 'relative')!;
  const find = (state: State, request: Request) =>
    misplace(state, request as Placed, place.find(state, request) as Place);
  const places = designation.places.map((each) => (each === place ? { reads: each.reads, find } : each));
  const facts = table.facts.map((fact): Fact => {
    if (fact.field !== 'relative') return fact;
    const tell: Fact['tell'] = (state, request) => {
      const told = fact.tell(state, request);
      if (told !== 'listed' && told !== 'unlisted') return told;
      return find(state as State, request as Request) < 0 ? 'unlisted' : 'listed';
    };
    return { ...fact, tell };
  });
  return { ...table, facts, designation: { ...designation, places } };
}

/** A fact that takes the buffer of a query, where it has some room or none, for larger or smaller than it is. */
function misreading(fact: Fact, has: 'room' | 'none', by: number): Fact {
  if (!fact.reads.includes('buffer')) return fact;
  const misread = (request: Request): Request => {
    if (request.op !== 'prog_query' || request.buffer === 'none') return request;
    return request.buffer > 0 === (has === 'room') ? { ...request, buffer: request.buffer + by } : request;
  };
  return { ...fact, tell: (state, request) => fact.tell(state, misread(request as Request)) };
}

const LINKS: NonNullable<Mutant['only']> = { field: 'relative', values: (value) => (value as Relative).is === 'link' };
const PROGRAMS: NonNullable<Mutant['only']> = {
  field: 'relative',
  values: (value) => (value as Relative).is === 'prog',
};
const SIZES: NonNullable<Mutant['only']> = {
  field: 'buffer',
  values: (value) => typeof value === 'number' && value > 0,
};
const EMPTY: NonNullable<Mutant['only']> = { field: 'buffer', values: (value) => value === 0 };

/** Less than one id: more than no room, and too little for what is there. */
const HALF = 0.5;

type Change = Pick<Mutant, 'operator' | 'only'> & { readonly table: RuleTable };

function* readings(table: RuleTable): Generator<Change> {
  const { designation, facts } = table;
  if (designation?.places.some(({ reads }) => reads === 'relative')) {
    yield { operator: 'link-by-program', only: LINKS, table: misplacing(table, designation, byProgram) };
    yield { operator: 'link-elsewhere', only: LINKS, table: misplacing(table, designation, elsewhere) };
    yield { operator: 'linked-program', only: PROGRAMS, table: misplacing(table, designation, linked) };
  }
  if (table.op !== 'prog_query') return;
  const misread = (...how: ['room' | 'none', number]) => ({
    ...table,
    facts: facts.map((fact) => misreading(fact, ...how)),
  });
  yield { operator: 'buffer-one-short', only: SIZES, table: misread('room', -1) };
  yield { operator: 'buffer-one-long', only: SIZES, table: misread('room', 1) };
  yield { operator: 'buffer-just-enough', only: SIZES, table: misread('room', -HALF) };
  yield { operator: 'buffer-of-none', only: EMPTY, table: misread('none', HALF) };
}

/** Every mutant of how the requests of an operation are read. */
export function* readingMutants(semantics: Profile): Generator<Mutant> {
  for (const each of semantics.tables)
    for (const { table, ...change } of readings(each)) {
      const profile = withTable(semantics, table);
      yield { id: `${change.operator} ${table.op}`, at: table.op, profile, ...change };
    }
}
