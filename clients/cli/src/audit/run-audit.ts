import { setTimeout as sleep } from 'node:timers/promises';
import { forEachAtOnce } from '../concurrency.ts';
import { type Books, type BooksOptions, openBooks } from './books.ts';
import type { Check, Offender } from './check.ts';

/** What one check has found. */
export interface Result {
  name: string;
  rule: string;
  /** Things that were looked at and judged. */
  judged: number;
  /** Things that are younger than the grace, or still tried. */
  young: number;
  /** How many break the rule; `offenders` names the first of them. */
  broken: number;
  offenders: Offender[];
  ms: number;
}

/** How an audit is run. */
export interface AuditOptions extends BooksOptions {
  /** How many offenders of a check are named. */
  limit: number;
  /** Called now and then: checks done, and the one at work with how many things it has looked at. */
  onProgress?(done: number, check: string, seen: number): void;
}

/** While one waits for a database, another works on what it has got. */
const checksAtOnce = 4;
const progressEvery = 1000;
/** Of so many offenders it is remembered which they are. */
const mostRemembered = 10_000;
const pauseMs = 100;

/**
 * Runs checks on books that stand still. Since the databases are not opened at quite the same moment,
 * what is found wrong between them is looked at a second time: only what is wrong both times counts.
 */
export async function runAudit(checks: readonly Check[], options: AuditOptions): Promise<Result[]> {
  const first = await look(checks, options, () => true);
  const wrong = first.filter(({ broken }) => broken > 0);
  if (wrong.length > 0) {
    await sleep(pauseMs);
    const suspects = new Map(
      wrong.map(({ name, broken, offenders }) => [
        name,
        broken > offenders.length ? undefined : new Set(offenders.map(textOf)),
      ]),
    );
    const again = await look(
      checks.filter(({ name }) => suspects.has(name)),
      options,
      (check, offender) => suspects.get(check.name)?.has(textOf(offender)) ?? true,
    );
    for (const result of again) first[first.findIndex(({ name }) => name === result.name)] = result;
  }
  return first.map((result) => ({ ...result, offenders: result.offenders.slice(0, options.limit) }));
}

async function look(
  checks: readonly Check[],
  options: AuditOptions,
  counts: (check: Check, offender: Offender) => boolean,
): Promise<Result[]> {
  const books = await openBooks(options);
  try {
    const results = new Map<string, Result>();
    await forEachAtOnce(checks, checksAtOnce, async (check) => {
      const progress = (seen: number) => options.onProgress?.(results.size, check.name, seen);
      results.set(check.name, await runCheck(check, books, progress, (offender) => counts(check, offender)));
    });
    return checks.flatMap(({ name }) => results.get(name) ?? []);
  } finally {
    await books.close();
  }
}

async function runCheck(
  check: Check,
  books: Books,
  progress: (seen: number) => void,
  counts: (offender: Offender) => boolean,
): Promise<Result> {
  const { name, rule } = check;
  const started = performance.now();
  const result: Result = { name, rule, judged: 0, young: 0, broken: 0, offenders: [], ms: 0 };
  progress(0);
  for await (const finding of check.run(books)) {
    if (finding === 'young') result.young += 1;
    else if (finding === 'right') result.judged += 1;
    else if ('right' in finding) result.judged += finding.right;
    else {
      result.judged += 1;
      if (!counts(finding)) continue;
      result.broken += 1;
      if (result.offenders.length < mostRemembered) result.offenders.push(finding);
    }
    if (result.judged % progressEvery === 0) progress(result.judged);
  }
  result.ms = Math.round(performance.now() - started);
  return result;
}

function textOf({ subject, problem }: Offender): string {
  return `${subject}: ${problem}`;
}
