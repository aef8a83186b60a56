import { defineConfig } from 'vitest/config';

/**
 * Tests that count what is attached on the whole system, read the log of the kernel, or time a signal: one file after another,
 * when all others are done.
 */
const QUIET = ['kernel', 'kernel-cgroup-remains', 'kernel-command', 'kernel-log', 'signals'].map(
  (name) => `test/**/${name}.test.ts`,
);

export default defineConfig({
  test: {
    globalSetup: 'test/support/build.ts',
    testTimeout: 120_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'side by side',
          include: ['test/**/*.test.ts'],
          exclude: QUIET,
          sequence: { groupOrder: 0 },
        },
      },
      { extends: true, test: { name: 'one by one', include: QUIET, maxWorkers: 1, sequence: { groupOrder: 1 } } },
    ],
  },
});
