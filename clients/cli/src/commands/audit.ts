import { type Command, InvalidArgumentError } from 'commander';
import { allChecks } from '../audit/all-checks.ts';
import { type Result, runAudit } from '../audit/run-audit.ts';
import { CliError, exitCode } from '../exit.ts';
import { type Output, toJson } from '../output.ts';
import { outputOf, positiveInteger } from '../program.ts';
import { createProgressBar } from '../progress.ts';
import { findRunFile } from '../run-file.ts';

interface AuditOptions {
  only?: string[];
  grace: number;
  limit: number;
  list?: boolean;
}

/** Nobody needs to see the progress of what takes no longer than this. */
const quickMs = 2000;

export function addAuditCommand(program: Command): void {
  program
    .command('audit')
    .description('prove the books from the databases and the event streams; reads only')
    .option('--only <names...>', 'only these checks')
    .option('--grace <seconds>', 'what has changed within this time may still be under way', seconds, 5)
    .option('--limit <n>', 'how many offenders of each check to name', positiveInteger, 20)
    .option('--list', 'name the checks and what each proves; look at nothing')
    .action(async (options: AuditOptions, command: Command) => {
      const output = outputOf(command);
      const checks = chosen(options.only);
      if (options.list) return output.rows(checks.map(({ name, rule }) => ({ check: name, rule })));
      const run = findRunFile();
      if (!run) throw new CliError('No Sippy is running here.', exitCode.unavailable);
      const bar = createProgressBar(!output.json);
      const started = Date.now();
      const results = await runAudit(checks, {
        auditUrls: run.auditUrls,
        natsUrl: run.natsUrl,
        graceSeconds: options.grace,
        limit: options.limit,
        onProgress: (done, check, seen) => {
          if (Date.now() - started > quickMs) bar.update(done, checks.length, `${check} ${seen}`);
        },
      }).finally(bar.stop);
      report(output, results, options.grace);
      const broken = total(results, 'broken');
      if (broken > 0) throw new CliError(`${broken} offenders.`, exitCode.mismatch);
    });
}

function chosen(names: readonly string[] | undefined) {
  const checks = allChecks();
  const unknown = names?.find((name) => !checks.some((check) => check.name === name));
  if (unknown)
    throw new CliError(`There is no check ${unknown}. "sippy audit --list" names them.`, exitCode.usage);
  return checks.filter(({ name }) => names?.includes(name) ?? true);
}

function report(output: Output, results: readonly Result[], graceSeconds: number): void {
  if (output.json) {
    process.stdout.write(`${toJson({ graceSeconds, broken: total(results, 'broken'), checks: results })}\n`);
    return;
  }
  output.rows(
    results.map(({ name, judged, young, broken, ms }) => ({
      check: name,
      judged,
      young,
      offenders: broken,
      ms,
    })),
  );
  for (const { name, rule, broken, offenders } of results) {
    if (broken === 0) continue;
    output.say(`\n${name}: ${rule}`);
    output.rows(offenders.map(({ subject, problem }) => ({ offender: subject, problem })));
    if (broken > offenders.length) output.say(`and ${broken - offenders.length} more (--limit)`);
  }
  const young = total(results, 'young');
  if (young > 0) output.say(`\n${young} times something younger than ${graceSeconds} s was left for later.`);
  if (total(results, 'broken') === 0) output.say('The books are right.');
}

function total(results: readonly Result[], of: 'broken' | 'young'): number {
  return results.reduce((sum, result) => sum + result[of], 0);
}

function seconds(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !(value >= 0)) throw new InvalidArgumentError('It is a number of seconds.');
  return value;
}
