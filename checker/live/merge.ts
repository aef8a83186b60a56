import { type Confirmed, type ToTell, untestedTexts } from '../decide/differing.ts';
import { fieldsOf, missingIn, refuseStrangers, secondsIn, sum } from '../search/share.ts';
import { groupOf, inRuleOrder } from './cross-check.ts';
import type { KernelDifference, KernelVerdict } from './kernel-verdict.ts';

type Part = NonNullable<KernelVerdict['part']>;
export type KernelPart = KernelVerdict & { readonly part: Part };

/** What every part of one cross-check says alike. */
const alike = ({ profile, scope, changed, kernel, part }: KernelPart) => ({
  profile,
  ...fieldsOf('scope', scope),
  changed,
  release: kernel.release,
  states: part.states,
});

/** The distinct differences of all parts, each with the shortest trace that any of them has. */
function differencesOf(parts: readonly KernelPart[]): KernelDifference[] {
  const groups = new Map<string, KernelDifference>();
  for (const difference of parts.flatMap(({ differences }) => differences)) {
    const group = groupOf(difference);
    const known = groups.get(group);
    const shortest = known === undefined || difference.steps.length < known.steps.length ? difference : known;
    groups.set(group, { ...shortest, cases: difference.cases + (known?.cases ?? 0) });
  }
  return [...groups.values()];
}

/** The rules of a semantics in their order, and what the parts together are to show of it. */
interface Rules {
  readonly rules: readonly string[];
  readonly toTell: ToTell;
}

/** What a ✓ would not speak of: changes that were not put to the test, one that was made deliberately (`rule=errno`) among them. */
export function untestedIn(toTell: ToTell, seen: Confirmed, changed: string | undefined): readonly string[] {
  const rule = changed?.split('=')[0];
  return [
    ...untestedTexts(toTell, seen, 'scope'),
    ...(rule === undefined || seen.confirmed.has(rule)
      ? []
      : [`${rule}, which was changed deliberately, was not exercised in this scope`]),
  ];
}

/** The verdict of a whole cross-check, from those of its parts; inconclusive while one is missing. */
export function mergeKernelParts(given: readonly KernelPart[], { rules, toTell }: Rules): KernelVerdict {
  refuseStrangers(given, alike);
  const parts = given.toSorted((a, b) => a.part.index - b.part.index);
  const { part, differences: _, interrupted: _one, ...first } = parts[0]!;
  const missing = missingIn(parts);
  const confirmed = new Map<string, number>();
  const told = new Set<string>();
  for (const { rule, transitions, apart } of parts.flatMap((each) => each.confirmed)) {
    confirmed.set(rule, (confirmed.get(rule) ?? 0) + transitions);
    if (apart) told.add(rule);
  }
  for (const change of parts.flatMap(({ apart = [] }) => apart)) told.add(change);
  const differences = differencesOf(parts).toSorted(inRuleOrder(rules));
  const isViolated = parts.some(({ result }) => result === 'violated');
  const isWhole = missing === undefined && parts.every(({ result }) => result === 'held');
  const untested = isWhole ? untestedIn(toTell, { confirmed, told }, first.changed) : [];
  return {
    ...first,
    result: isViolated ? 'violated' : isWhole && untested.length === 0 ? 'held' : 'inconclusive',
    seconds: secondsIn(parts),
    ...(parts.some(({ interrupted }) => interrupted) ? { interrupted: true as const } : {}),
    states: { planned: part.states, visited: sum(parts.map(({ states }) => states.visited)) },
    transitions: sum(parts.map(({ transitions }) => transitions)),
    successes: sum(parts.map(({ successes }) => successes)),
    leftOut: sum(parts.map(({ leftOut }) => leftOut)),
    reasons: [
      ...(missing === undefined ? [] : [missing]),
      ...new Set(parts.flatMap(({ reasons }) => reasons)),
      ...untested,
    ],
    ...confirmedIn(rules, { confirmed, told }),
    notExercised: first.notExercised.filter(
      ({ rule }) => !confirmed.has(rule) && !differences.some((each) => each.rule === rule),
    ),
    differences,
  };
}

/** What was confirmed, as a verdict has it: the rules in their order, and what else was told from the base. */
export function confirmedIn(
  rules: readonly string[],
  { confirmed, told }: Confirmed,
): Pick<KernelVerdict, 'confirmed' | 'apart'> {
  const others = [...told].filter((change) => !rules.includes(change)).toSorted();
  return {
    confirmed: rules.flatMap((rule) => {
      const transitions = confirmed.get(rule);
      return transitions === undefined
        ? []
        : [{ rule, transitions, ...(told.has(rule) ? { apart: true as const } : {}) }];
    }),
    ...(others.length === 0 ? {} : { apart: others }),
  };
}
