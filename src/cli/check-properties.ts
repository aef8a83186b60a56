import { traceOf, trimmed } from '../checker/counterexample.ts';
import type { Confirmation, PropertyReport, PropertyStanding, Standing } from '../checker/property-report.ts';
import { type PropertyScopes, propertyScopes } from '../checker/property-scopes.ts';
import { type Finding, type Searched, searchProperties, type Violation } from '../checker/property-search.ts';
import type { Profile } from '../spec/profile.ts';
import { PROFILES } from '../spec/profiles/index.ts';
import { closest } from '../spec/suggest.ts';
import type { Origin, Trace } from '../traces/format.ts';
import { type Anomaly, knownAnomalies, recordViolation } from './anomalies.ts';
import { KernelConfirmation } from './confirm.ts';
import { UsageError } from './exit.ts';
import { follow } from './follow.ts';
import { count } from './output.ts';

/** What is asked of a search for violations. */
export interface PropertyOptions {
  /** `all`, or the ids of properties, with commas between them. */
  readonly properties: string;
  readonly confirm?: 'kernel';
  readonly accept?: string;
  readonly force?: boolean;
}

/** A semantics with some of its properties; a UsageError on one that it does not have. */
function withProperties(semantics: Profile, wanted: string): Profile {
  if (wanted === 'all') return semantics;
  const known = semantics.properties.map(({ id }) => id);
  const ids = wanted.split(',').map((id) => id.trim());
  const unknown = ids.find((id) => !known.includes(id));
  if (unknown !== undefined)
    throw new UsageError(
      `--properties: ${semantics.name} has no property "${unknown}"; did you mean ${closest(unknown, known)}? (or: all)`,
    );
  return { ...semantics, properties: semantics.properties.filter(({ id }) => ids.includes(id)) };
}

/** The violation of a property as traces: the first alone, or two runs to be compared. */
export function tracesOf(
  semantics: Profile,
  { id, sentence }: { readonly id: string; readonly sentence: string },
  { universe, path, beside }: Violation,
  origin: Pick<Origin, 'note' | 'kernel'>,
): readonly Trace[] {
  const needed = trimmed(universe, [...path, ...(beside ?? [])]);
  const about = (title: string) => ({ title, origin: { kind: 'anomaly', ...origin } as const });
  const title = `${semantics.name} breaks ${id}: ${sentence}`;
  const first = traceOf(semantics, needed, path, about(title));
  if (beside === undefined) return [first];
  return [first, traceOf(semantics, needed, beside, about(`${title} (compare)`))];
}

/** Searches one semantics, with progress shown; an interruption ends it with what it has. */
async function search(semantics: Profile, scopes: PropertyScopes): Promise<Searched> {
  const { result } = await follow(
    searchProperties(semantics, scopes),
    ({ scope, states, requests }) =>
      `${semantics.name}, properties in ${scope}: ${count(states)} states · ${count(requests)} requests`,
  );
  return result;
}

/** Looks for violations of the properties of a semantics, and says which of them are on record. */
export async function checkProperties(semantics: Profile, options: PropertyOptions): Promise<PropertyReport> {
  const chosen = withProperties(semantics, options.properties);
  const scopes = propertyScopes(semantics);
  const started = performance.now();
  const searched = await search(chosen, scopes);
  const seconds = Math.round(performance.now() - started) / 1000;
  const confirmation = options.confirm === undefined ? undefined : await KernelConfirmation.open(semantics);
  const confirm: Confirm = async (traces) => confirmation?.of(traces);
  try {
    if (options.accept !== undefined) await acceptNew(semantics, searched, options, confirm);
    const known = knownAnomalies(semantics);
    const properties: PropertyStanding[] = [];
    for (const finding of searched.findings) {
      const record = known.find(({ property }) => property === finding.property.id);
      properties.push(await standingOf(semantics, finding, searched.complete, record, confirm));
    }
    return {
      format: 'mprog-properties',
      version: 1,
      result: resultOf(searched, properties),
      profile: semantics.name,
      scopes: [...scopes.states, scopes.paths].map(({ scope, limits: { depth } }) =>
        depth === undefined ? { scope } : { scope, depth },
      ),
      states: searched.states,
      requests: searched.requests,
      seconds,
      properties,
    };
  } finally {
    confirmation?.close();
  }
}

type Confirm = (traces: readonly Trace[]) => Promise<Confirmation | undefined>;

/** Puts the one violation that is new on record, with the release of the kernel where it reproduces it. */
async function acceptNew(
  semantics: Profile,
  { findings }: Searched,
  { accept, force }: PropertyOptions,
  confirm: Confirm,
): Promise<void> {
  const known = knownAnomalies(semantics);
  const fresh = findings.filter(
    ({ property, violation }) => violation !== undefined && !known.some((each) => each.property === property.id),
  );
  const [only] = fresh;
  if (only?.violation === undefined || fresh.length > 1)
    throw new UsageError(
      `--accept: expected one violation that is not on record yet, found ${fresh.length}; choose one with --properties ID`,
    );
  const traces = tracesOf(semantics, only.property, only.violation, { note: accept! });
  const kernel = await confirm(traces);
  const origin = { note: accept!, ...(kernel?.result === 'reproduced' ? { kernel: kernel.on! } : {}) };
  recordViolation(
    semantics,
    only.property.id,
    tracesOf(semantics, only.property, only.violation, origin),
    force === true,
  );
}

const BAD: readonly Standing[] = ['violated', 'gone', 'unseen'];

function resultOf({ complete }: Searched, properties: readonly PropertyStanding[]): PropertyReport['result'] {
  if (properties.some(({ standing }) => BAD.includes(standing))) return 'violated';
  return complete ? 'held' : 'inconclusive';
}

async function standingOf(
  semantics: Profile,
  { property, tested, broken, violation, steps }: Finding,
  complete: boolean,
  record: Anomaly | undefined,
  confirm: Confirm,
): Promise<PropertyStanding> {
  const { id, kind, sentence, source, why } = property;
  const about = {
    id,
    kind,
    sentence,
    ...(source === undefined ? { why } : { source }),
    tested,
    broken,
    ...(steps === undefined ? {} : { pathSteps: steps }),
  };
  if (violation === undefined) {
    const gone = complete && record !== undefined && record.profile === semantics.name;
    const unseen = complete && kind === 'sometimes' && tested === 0;
    const standing = gone ? 'gone' : unseen ? 'unseen' : tested === 0 ? 'untested' : 'held';
    return { ...about, standing, ...(record === undefined || gone ? {} : { mends: record.profile }) };
  }
  const { scope, rule, path, beside } = violation;
  const kernel = await confirm(tracesOf(semantics, property, violation, {}));
  return {
    ...about,
    standing: record === undefined ? 'violated' : 'anomaly',
    anomaly: {
      scope,
      rule,
      steps: path.length,
      trace: [...path],
      ...(beside === undefined ? {} : { beside: [...beside] }),
      alsoIn: profilesBreaking(id).filter((name) => name !== semantics.name),
      ...(record === undefined ? {} : { file: record.file }),
      ...(kernel === undefined ? {} : { kernel }),
    },
  };
}

/** The profiles that are on record as breaking a property. */
function profilesBreaking(property: string): readonly string[] {
  return PROFILES.filter((semantics) => knownAnomalies(semantics).some((each) => each.property === property)).map(
    ({ name }) => name,
  );
}
