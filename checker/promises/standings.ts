import { propertiesBrought } from '../../spec/brought.ts';
import type { Profile } from '../../spec/profile.ts';
import type { PropertyScopes } from '../../spec/semantics.ts';
import { statedOf } from '../../spec/vocabulary/promise.ts';
import type { Origin, Trace } from '../../traces/format.ts';
import { headOf } from '../../traces/report-head.ts';
import { traceOf } from '../decide/counterexample.ts';
import { type Confirmation, resultWith, stepsAlong } from '../decide/finding.ts';
import type { Otherwise } from './property-ground.ts';
import type { OtherwiseFound, PropertyReport, PropertyStanding } from './property-report.ts';
import type { Finding, PropertyResults, Violation } from './property-search.ts';
import { type Anomaly, profilesBreaking } from './register.ts';

/** The violation of a property as traces: the first alone, or two runs to be compared. */
export function tracesOf(
  semantics: Profile,
  { id, sentence }: { readonly id: string; readonly sentence: string },
  { universe, path, beside }: Violation,
  origin: Pick<Origin, 'note' | 'kernel'>,
): readonly Trace[] {
  const needed = semantics.family.trimmed(universe, [...path, ...(beside ?? [])]);
  const about = (title: string) => ({ title, origin: { kind: 'anomaly', ...origin } as const });
  const title = `${semantics.name} breaks ${id}: ${sentence}`;
  const first = traceOf(semantics, needed, path, about(title));
  if (beside === undefined) return [first];
  return [first, traceOf(semantics, needed, beside, about(`${title} (compare)`))];
}

/** Asks another machine whether it does what the traces of a violation say; nothing where none is asked. */
export type Confirm = (traces: readonly Trace[]) => Promise<Confirmation | undefined>;

/** What goes into a report besides what was found. */
export interface Searching {
  readonly scopes: PropertyScopes;
  readonly seconds: number;
  /** The anomalies on record. */
  readonly known: readonly Anomaly[];
  readonly confirm: Confirm;
  /** Whether properties were named: each of them is to be exercised. */
  readonly named: boolean;
}

/** What a search for violations came to, held to what is on record. */
export async function propertyReport(
  semantics: Profile,
  searched: PropertyResults,
  { scopes, seconds, known, confirm, named }: Searching,
): Promise<PropertyReport> {
  const properties: PropertyStanding[] = [];
  const needed = new Set((named ? semantics.properties : propertiesBrought(semantics)).map(({ id }) => id));
  for (const finding of searched.findings) {
    const { property, violation } = finding;
    const record = known.find(
      (each) =>
        each.property === property.id &&
        // What is known of the base of a proposal covers what the base does too.
        (each.profile === semantics.name || violation?.isNew !== true),
    );
    properties.push(await standingOf(semantics, finding, searched.complete, record, confirm));
  }
  return {
    ...headOf('mprog-properties', 2),
    profile: semantics.name,
    scopes: [...scopes.states, scopes.paths].map(({ scope, limits: { depth } }) =>
      depth === undefined ? { scope } : { scope, depth },
    ),
    result: resultWith(
      resultOf(searched, properties, needed),
      properties.flatMap(({ finding }) => finding?.kernel ?? []),
    ),
    seconds,
    states: searched.states,
    requests: searched.requests,
    properties,
  };
}

/** Held is only what saw to its end, exercised something, and every property that has to be: those that were named, or that a proposal brings. */
function resultOf(
  { complete }: PropertyResults,
  properties: readonly PropertyStanding[],
  needed: ReadonlySet<string>,
): PropertyReport['result'] {
  if (properties.some(({ expected }) => !expected)) return 'violated';
  const isOpen = properties.some(({ id, result }) => result === 'inconclusive' && needed.has(id));
  return complete && !isOpen && properties.some(({ tested }) => tested > 0) ? 'held' : 'inconclusive';
}

async function standingOf(
  semantics: Profile,
  { property, tested, broken, violation, otherwise, steps }: Finding,
  complete: boolean,
  record: Anomaly | undefined,
  confirm: Confirm,
): Promise<PropertyStanding> {
  const { id, kind, sentence } = property;
  const about = { ...statedOf(property), tested, ...(steps === undefined ? {} : { pathSteps: steps }) };
  if (violation === undefined) {
    const isGone = complete && record !== undefined && record.profile === semantics.name;
    const isUnseen = complete && kind === 'sometimes' && tested === 0;
    const isHeld = tested > 0 && (complete || kind === 'sometimes');
    return {
      ...about,
      result: isUnseen ? 'violated' : isHeld ? 'held' : 'inconclusive',
      expected: !isGone && !isUnseen,
      ...(record === undefined || isGone || !isHeld ? {} : { mends: record.profile }),
    };
  }
  const { scope, universe, rule, path, beside } = violation;
  const kernel = await confirm(tracesOf(semantics, property, violation, {}));
  return {
    ...about,
    result: 'violated',
    expected: record !== undefined,
    finding: {
      property: id,
      rule,
      sentence,
      cases: broken,
      scope,
      steps: stepsAlong(semantics, universe, path),
      ...(beside === undefined ? {} : { beside: stepsAlong(semantics, universe, beside) }),
      alsoIn: profilesBreaking(id).flatMap(({ name }) => (name === semantics.name ? [] : [name])),
      ...(record === undefined ? {} : { file: record.file }),
      ...(record === undefined || otherwise === undefined ? {} : { otherwise: apartOf(semantics, otherwise) }),
      ...(kernel === undefined ? {} : { kernel }),
    },
  };
}

/** The cases of a known anomaly that the profile which it is on record of decides otherwise. */
function apartOf(
  semantics: Profile,
  { cases, first: { violation, by, run, step, instead } }: Otherwise,
): OtherwiseFound {
  const { scope, universe, path, beside, rule } = violation;
  return {
    by,
    cases,
    scope,
    rule,
    steps: stepsAlong(semantics, universe, path),
    ...(beside === undefined ? {} : { beside: stepsAlong(semantics, universe, beside) }),
    at: { run, step },
    instead,
  };
}
