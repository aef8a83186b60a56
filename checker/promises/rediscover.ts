import type { Fix, Reach } from '../../spec/fix.ts';
import type { Profile } from '../../spec/profile.ts';
import type { PropertyScopes } from '../../spec/semantics.ts';
import { stepsAlong } from '../decide/finding.ts';
import { propertyScopes } from '../requests/scopes.ts';
import { stopwatch } from '../search/stopwatch.ts';
import { lengthOf } from './property-ground.ts';
import { type PropertyResults, type SearchProgress, searchProperties } from './property-search.ts';
import type { Rediscovered } from './rediscovery-report.ts';

/** Where a search stands, and for which fix. */
export interface RediscoveryProgress extends SearchProgress {
  readonly commit: string;
}

type Expected = Extract<Reach, { readonly is: 'expected' }>;

type Steps<Result> = Generator<RediscoveryProgress, Result, boolean | undefined>;

/** The properties that a search found broken, by their ids. */
const brokenIn = ({ findings }: PropertyResults) =>
  new Set(findings.filter(({ violation }) => violation).map(({ property }) => property.id));

/** The properties that semantics with their fixes were searched for, by their ids, and whether each is broken. */
type Searched = Map<Profile, Map<string, boolean>>;

/** What is broken before a fix and holds with it, the shortest first; of several that are as short, in the order of the properties. */
function mended(before: PropertyResults, broken: ReadonlySet<string>) {
  return before.findings
    .flatMap(({ property, violation }) => (violation && !broken.has(property.id) ? [{ property, violation }] : []))
    .toSorted((a, b) => lengthOf(a.violation) - lengthOf(b.violation));
}

function* searched({ commit }: Fix, semantics: Profile, scopes: PropertyScopes): Steps<PropertyResults> {
  const search = searchProperties(semantics, scopes);
  let next = search.next();
  while (!next.done) next = search.next(yield { commit, ...next.value });
  return next.value;
}

/** A fix as it is told of, whatever came of the search. */
function about({ commit, since, defect, reach }: Fix) {
  return { commit, since, defect, reach: reach.is };
}

/** A fix that was not searched for to the end. */
function unfinished(fix: Fix & { readonly reach: Expected }): Rediscovered {
  const { before, fixed } = fix.reach;
  return { ...about(fix), result: 'inconclusive', semantics: before.name, profile: fixed.name };
}

/** Which of some properties are broken with a fix; several fixes have the same semantics, which is searched once. */
function* brokenWith(
  fix: Fix & { readonly reach: Expected },
  suspected: ReadonlySet<string>,
  scopes: PropertyScopes,
  known: Searched,
): Steps<ReadonlySet<string> | undefined> {
  const { fixed } = fix.reach;
  const told = known.get(fixed) ?? new Map<string, boolean>();
  known.set(fixed, told);
  const properties = fixed.properties.filter(({ id }) => suspected.has(id) && !told.has(id));
  if (properties.length > 0) {
    const results = yield* searched(fix, { ...fixed, properties }, scopes);
    if (!results.complete) return undefined;
    const broken = brokenIn(results);
    for (const { id } of properties) told.set(id, broken.has(id));
  }
  return new Set([...suspected].filter((id) => told.get(id)));
}

function* lookedFor(fix: Fix & { readonly reach: Expected }, known: Searched): Steps<Rediscovered> {
  const { reach } = fix;
  const seconds = stopwatch();
  const scopes = propertyScopes(reach.fixed);
  const before = yield* searched(fix, reach.before, scopes);
  if (!before.complete) return unfinished(fix);
  const broken = yield* brokenWith(fix, brokenIn(before), scopes, known);
  if (broken === undefined) return unfinished(fix);
  const [first, ...others] = mended(before, broken);
  const { states, requests } = before;
  const names = { semantics: reach.before.name, profile: reach.fixed.name };
  const told = { ...about(fix), ...names, seconds: seconds(), states, requests };
  if (first === undefined) return { ...told, result: 'violated' };
  const { property, violation } = first;
  const { scope, universe, path, beside, rule } = violation;
  return {
    ...told,
    result: 'held',
    finding: {
      property: property.id,
      rule,
      sentence: property.sentence,
      scope,
      steps: stepsAlong(reach.before, universe, path),
      ...(beside === undefined ? {} : { beside: stepsAlong(reach.before, universe, beside) }),
      alsoBreaks: others.map((each) => each.property.id),
    },
  };
}

const isExpected = (fix: Fix): fix is Fix & { readonly reach: Expected } => fix.reach.is === 'expected';

function outOfReach(fix: Fix): Rediscovered {
  const { reach } = fix;
  if (reach.is === 'expected') throw new Error(`${fix.commit}: expected a fix that is out of reach`);
  return { ...about(fix), result: 'skipped', reason: reach.is === 'missing' ? reach.dimension : reach.why };
}

/**
 * Searches the semantics before each fix for violations of properties, with no other hint, and the semantics with the fix in the same
 * scopes: found is what is violated before it and holds with it. A caller that answers `true` ends the search.
 */
export function* rediscover(fixes: readonly Fix[]): Steps<readonly Rediscovered[]> {
  const found: Rediscovered[] = [];
  const known: Searched = new Map();
  let ended = false;
  for (const fix of fixes) {
    if (!isExpected(fix)) found.push(outOfReach(fix));
    else if (ended) found.push(unfinished(fix));
    else {
      const one = yield* lookedFor(fix, known);
      ended = one.result === 'inconclusive';
      found.push(one);
    }
  }
  return found;
}
