import type { Scope } from './scope.ts';

const plural = (count: number, what: string) => `${count} ${what}${count === 1 ? '' : 's'}`;

/** The same in a few characters. */
export function shortScope({ programs, foreign, links, hooks, prefill, capacity }: Scope): string {
  const objects = `${programs}+${foreign} programs, ${plural(links, 'link')}, ${plural(hooks, 'hook')}`;
  return `${objects}, ${prefill === 0 ? `${capacity} slots` : `${prefill} of ${capacity} slots filled`}`;
}

/** How many kinds of bad input its requests make. */
export function badInput({ badInput: kinds }: Scope): string {
  if (kinds.length === 0) return 'no bad input';
  return kinds.length === 1 ? '1 kind of bad input' : `${kinds.length} kinds of bad input`;
}

/** What is there before the first request. */
export function before({ prefill }: Scope): string | undefined {
  return prefill === 0 ? undefined : `on a hook with ${prefill} slots already`;
}

/** The fields of a scope that options of the commands can change. */
export const SCOPE_OPTIONS = [
  'programs',
  'foreign',
  'links',
  'hooks',
  'capacity',
  'prefill',
  'floor',
  'retired',
  'flagsAtOnce',
] as const;

/** A scope with some fields changed. */
export function changed(scope: Scope, changes: Readonly<Record<string, number>>): object {
  return { ...scope, floor: Math.min(scope.floor, changes.prefill ?? scope.prefill), ...changes };
}

/** The slots that are filled at first, and what is not expanded because it has fewer than it is to have. */
function filling({ prefill, floor }: Scope): readonly string[] {
  if (prefill === 0) return floor === 0 ? [] : [`states with fewer than ${plural(floor, 'slot')} are not expanded`];
  const fewer = floor === prefill ? 'fewer' : `fewer than ${floor}`;
  return [`${prefill} slots prefilled${floor === 0 ? '' : `; states with ${fewer} are not expanded`}`];
}

/** What bounds a scope, in a few words each. */
export function describeScope(scope: Scope): readonly string[] {
  return [
    plural(scope.programs, 'program'),
    `${scope.foreign} of another type`,
    plural(scope.links, 'link'),
    `capacity ${scope.capacity}`,
    ...filling(scope),
    plural(scope.hooks, scope.kind === 'cgroup' ? 'cgroup' : 'hook'),
    ...(scope.clsact ? ['clsact'] : []),
    ...(scope.sockets === undefined ? [] : [plural(scope.sockets, 'socket')]),
    ...(scope.revision > 1 ? [`revisions from ${scope.revision}`] : []),
    `at most ${scope.retired} closed or defunct`,
    ...(scope.flags.length > scope.flagsAtOnce
      ? [`at most ${scope.flagsAtOnce} of the ${scope.flags.length} new flags at once`]
      : []),
  ];
}
