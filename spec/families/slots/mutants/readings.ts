import { type Mutant, withTable } from '../../../mutants/mutant.ts';
import type { Profile } from '../../../profile.ts';
import type { Designation, Fact, RuleTable } from '../../../rule.ts';
import { NOWHERE } from '../rules.ts';
import { progOfLink, type State, slotsOf } from '../state.ts';
import type { Relative, Request } from '../vocabulary/index.ts';

type Places = Designation['places'];

/** Places of which that of a relative link is the first slot with the link's program. */
function byProgram(places: Places): Places {
  return places.map((place) => {
    if (place.reads !== 'relative') return place;
    const find = (state: State, request: Request) => {
      const found = place.find(state, request);
      if (found < 0 || !('relative' in request) || !('hook' in request) || request.relative.is !== 'link') return found;
      const prog = progOfLink(state, request.relative.name);
      const first = slotsOf(state, request.hook).findIndex((slot) => slot.prog === prog);
      return first === -1 ? NOWHERE : first;
    };
    return { reads: place.reads, find };
  });
}

/** A fact that takes the buffer of a query for larger or smaller than it is. */
function misreading(fact: Fact, by: number): Fact {
  if (!fact.reads.includes('buffer')) return fact;
  const misread = (request: Request): Request => {
    if (request.op !== 'prog_query' || request.buffer === 'none' || request.buffer === 0) return request;
    return { ...request, buffer: request.buffer + by };
  };
  return { ...fact, tell: (state, request) => fact.tell(state, misread(request as Request)) };
}

const LINKS: NonNullable<Mutant['only']> = { field: 'relative', values: (value) => (value as Relative).is === 'link' };
const SIZES: NonNullable<Mutant['only']> = {
  field: 'buffer',
  values: (value) => typeof value === 'number' && value > 0,
};

type Change = Pick<Mutant, 'operator' | 'only'> & { readonly table: RuleTable };

function* readings(table: RuleTable): Generator<Change> {
  const { designation, facts } = table;
  if (designation?.places.some(({ reads }) => reads === 'relative')) {
    const changed = { ...table, designation: { ...designation, places: byProgram(designation.places) } };
    yield { operator: 'link-by-program', only: LINKS, table: changed };
  }
  if (table.op !== 'prog_query') return;
  const misread = (by: number) => ({ ...table, facts: facts.map((fact) => misreading(fact, by)) });
  yield { operator: 'buffer-one-short', only: SIZES, table: misread(-1) };
  yield { operator: 'buffer-one-long', only: SIZES, table: misread(1) };
}

/** Every mutant of how the requests of an operation are read. */
export function* readingMutants(semantics: Profile): Generator<Mutant> {
  for (const each of semantics.tables)
    for (const { table, ...change } of readings(each)) {
      const profile = withTable(semantics, table);
      yield { id: `${change.operator} ${table.op}`, at: table.op, profile, ...change };
    }
}
