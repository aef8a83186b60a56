import { explain } from '../checker/decide/explanation.ts';
import type { FindingReport } from '../checker/promises/finding-report.ts';
import { stopwatch } from '../checker/search/stopwatch.ts';
import { reproducerOf } from '../exporters/reproducer/reproducer.ts';
import { PROFILES, profileNamed } from '../spec/families/profiles.ts';
import { closest } from '../spec/suggest.ts';
import { familyOf, type Trace } from '../traces/format.ts';
import { headOf } from '../traces/report-head.ts';
import { type Anomaly, decidedBy, knownAnomalies, knownOf, profilesBreaking } from './anomalies.ts';
import { mailText } from './document/mail.ts';
import { UsageError } from './exit.ts';
import { kernelsOf } from './finding-kernels.ts';
import { findingDocument } from './text/render-finding.ts';

/** Every violation on record as `profile/property`, in the order of the profiles. */
export const findingIds = (): readonly string[] =>
  PROFILES.flatMap(({ name }) => knownOf({ name }).map((property) => `${name}/${property}`));

/** A violation on record by its id. Throws UsageError on another. */
export function anomalyOf(id: string): Anomaly {
  const [profile = '', property = ''] = id.split('/');
  const ids = findingIds();
  if (ids.includes(id)) return knownAnomalies({ name: profile }).find((each) => each.property === property)!;
  const near = ids.filter((each) => each.startsWith(`${profile}/`));
  throw new UsageError(
    `there is no violation "${id}" on record; did you mean ${closest(id, near.length > 0 ? near : ids)}? (mprog finding lists them)`,
  );
}

function stepsOf(trace: Trace, file: string) {
  const steps = explain(profileNamed(trace.profile), trace, file);
  const several = familyOf(trace).hooks(trace.universe).length > 1;
  return {
    isAsRecorded: steps.every(({ outcome, expected }) => outcome === expected),
    steps: steps.map(({ said, outcome, after }) => ({
      request: said.replace(/ {2,}/g, ' '),
      outcome,
      after: Object.entries(after).map(([hook, seen]) => (several ? `${hook}: ${seen}` : seen)),
    })),
  };
}

function reproducer({ file, trace, beside }: Anomaly): Pick<FindingReport, 'reproducer' | 'noReproducer'> {
  if (beside !== undefined) return { noReproducer: 'two runs are to be compared' };
  const made = reproducerOf({ path: file, trace });
  return 'text' in made ? { reproducer: made.text } : { noReproducer: made.reason };
}

/** All that is to be said of a violation on record. It held where the rules decide every step as it is recorded. */
export function findingOf(anomaly: Anomaly): FindingReport {
  const seconds = stopwatch();
  const { profile, property, trace, beside, file } = anomaly;
  const semantics = profileNamed(profile);
  const { sentence, source, why } = semantics.properties.find(({ id }) => id === property)!;
  const { note = '', kernel } = trace.origin!;
  const matrix = kernelsOf(anomaly);
  const first = stepsOf(trace, file);
  const second = beside === undefined ? undefined : stepsOf(beside, file);
  const alsoIn = profilesBreaking(property).filter(
    ({ name, uapi }) => name !== profile && uapi.hook === semantics.uapi.hook,
  );
  return {
    ...headOf('mprog-finding', 1),
    profile,
    result: first.isAsRecorded && second?.isAsRecorded !== false ? 'held' : 'violated',
    seconds: seconds(),
    property,
    sentence,
    basis: source ?? `a user would expect it: ${why}`,
    happens: note,
    prefilled: familyOf(trace).prefilled?.(trace.universe) ?? 0,
    steps: first.steps,
    ...(second === undefined ? {} : { beside: second.steps }),
    decided: decidedBy(trace),
    kernels: semantics.title,
    ...(kernel === undefined ? {} : { reproduced: kernel }),
    ...(matrix === undefined ? {} : { matrix }),
    alsoIn: alsoIn.map(({ name }) => name),
    file: `traces/anomalies/${profile}/${property}.json`,
    ...reproducer(anomaly),
  };
}

/** The report of a violation on record, as it is mailed. Throws UsageError as `anomalyOf`. */
export const findingMail = (profile: string, property: string): string =>
  mailText(findingDocument(findingOf(anomalyOf(`${profile}/${property}`))));
