import type { Observation } from '../spec/semantics.ts';
import type { Ids } from './ids.ts';
import type { Link, Prog } from './objects.ts';

/** What strace shows of the answer to a query; what is missing was not shown. */
export interface Seen {
  readonly count?: number;
  readonly revision?: number;
  readonly progIds?: readonly number[];
  readonly linkIds?: readonly number[];
}

interface Known<Object extends Prog | Link> {
  readonly ids: Ids<Object>;
  readonly byName: ReadonlyMap<string, Object>;
}

interface Slot {
  readonly prog: string;
  readonly link: string;
}

/** The name of an id in a slot, given the name that the rules have there; none where it cannot be told. */
function nameIn<Object extends Prog | Link>({ ids, byName }: Known<Object>, id: number, wanted: string | undefined) {
  if (id === 0) return 'none';
  if (wanted !== undefined) ids.learn(id, byName.get(wanted));
  return ids.get(id)?.name;
}

type Names = { readonly progs: Known<Prog>; readonly links: Known<Link> };

/** The slots that a query shows, by name; or the first id that has none. */
function slotsOf(
  { progIds, linkIds }: Seen,
  expected: readonly Slot[],
  { progs, links }: Names,
): readonly Slot[] | number {
  const slots: Slot[] = [];
  const same = progIds!.length === expected.length;
  for (const [index, id] of progIds!.entries()) {
    const wanted = same ? expected[index] : undefined;
    const prog = nameIn(progs, id, wanted?.prog);
    if (prog === undefined) return id;
    const linkId = linkIds?.[index];
    const link = linkId === undefined ? (expected[index]?.link ?? 'none') : nameIn(links, linkId, wanted?.link);
    if (link === undefined) return linkId!;
    slots.push({ prog, link });
  }
  return slots;
}

/** What a query shows in the words of a trace, as far as the log tells; or why that cannot be said. */
export function viewOf(seen: Seen, expected: Observation, names: Names): { view?: object; unknown?: string } {
  const { count, revision, progIds } = seen;
  if (count === undefined) return {};
  const told = { is: 'list', count, ...(revision === undefined ? {} : { revision }) };
  if (progIds === undefined) return { view: told };
  const slots = slotsOf(seen, (expected as { readonly slots?: readonly Slot[] }).slots ?? [], names);
  if (typeof slots === 'number')
    return { unknown: `the query shows the id ${slots}, which was never seen with its fd` };
  return { view: { ...told, slots } };
}
