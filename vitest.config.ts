import { defineConfig } from 'vitest/config';

/** Tests that use the kernel, or count what is attached on the whole system: one file after another, on a quiet machine. */
const KERNEL = [
  'test/**/kernel*.test.ts',
  ...['cli', 'laws', 'promise-commands', 'race-command', 'signals', 'suite'].map((name) => `test/**/${name}.test.ts`),
];

export default defineConfig({
  test: {
    globalSetup: 'test/support/build.ts',
    testTimeout: 120_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'rules',
          include: ['test/**/*.test.ts'],
          exclude: KERNEL,
          sequence: { groupOrder: 0 },
        },
      },
      { extends: true, test: { name: 'kernel', include: KERNEL, maxWorkers: 1, sequence: { groupOrder: 1 } } },
    ],
  },
});
