import { join } from 'node:path';
import type { Others } from '../checker/mutate/suite.ts';
import { type Admission, admitting } from '../checker/requests/admitting.ts';
import { suiteScopesOf } from '../checker/requests/scopes.ts';
import type { Library } from '../exporters/exporter.ts';
import { expressibleBy, whyInexpressible, whyNotMade } from '../exporters/expressible.ts';
import { FORMATS } from '../exporters/formats.ts';
import type { Mutant } from '../spec/mutants/index.ts';
import type { Profile } from '../spec/profile.ts';
import type { Trace } from '../traces/format.ts';
import { UsageError } from './exit.ts';
import { othersOf } from './siblings.ts';
import { failsOn, unseenBy } from './unseen.ts';

/** The formats that are tests of a client library. */
export const LIBRARIES: readonly string[] = Object.keys(FORMATS).filter((name) => FORMATS[name]!.library !== undefined);

/** The formats whose suites come with the package, and of which profiles. Of libbpf there is none: it can express nearly every request. */
export const SUITED: Readonly<Record<string, readonly string[]>> = {
  go: ['tcx', 'cgroup', 'netkit'],
  rust: ['tcx', 'cgroup'],
  bpftool: ['cgroup'],
};

/** The folder of traces/ that has the suites of requests in a format. */
export const suitesFor = (format: string): string => join('libraries', format);

/** What a suite is taken from. */
export interface Asked {
  readonly semantics: Profile;
  readonly others: Others;
  /** Why no test makes a trace that is taken, if so: each of its requests can be expressed, and yet nothing may be expected. */
  readonly whyUnmade?: (trace: Trace) => string | undefined;
  /** Which of the mutants that traces kill no test fails on. */
  readonly unseen?: (traces: readonly Trace[], mutants: readonly Mutant[]) => readonly Mutant[];
}

/** A library, where its tests have hooks as a semantics has them; a UsageError where they have not. */
function libraryFor(format: string, semantics: Profile): Library {
  const library = FORMATS[format]!.library!;
  const [scope] = suiteScopesOf(semantics);
  const why = whyNotMade(library, semantics, semantics.family.explore(scope!, semantics).universe);
  if (why !== undefined) throw new UsageError(`--for ${format}: ${why}`);
  return library;
}

const whyUnmadeBy = (library: Library) => (trace: Trace) => whyInexpressible(library, { path: '', trace });

/**
 * A semantics that is asked those requests alone that a library can express, with what a suite has to tell from it. Throws a UsageError where
 * the tests of the library have no such hooks.
 */
export function askedBy(format: string, semantics: Profile): Asked {
  const library = libraryFor(format, semantics);
  const others = othersOf(semantics);
  const whyUnmade = whyUnmadeBy(library);
  const ofBase = others.ofBase.filter((trace) => whyUnmade(trace) === undefined);
  const admitted = admitting(semantics, expressibleBy(library, semantics));
  const unseen: Asked['unseen'] = (traces, mutants) => unseenBy(library, semantics, traces, mutants);
  return { semantics: admitted, others: { ...others, ofBase }, whyUnmade, unseen };
}

/** By what the tests of a library tell a semantics from another one. */
export interface ToldBy {
  /** The requests that the library can express. */
  readonly admission: Admission;
  /** Why no test tells the two by a trace that does, if so. */
  readonly whyUntold: (trace: Trace) => string | undefined;
}

/** The same of one other semantics instead of a suite. Throws a UsageError as `askedBy` does. */
export function toldBy(format: string, semantics: Profile, other: Profile): ToldBy {
  const library = libraryFor(format, semantics);
  const whyUnmade = whyUnmadeBy(library);
  const unseen = `its test does not fail on ${other.name}: ${format} is known to deviate there, or its tests see less`;
  return {
    admission: expressibleBy(library, semantics),
    whyUntold: (trace) => whyUnmade(trace) ?? (failsOn(library, semantics, trace, other) ? undefined : unseen),
  };
}
