import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';
import { compiledModules } from './test/support/modules.ts';

/** The files of these names, wherever they are. */
const files = (...names: string[]) => names.map((name) => `test/**/${name}.test.ts`);

/**
 * Tests that count what is attached on the whole system, read the log of the kernel, or time a signal: one file after another
 * (test/support/alone.ts), when those that use the kernel are done.
 */
const QUIET = files(
  'c-raw',
  'kernel',
  'kernel-cgroup-remains',
  'kernel-leftovers',
  'kernel-log',
  'real-boot',
  'signals',
);

/** Tests that only compute, for the cores that those leave idle. */
const BESIDE = files('anomalies', 'profile-faults', 'rediscover');

/**
 * Files that take longest come first, so that no worker is left with one of them at the end. Of those that wait for each other one
 * stands beside one that only computes, so that no two workers have the former.
 */
const LONG = [
  'kernel-leftovers',
  'anomalies',
  'signals',
  'kernel-cgroup-remains',
  'kernel-log',
  'real-boot',
  'kernel',
  'rediscover',
  'profile-faults',
  'docs',
  'kernel-which',
  'kernel-command',
  'profile-rules',
  'mutate',
  'check',
  'json',
  'proposal-errors',
  'kernel-proposal',
  'effect-keys',
  'cross-check',
  'exit-codes',
  'profiles',
  'cli',
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
  plugins: [compiledModules()],
  test: {
    globalSetup: 'test/support/build.ts',
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // Searches make many short-lived objects beside much that stays; and each runs for a short time, so that it gains little by what takes
    // long to compile.
    execArgv: ['--max-semi-space-size=64', '--max-inlined-bytecode-size-cumulative=300'],
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        extends: true,
        test: {
          name: 'side by side',
          isolate: false,
          include: ['test/**/*.test.ts'],
          exclude: [...QUIET, ...BESIDE],
          // Many files wait for processes, which use a core too; and each worker, with the process in which its commands run, compiles the
          // program for itself. So no more than there are cores.
          maxWorkers: availableParallelism(),
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          name: 'one by one',
          isolate: false,
          include: QUIET,
          runner: 'test/support/alone.ts',
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: { name: 'beside', isolate: false, include: BESIDE, maxWorkers: 2, sequence: { groupOrder: 1 } },
      },
    ],
  },
});
