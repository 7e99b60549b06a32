import { writeSync } from 'node:fs';
import type { Reporter, SerializedError, TestModule } from 'vitest/node';

/**
 * Prints the closing line `N passed, N failed` that CI reads, and before it which tests passed only when they were tried
 * once more. An error outside of any test, or a file that could not be loaded, counts as a failure.
 */
// biome-ignore lint/style/noDefaultExport: vitest loads a reporter by its default export
export default class ClosingLine implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly SerializedError[]): void {
    let passed = 0;
    let failed = errors.length;
    const retried: string[] = [];
    for (const module of modules) {
      failed += module.errors().length;
      for (const test of module.children.allTests()) {
        const { state } = test.result();
        if (state === 'passed') passed += 1;
        if (state === 'passed' && test.diagnostic()?.retryCount)
          retried.push(`passed at the second try: ${module.relativeModuleId} > ${test.fullName}\n`);
        if (state === 'failed' || state === 'pending') failed += 1;
      }
      for (const suite of module.children.allSuites()) failed += suite.errors().length;
    }
    // Last of all, after the summaries of the other reporters and the end of the servers.
    process.once('exit', () => writeSync(1, `${retried.join('')}${passed} passed, ${failed} failed\n`));
  }
}
