import { existsSync, readdirSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { citationOf } from '../../spec/citation.ts';
import { isOfPackage, PROFILES, profileNamed } from '../../spec/families/profiles.ts';
import { type Profile, rulesOf } from '../../spec/profile.ts';
import type { Trace } from '../../traces/format.ts';
import { PACKAGE } from '../../traces/package-folder.ts';
import { readTrace } from '../../traces/read.ts';
import { TraceError } from '../../traces/trace-error.ts';

/** A property that a profile is on record as breaking. */
export interface OnRecord {
  readonly profile: string;
  readonly property: string;
  /** Where it is on record: the trace, and the second run, if two are to be compared. */
  readonly files: RecordFiles;
}

export type RecordFiles = readonly [first: string, beside: string];

/** A reviewed anomaly: a property that a semantics itself breaks, with a trace that shows it and says why. */
export interface Anomaly extends OnRecord {
  /** The file, as seen from the present directory. */
  readonly file: string;
  readonly trace: Trace;
  /** The second run, where two are to be compared. */
  readonly beside?: Trace;
}

type Subject = Pick<Profile, 'name' | 'base' | 'records'> & Partial<Pick<Profile, 'properties'>>;

/** The register that comes with the package: one folder for each profile, one file for each property it breaks. */
const REGISTER = join(PACKAGE, 'traces/anomalies');

/** The second of two runs that are to be compared is in a file beside that of the first. */
export const BESIDE = '.beside.json';

const folderOf = ({ name, records }: Subject) => records ?? join(REGISTER, name);

/** Where a violation of a property by a profile is put on record. */
export function filesOf(subject: Subject, property: string): RecordFiles {
  const stem = join(folderOf(subject), property);
  return [`${stem}.json`, `${stem}${BESIDE}`];
}

/** What a profile, or the one it was derived from, is on record as breaking: told by the names of files, without a trace being read. */
export function brokenBy(subject: Subject): readonly OnRecord[] {
  const { base } = subject;
  const own = registered(subject);
  const inherited =
    base === undefined ? [] : brokenBy(base).filter(({ property }) => isShared(property, subject, base));
  return [...own, ...inherited.filter(({ property }) => own.every((each) => each.property !== property))];
}

/** Whether what a profile and its base say by the name of a property is the same: of another property nothing is on record. */
function isShared(property: string, subject: Subject, base: Subject): boolean {
  const [own, other] = [subject, base].map(({ properties }) => properties?.find(({ id }) => id === property));
  return own === undefined || own === other;
}

/** The properties among them. */
export function knownOf(subject: Subject): readonly string[] {
  return brokenBy(subject).map(({ property }) => property);
}

/** What a check may find broken: the properties among them, and those that are on record of the base alone. */
export function recordOf(subject: Subject) {
  const onRecord = brokenBy(subject);
  return {
    known: onRecord.map(({ property }) => property),
    inherited: onRecord.filter(({ profile }) => profile !== subject.name),
  };
}

/** The properties that are on record of the base of a proposal alone; none of what comes with the package, by its name: it may have some of its properties only. */
export function inheritedBy(subject: Subject): readonly OnRecord[] {
  return isOfPackage(subject) ? [] : recordOf(subject).inherited;
}

/** The same with their traces. Throws a TraceError where one is of another profile. */
export function knownAnomalies(subject: Subject): readonly Anomaly[] {
  return brokenBy(subject).map((each) => {
    const [path, second] = each.files;
    const beside = existsSync(second) ? { beside: traceOf(each, second) } : {};
    return { ...each, file: relative('', path), trace: traceOf(each, path), ...beside };
  });
}

function traceOf({ profile }: OnRecord, path: string): Trace {
  const trace = readTrace(path);
  if (trace.profile === profile) return trace;
  throw new TraceError(`${path}: profile: expected "${profile}", of which this is on record, found "${trace.profile}"`);
}

/** The profiles that are on record as breaking a property; what is on record of a base at another kind of hook says nothing. */
export function profilesBreaking(property: string): readonly Profile[] {
  return PROFILES.filter(
    (semantics) =>
      semantics.properties.some(({ id }) => id === property) &&
      brokenBy(semantics).some(
        (each) => each.property === property && profileNamed(each.profile).uapi.hook === semantics.uapi.hook,
      ),
  );
}

/** The rule that decides the last step of a trace of the register, with its function and commit. */
export function decidedBy({ profile, steps }: Trace) {
  const semantics = profileNamed(profile);
  const { id, sentence, cite } = rulesOf(semantics).find((rule) => rule.id === steps.at(-1)!.expect.rule)!;
  return { rule: id, sentence, ...citationOf(semantics.family.citations, cite) };
}

function registered(subject: Subject): readonly OnRecord[] {
  const folder = folderOf(subject);
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json') && !name.endsWith(BESIDE))
    .toSorted()
    .map((name) => {
      const property = basename(name, '.json');
      return { profile: subject.name, property, files: filesOf(subject, property) };
    });
}
