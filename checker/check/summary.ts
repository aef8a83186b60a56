import { isProposal } from '../../spec/families/profiles.ts';
import type { Profile } from '../../spec/profile.ts';
import { worstOf } from '../../spec/vocabulary/report.ts';
import { headOf } from '../../traces/report-head.ts';
import type { Summary, Verdict, Verdicts } from './verdict.ts';

/** The names that are in every one of some lists. */
export function inAll(lists: readonly (readonly string[])[]): string[] {
  const [first = [], ...rest] = lists;
  return first.filter((name) => rest.every((list) => list.includes(name)));
}

/**
 * What the scopes of one profile came to, of which `planned` were to be gone through. A proposal holds only where everything
 * it brought was put to the test in one of them.
 */
export function summarise(verdicts: readonly Verdict[], planned: number, isProposal: boolean): Summary {
  const { profile, rules, properties, unasked } = verdicts[0]!;
  const untested = inAll(verdicts.map((verdict) => verdict.untested));
  const widened = properties.flatMap(({ id }) =>
    verdicts.some(({ anomalies }) => anomalies.some((each) => each.property === id && each.otherwise !== undefined))
      ? [id]
      : [],
  );
  // A part cannot say that something was not put to the test: another may have done so.
  const isWhole = verdicts.every(({ part }) => part === undefined);
  const incomplete = verdicts.length < planned || (isProposal && isWhole && untested.length > 0);
  return {
    profile,
    result: worstOf([...verdicts.map(({ result }) => result), incomplete ? 'inconclusive' : 'held']),
    scopes: verdicts.filter(({ result }) => result === 'held').map(({ scope }) => scope.name),
    planned,
    rules: rules.length,
    neverFired: inAll(verdicts.map((verdict) => verdict.neverFired)),
    properties: properties.length,
    vacuous: inAll(verdicts.map((verdict) => verdict.vacuous)),
    untested,
    ...(unasked === undefined ? {} : { unasked }),
    ...(widened.length === 0 ? {} : { widened }),
  };
}

/** What is said of a check besides what its search found out. */
export interface About {
  readonly semantics: Profile;
  /** The fault that was planted in the model. */
  readonly fault?: string | undefined;
  /** The anomalies on record, and where they are explained. */
  readonly record: readonly { readonly property: string; readonly file: string }[];
  /** Whether no other scope is gone through: a proposal has to be put to the test in this one then. */
  readonly alone: boolean;
}

/** The verdict of a scope as it is reported. */
export function concluded(verdict: Verdict, { semantics, fault, record, alone }: About): Verdict {
  const isOpen = verdict.result === 'held' && verdict.part === undefined && verdict.untested.length > 0;
  const open = alone && isProposal(semantics) && isOpen;
  return {
    ...verdict,
    ...(open ? { result: 'inconclusive' } : {}),
    ...(fault === undefined ? {} : { fault }),
    anomalies: verdict.anomalies.map((anomaly) => {
      const file = record.find(({ property }) => property === anomaly.property)?.file;
      return file === undefined ? anomaly : { ...anomaly, file };
    }),
  };
}

/** The verdicts of the scopes of one semantics, of which `planned` were to be gone through. */
export interface Checks {
  readonly semantics: Profile;
  readonly verdicts: readonly Verdict[];
  readonly planned: number;
}

/** The verdicts of several scopes, or of several semantics, as one report. */
export function verdictsOf(all: readonly Checks[], seconds: number): Verdicts {
  const summaries = all.map(({ semantics, verdicts, planned }) => summarise(verdicts, planned, isProposal(semantics)));
  return {
    ...headOf('mprog-verdicts', 2),
    profiles: [...new Set(summaries.map(({ profile }) => profile))],
    result: worstOf(summaries.map(({ result }) => result)),
    seconds,
    verdicts: all.flatMap(({ verdicts }) => [...verdicts]),
    summaries,
  };
}
