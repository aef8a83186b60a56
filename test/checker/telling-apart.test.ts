import { describe, expect, test } from 'vitest';
import { namedDiffScopes } from '../../checker/diff/comparing.ts';
import { diff } from '../../checker/diff/diff.ts';
import { tracesTellingApart } from '../../checker/diff/telling-apart.ts';
import { SpecMachine, Trace, type Trace as TraceType } from '../../library/typed.ts';
import { cgroup, cgroup617, cgroupV3 } from '../../spec/families/profiles.ts';
import type { Profile } from '../../spec/profile.ts';
import type { ScopePair } from '../../spec/semantics.ts';
import { parseTrace } from '../../traces/read.ts';
import { replayTrace } from '../../traces/replay.ts';
import { formatTrace } from '../../traces/write.ts';

const small = ({ a, b }: ScopePair): ScopePair => {
  const few = { programs: 2, links: 1, foreign: 0, badInput: [] } as const;
  return { a: { ...a, ...few }, b: { ...b, ...few } };
};

function telling(a: Profile, b: Profile): readonly TraceType[] {
  const search = diff(a, b, [small(namedDiffScopes(a, b).links!)]);
  for (;;) {
    const next = search.next();
    if (next.done) return tracesTellingApart(a, b, next.value) as readonly TraceType[];
  }
}

describe('traces that tell two semantics apart', () => {
  test.each([
    [cgroup, cgroup617],
    [cgroup617, cgroup],
    [cgroup, cgroupV3],
  ])('hold on the one and fail on the other', (a, b) => {
    const traces = telling(a, b);
    expect(traces.length).toBeGreaterThan(0);
    for (const trace of traces) {
      expect(replayTrace(trace, new SpecMachine(a)).ok, trace.title).toBe(true);
      const { ok, steps } = replayTrace(trace, new SpecMachine(b));
      expect(ok, trace.title).toBe(false);
      expect(steps.length).toBe(trace.steps.length);
    }
  });

  test('say of the last step what the other makes of it, and nothing of the steps before', () => {
    for (const { steps } of telling(cgroup, cgroup617)) {
      expect(steps.slice(0, -1).every(({ otherwise }) => otherwise === undefined)).toBe(true);
      expect(steps.at(-1)!.otherwise).toMatchObject({ profile: 'cgroup-6.17', outcome: 'ok' });
    }
  });

  test('have the capacity of a kernel, and can be written and read again', () => {
    for (const trace of telling(cgroup, cgroup617)) {
      expect(trace.universe.capacity).toBe(64);
      expect(parseTrace('it', JSON.parse(formatTrace(trace)))).toEqual(Trace.parse(trace));
    }
  });

  test('of one semantics and itself there are none', () => {
    expect(telling(cgroup, cgroup)).toEqual([]);
  });
});
