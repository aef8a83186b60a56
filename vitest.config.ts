import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/**
 * Tests that count what is attached on the whole system, read the log of the kernel, or time a signal: one file after another,
 * when all others are done.
 */
const QUIET = ['kernel', 'kernel-cgroup-remains', 'kernel-leftovers', 'kernel-log', 'real-boot', 'signals'].map(
  (name) => `test/**/${name}.test.ts`,
);

/** Files that take longest come first, so that no worker is left with one of them at the end. */
const LONG = [
  'anomalies',
  'docs',
  'kernel-which',
  'json',
  'cli',
  'cross-check',
  'profile-rules',
  'proposal-errors',
  'profile-faults',
  'profiles',
  'check',
];

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification) => {
      const at = LONG.findIndex((name) => moduleId.endsWith(`/${name}.test.ts`));
      return at === -1 ? LONG.length : at;
    };
    return (await super.sort(files)).toSorted((a, b) => rank(a) - rank(b));
  }
}

export default defineConfig({
  test: {
    globalSetup: 'test/support/build.ts',
    testTimeout: 120_000,
    hookTimeout: 120_000,
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        extends: true,
        test: {
          name: 'side by side',
          isolate: false,
          include: ['test/**/*.test.ts'],
          exclude: QUIET,
          // Many files wait: for processes, and for grace periods of the kernel. So one more than there are cores.
          maxWorkers: availableParallelism() + 1,
          sequence: { groupOrder: 0 },
        },
      },
      { extends: true, test: { name: 'one by one', include: QUIET, maxWorkers: 1, sequence: { groupOrder: 1 } } },
    ],
  },
});
