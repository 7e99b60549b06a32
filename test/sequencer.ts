import { readFileSync } from 'node:fs';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** A file with a test or a hook that may take longer than this, in milliseconds, is one of the long ones. */
const longMs = 100_000;

/** Begins with the files that allow themselves the most time, lest one of them is left for the end and runs alone. */

export class LongFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const usual = await super.sort(files);
    const patience = new Map(usual.map((file) => [file, patienceOf(file.moduleId)]));
    return usual.toSorted((a, b) => (patience.get(b) ?? 0) - (patience.get(a) ?? 0));
  }
}

/** The longest time that a test file allows, where that is long; in milliseconds. */
function patienceOf(path: string): number {
  const times = readFileSync(path, 'utf8').match(/\b\d+_000\b/g) ?? [];
  const longest = Math.max(0, ...times.map((time) => Number(time.replace('_', ''))));
  return longest >= longMs ? longest : 0;
}
