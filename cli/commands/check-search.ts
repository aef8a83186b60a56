import { type Checked, type CheckOptions, type CheckProgress, check } from '../../checker/check/check.ts';
import { Lockstep } from '../../checker/check/lockstep.ts';
import { checkShared } from '../../checker/check/shared-check.ts';
import { Portion } from '../../checker/search/portion.ts';
import type { ModelKind } from '../../model/index.ts';
import type { Profile } from '../../spec/profile.ts';
import type { Scope } from '../../spec/semantics.ts';
import type { Explorable } from '../../spec/vocabulary/machine.ts';
import { recordOf } from '../anomalies.ts';
import { UsageError } from '../exit.ts';
import { planted } from '../planted.ts';
import { count } from '../text/output.ts';
import type { CheckAssignment } from '../workers/assignments.ts';
import type { Crew } from '../workers/crew.ts';
import { Jobs } from '../workers/jobs.ts';
import { searchWith } from '../workers/share.ts';

/** The options that the search of one scope depends on. */
export interface SearchOptions {
  readonly depth?: number;
  readonly states?: number;
  readonly fault?: string;
  readonly symmetry: boolean;
  readonly everyRequest?: boolean;
  readonly stats?: boolean;
}

/** A semantics to check, and its model where it has one. */
export interface Subject {
  /** As it was asked for: a name or a file. */
  readonly name: string;
  readonly semantics: Profile;
  readonly model: ModelKind | undefined;
}

/** A semantics, and the scopes to check it in. */
export interface Work {
  readonly subject: Subject;
  readonly scopes: readonly Scope[];
}

/** A machine to compare with, or nothing where there is no model; a UsageError on a fault that cannot be planted. */
export function machineOf({ semantics, model }: Subject, { fault }: SearchOptions): Explorable | undefined {
  if (fault === undefined) return model?.create();
  if (model === undefined) throw new UsageError(`--fault: ${semantics.name} has no model to plant a fault in`);
  return planted(model, fault);
}

/** The checks of several scopes, for several threads. */
export function jobsOf(work: readonly Work[], options: SearchOptions, crew: Crew): Jobs<'check'> {
  const all = work.flatMap(({ subject, scopes }) => scopes.map((scope) => ({ subject, scope })));
  return new Jobs(
    'check',
    all.map(({ subject, scope }) => ({
      given: assignmentOf(subject, scope, options),
      here: () => explore(subject, scope, options, undefined),
    })),
    crew,
  );
}

/** How a scope is searched. */
export function searchOptions(
  { semantics }: Subject,
  { depth, states, symmetry, everyRequest = false, stats = false }: SearchOptions,
): CheckOptions {
  const limits = { ...(depth === undefined ? {} : { depth }), ...(states === undefined ? {} : { states }) };
  return { limits, symmetry, everyRequest, stats, ...recordOf(semantics) };
}

/** The same for somebody else to do. */
const assignmentOf = (subject: Subject, scope: Scope, options: SearchOptions): CheckAssignment => ({
  name: subject.name,
  scope,
  fault: options.fault,
  options: searchOptions(subject, options),
});

/** Runs a check with its progress shown; an interruption ends it with what it has. */
export function explore(
  subject: Subject,
  scope: Scope,
  options: SearchOptions,
  crew: Crew | undefined,
): Promise<Checked> {
  const { semantics } = subject;
  const about = { semantics, scope, options: searchOptions(subject, options), hasModel: subject.model !== undefined };
  return searchWith<'check', CheckProgress, Checked>(crew, {
    order: { kind: 'check', given: assignmentOf(subject, scope, options) },
    shared: (hands) => {
      const space = new Lockstep(semantics, machineOf(subject, options), scope, about.options);
      return checkShared(about, new Portion(space), hands);
    },
    alone: () => check(semantics, machineOf(subject, options), scope, about.options),
    line: (at) => progressLine(semantics, scope, at),
  });
}

function progressLine(
  { name }: Profile,
  scope: Scope,
  { depth, states, queue, transitions, rulesSeen, rules, seconds }: CheckProgress,
): string {
  const taken = transitions();
  const rate = (taken / seconds / 1e6).toFixed(1);
  return `${name}, ${scope.name}: depth ${depth} · ${count(states)} states, ${count(queue)} to go · ${count(taken)} transitions, ${rate} M/s · ${rulesSeen} of ${rules} rules · ${seconds.toFixed(0)} s`;
}
