import { defineConfig } from 'vitest/config';
import { LongFirst } from './test/sequencer.ts';

const units = '**/src/**/*.test.ts';
const elsewhere = ['**/node_modules/**', '**/dist/**', '**/gen/**', '.sippy/**'];

// biome-ignore lint/style/noDefaultExport: vitest reads its configuration from the default export
export default defineConfig({
  test: {
    projects: [
      // What lies beside its source needs no server.
      { extends: true, test: { name: 'units', include: [units], exclude: elsewhere } },
      {
        extends: true,
        test: {
          name: 'systems',
          include: ['**/*.test.ts'],
          exclude: [...elsewhere, units],
          globalSetup: ['./test/setup.ts'],
          setupFiles: ['./test/each-file.ts'],
          // After the others: a process serves one project, and another would begin with each change between them.
          sequence: { groupOrder: 1 },
        },
      },
    ],
    sequence: { sequencer: LongFirst },
    reporters: ['default', './test/reporter.ts'],
    pool: 'forks',
    // Nothing of ours lives in a module but the names of statements, so files may share a process: loading all of it anew is an
    // eighth of the time.
    isolate: false,
    // One more than the cores that there are at least: tests wait a quarter of their time. With four nothing is won on two cores.
    maxWorkers: 3,
    // In CI, whose machine others may use too; what passes only so is named at the end (test/reporter.ts).
    retry: process.env.CI ? 1 : 0,
    testTimeout: 20_000,
    hookTimeout: 60_000,
    teardownTimeout: 20_000,
    // As patient as a test: on a busy machine a second is nothing.
    expect: { poll: { timeout: 15_000 } },
    env: { TZ: 'UTC', LOG_LEVEL: 'silent' },
  },
});
