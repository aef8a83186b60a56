import type { Hook, Universe } from '../../spec/families/slots/vocabulary/index.ts';
import type { Request, Universe as Some } from '../../spec/semantics.ts';
import type { Trace } from '../../traces/format.ts';
import { TraceError } from '../../traces/trace-error.ts';

/** The lists of a host, made in another universe; `names` has the name there of every name of the host. */
export interface Within {
  readonly requests: readonly Request[];
  readonly names: ReadonlyMap<string, string>;
}

/** Pairs names with others: the same name where it is there, the rest in order; a TraceError where there are too few. */
function paired(
  path: string,
  what: string,
  room: string,
  theirs: readonly string[],
  ours: readonly string[],
): readonly (readonly [string, string])[] {
  if (theirs.length > ours.length)
    throw new TraceError(
      `${path}: expected at most ${ours.length} ${what}, which the scope has, found ${theirs.length}; ${room} makes room for them`,
    );
  const free = ours.filter((name) => !theirs.includes(name));
  return theirs.map((name) => [name, ours.includes(name) ? name : free.shift()!]);
}

const devicesOf = (hooks: Readonly<Record<string, Hook>>): readonly string[] => [
  ...new Set(Object.values(hooks).flatMap((hook) => (hook.kind === 'tcx' ? [hook.device] : []))),
];

/** The hooks: each device of the host is one of the other universe, and directions are kept. */
function pairedHooks(path: string, theirs: Universe['hooks'], ours: Universe['hooks']) {
  const [here, there] = [devicesOf(theirs), devicesOf(ours)];
  const devices = new Map(paired(path, 'devices', `--hooks ${2 * here.length}`, here, there));
  return Object.entries(theirs).map(([name, hook]): readonly [string, string] => {
    const found = Object.entries(ours).find(
      ([, each]) =>
        each.kind === 'tcx' &&
        hook.kind === 'tcx' &&
        each.direction === hook.direction &&
        each.device === devices.get(hook.device),
    );
    if (found !== undefined) return [name, found[0]];
    throw new TraceError(
      `${path}: expected lists at ${Object.keys(ours).join(', ')}, which the scope has, found ${name}; --hooks ${2 * here.length} makes room for it`,
    );
  });
}

/** The requests of a trace that makes the lists of a host, in the names of another universe. A TraceError where that has no room. */
export function within(path: string, { universe, steps }: Trace, other: Some): Within {
  const [theirs, ours] = [universe as Universe, other as Universe];
  const type = Object.values(theirs.programs)[0];
  const programs = Object.keys(ours.programs).filter((name) => ours.programs[name] === type);
  const names = new Map([
    ...paired(
      path,
      'programs',
      `--programs ${Object.keys(theirs.programs).length}`,
      Object.keys(theirs.programs),
      programs,
    ),
    ...paired(path, 'links', `--links ${theirs.links.length}`, theirs.links, ours.links),
    ...pairedHooks(path, theirs.hooks, ours.hooks),
  ]);
  const renamed = (value: unknown): unknown => {
    if (typeof value === 'string') return names.get(value) ?? value;
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
    return Object.fromEntries(
      Object.entries(value).map(([field, each]) => [field, NAMING.has(field) ? renamed(each) : each]),
    );
  };
  return { requests: steps.map(({ request }) => renamed(request) as Request), names };
}

/** The fields of a request that name something. */
const NAMING: ReadonlySet<string> = new Set(['hook', 'prog', 'link', 'name']);
