import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { namedDiffScopes } from '../../checker/diff/comparing.ts';
import { diff } from '../../checker/diff/diff.ts';
import { tracesTellingApart } from '../../checker/diff/telling-apart.ts';
import { mutantKilledAt, runOf } from '../../checker/mutate/kill.ts';
import { type Admission, admitting } from '../../checker/requests/admitting.ts';
import { requestsIn } from '../../checker/requests/enumerate.ts';
import { atOnce } from '../../checker/search/run.ts';
import { askedBy, LIBRARIES, SUITED, suitesFor, toldBy } from '../../cli/asked-by.ts';
import { unseenBy } from '../../cli/unseen.ts';
import { expressibleBy, whyInexpressible } from '../../exporters/expressible.ts';
import { FORMATS } from '../../exporters/formats.ts';
import { scriptOf } from '../../exporters/script-of.ts';
import { profileNamed } from '../../spec/families/profiles.ts';
import { type Mutant, mutantsOf } from '../../spec/mutants/index.ts';
import type { Profile } from '../../spec/profile.ts';
import { SpecMachine } from '../../spec/spec-machine.ts';
import { readTraceFiles, type TraceFile } from '../../traces/files.ts';
import { PACKAGE } from '../../traces/package-folder.ts';
import { replayTrace } from '../../traces/replay.ts';
import { made, suiteOf } from '../support/exporting.ts';
import { step } from '../support/plain-step.ts';

const libraryOf = (format: string) => FORMATS[format]!.library!;

const tracesIn = (...path: readonly string[]): readonly TraceFile[] => {
  const folder = join(PACKAGE, 'traces', ...path);
  return existsSync(folder) ? readTraceFiles([folder]).traces : [];
};

/** The states of a trace before each of its requests. */
function statesOf(name: string, { trace }: TraceFile) {
  const semantics = profileNamed(name);
  let state = semantics.family.initial(trace.universe, semantics.keeping);
  return trace.steps.map(({ request }) => {
    const before = state;
    state = step(semantics, state, request).after;
    return { state: before, request };
  });
}

describe.each(LIBRARIES)('what %s can express', (format) => {
  const library = libraryOf(format);

  test.each(['tcx', 'cgroup'])('of a request of %s in a state is what it says of it in a trace', (name) => {
    const { admits } = expressibleBy(library, profileNamed(name));
    const counts = { expressible: 0, not: 0 };
    for (const file of [...suiteOf(name), ...tracesIn('clients', name)]) {
      const script = scriptOf(file, library.carried);
      if (typeof script === 'string' || library.unmade?.(script) !== undefined) continue;
      const said = library.said(script);
      for (const [at, { state, request }] of statesOf(name, file).entries()) {
        const isSaid = !('why' in said[at]!);
        expect([file.path, at, admits(state, request)]).toEqual([file.path, at, isSaid]);
        counts[isSaid ? 'expressible' : 'not'] += 1;
      }
    }
    expect(counts.expressible + counts.not).toBeGreaterThan(100);
    expect(counts.not).toBeGreaterThan(0);
  });
});

test('a semantics that is asked some requests alone is asked exactly those, in every state', () => {
  const tcx = profileNamed('tcx');
  const admission = expressibleBy(libraryOf('go'), tcx);
  const scope = { ...tcx.family.scopes(tcx).default!, programs: 2, links: 1, foreign: 0 };
  const [all, some] = [tcx, admitting(tcx, admission)].map(({ family }) => family.explore(scope, tcx));
  let asked = 0;
  const states = [tcx.family.initial(all!.universe, tcx.keeping)];
  for (const [number, state] of states.entries()) {
    const labels = all!.labels(state);
    const texts = (requests: Iterable<object>) => [...requests].map((each) => JSON.stringify(each)).sort();
    const wanted = [...requestsIn(all!.requests, state, labels)].filter((each) => admission.admits(state, each));
    expect(texts(requestsIn(some!.requests, state, labels))).toEqual(texts(wanted));
    asked += wanted.length;
    if (number < 3)
      states.push(
        ...wanted
          .map((each) => step(tcx, state, each).after)
          .filter((after) => after !== state)
          .slice(-2),
      );
  }
  expect(asked).toBeGreaterThan(500);
});

describe('the suites of requests that a library can express', () => {
  const suites = Object.entries(SUITED).flatMap(([format, of]) => of.map((name) => [format, name] as const));

  test.each(suites)(
    '%s, %s: each trace is one that it can express, and the profile has no other result',
    (format, name) => {
      const traces = tracesIn(suitesFor(format), name);
      expect(traces.length).toBeGreaterThan(0);
      expect(traces.flatMap((file) => whyInexpressible(libraryOf(format), file) ?? [])).toEqual([]);
      for (const file of traces)
        for (const [at, { state, request }] of statesOf(name, file).entries()) {
          const { outcome, rule } = file.trace.steps[at]!.expect;
          const decided = step(profileNamed(name), state, request).rule;
          expect([file.path, at, outcome, rule]).toEqual([file.path, at, decided.then.outcome, decided.id]);
        }
    },
  );

  test.each(suites)('%s, %s: kills every mutant that some trace kills which it can express', (format, name) => {
    const semantics = profileNamed(name);
    const runs = (traces: readonly TraceFile[]) =>
      traces.map(({ trace }) =>
        runOf(
          semantics,
          trace.universe,
          trace.steps.map(({ request }) => request),
        ),
      );
    const expressible = suiteOf(name).filter((file) => whyInexpressible(libraryOf(format), file) === undefined);
    const [some, own] = [runs(expressible), runs(tracesIn(suitesFor(format), name))];
    const killed = (by: typeof own, mutant: Mutant) =>
      by.some((run) => mutantKilledAt(run, semantics, mutant.profile) > 0);
    const mutants = mutantsOf(semantics);
    const dead = new Set(mutants.filter((mutant) => killed(own, mutant)));
    const missed = mutants.filter((mutant) => !dead.has(mutant) && killed(some, mutant));
    expect(missed.map(({ id }) => id)).toEqual([]);
    expect(dead.size).toBeGreaterThan(50);
  });

  test('what no test sees: errnos with bpftool, modes with cilium/ebpf, and what is behind a known deviation', () => {
    const semantics = profileNamed('cgroup');
    const mutants = mutantsOf(semantics);
    const unseen = (format: string, traces: readonly TraceFile[]) =>
      unseenBy(
        libraryOf(format),
        semantics,
        traces.map(({ trace }) => trace),
        mutants,
      ).map(({ id }) => id);
    const own = tracesIn(suitesFor('bpftool'), 'cgroup');
    const byBpftool = unseen('bpftool', own);
    const errnos = mutants.map(({ id }) => id).filter((id) => id.startsWith('outcome-errno '));
    expect(errnos.filter((id) => !byBpftool.includes(id))).toEqual([]);
    const byLibbpf = unseen('c-selftest', own);
    expect(errnos.filter((id) => !byLibbpf.includes(id)).length).toBeGreaterThan(5);
    expect(byLibbpf.filter((id) => !byBpftool.includes(id))).toEqual([]);

    const refused = suiteOf('cgroup').filter(({ path }) => path.endsWith('/link-update--prog-fd-not-open.json'));
    const errno = 'outcome-errno link-update/prog-fd-not-open';
    expect(['go', 'c-selftest'].map((format) => unseen(format, refused).includes(errno))).toEqual([true, false]);
    const appended = suiteOf('cgroup').filter(({ path }) => path.endsWith('/attach--append.json'));
    const lost = 'mode-lost attach/append';
    expect(['go', 'c-selftest'].map((format) => unseen(format, appended).includes(lost))).toEqual([true, false]);
  });

  test('a trace whose outcome is undefined is one that no test makes, though each request can be expressed', () => {
    const { whyUnmade } = askedBy('go', profileNamed('mprog-first-merge'));
    const { admits } = expressibleBy(libraryOf('go'), profileNamed('mprog-first-merge'));
    const [file] = suiteOf('mprog-first-merge').filter(({ path }) => path.endsWith('/attach--beyond-the-array.json'));
    expect(statesOf('mprog-first-merge', file!).map(({ state, request }) => admits(state, request))).toEqual([
      true,
      true,
    ]);
    expect(whyUnmade!(file!.trace)).toMatch(/^step 2: undefined behaviour/);
  });

  test('there are none at hooks that its tests cannot make', () => {
    expect(() => askedBy('rust', profileNamed('netkit'))).toThrow(
      '--for rust: hooks of kind netkit: expected tcx or cgroup',
    );
    expect(() => askedBy('rust', profileNamed('xdp'))).toThrow('--for rust: hooks of the family xdp');
    expect(askedBy('c-selftest', profileNamed('netkit')).semantics.name).toBe('netkit');
    expect(askedBy('go', profileNamed('cgroup-5.6')).semantics.name).toBe('cgroup-5.6');
  });
});

describe('traces that distinguish two semantics by requests that a library can express', () => {
  const [ours, theirs] = [profileNamed('cgroup'), profileNamed('cgroup-6.1')];
  const telling = (a: Profile, b: Profile, admission?: Admission) =>
    tracesTellingApart(a, b, atOnce(diff(a, b, [namedDiffScopes(a, b).callers!], admission)));

  test('are such that its test fails on the other one, unless it is said why not', () => {
    const { admission, whyUntold } = toldBy('go', ours, theirs);
    const traces = telling(ours, theirs, admission);
    const library = libraryOf('go');
    expect(traces.flatMap((trace) => whyInexpressible(library, { path: '', trace }) ?? [])).toEqual([]);
    for (const trace of traces) {
      expect(replayTrace(trace, new SpecMachine(ours)).ok).toBe(true);
      expect(replayTrace(trace, new SpecMachine(theirs)).ok).toBe(false);
    }
    // A program that is not open anymore the library refuses itself, by an error that is no errno.
    const untold = traces.filter((trace) => whyUntold(trace) !== undefined);
    expect(untold.map(({ title }) => title)).toEqual([
      'attach/target-fd-not-open: EBADF; cgroup-6.1 attach/preorder-unknown: EINVAL',
    ]);
    expect(traces.length).toBeGreaterThan(5);
  });

  test('are none where the two differ by what it cannot express alone', () => {
    const [newer, older] = [profileNamed('tcx'), profileNamed('tcx-6.17')];
    expect(telling(newer, older).length).toBeGreaterThan(0);
    expect(telling(newer, older, toldBy('go', newer, older).admission)).toEqual([]);
  });

  test('are none with bpftool, which shows neither errnos nor revisions', () => {
    const { admission, whyUntold } = toldBy('bpftool', ours, theirs);
    const traces = telling(ours, theirs, admission);
    expect(traces.length).toBeGreaterThan(0);
    for (const trace of traces) expect(whyUntold(trace)).toMatch(/^its test does not fail on cgroup-6\.1: bpftool/);
  });
});

test.each([
  ['go', 'tcx'],
  ['rust', 'tcx'],
  ['bpftool', 'cgroup'],
] as const)('a count that is not that of the slots is carried by no test of %s', (format, profile) => {
  const own = tracesIn('clients', profile);
  const { traces } = made(FORMATS[format]!, 'right', own).files[0]!;
  const wrong = traces.map(({ path, trace }) => {
    const other = structuredClone(trace) as unknown as {
      steps: { expect: { hooks: Record<string, { count: number }> } }[];
    };
    for (const seen of Object.values(other.steps.at(-1)!.expect.hooks)) seen.count += 1;
    return { path, trace: other as never };
  });
  const { files, skipped } = made(FORMATS[format]!, 'wrong', wrong);
  expect([files, new Set(skipped.map(({ reason }) => reason))]).toEqual([
    [],
    new Set(['a count that is not that of the slots']),
  ]);
});
