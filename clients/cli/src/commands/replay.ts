import type { Command } from 'commander';
import { connectSignedIn, gatewayUrl, withSippy } from '../connection.ts';
import { CliError, exitCode } from '../exit.ts';
import { pointValue, unitOf } from '../import/network.ts';
import { planOwners } from '../import/owners.ts';
import type { ShopOptions } from '../import/plan.ts';
import { formatMinor } from '../money.ts';
import type { Output } from '../output.ts';
import { outputOf, positiveInteger } from '../program.ts';
import { createProgressBar } from '../progress.ts';
import { createBaristas } from '../replay/baristas.ts';
import { planPoints } from '../replay/points-plan.ts';
import { type PointsReport, pointsReport } from '../replay/points-report.ts';
import { pointsRule, ruleText } from '../replay/points-rule.ts';
import { reportRows } from '../replay/report.ts';
import { sellAll } from '../replay/sell-all.ts';
import { expectedDays } from '../shop-folder/expected.ts';
import { expectedPoints } from '../shop-folder/expected-points.ts';
import { minorDigits } from '../shop-folder/parse-value.ts';
import { readFolder } from '../shop-folder/read-folder.ts';
import { callerId } from '../whoami.ts';
import { addFolderOptions, shopOptions } from './import.ts';

type FolderOptions = Parameters<typeof shopOptions>[1];

export function addReplayCommand(program: Command): void {
  addFolderOptions(
    program.command('replay').description('sell every receipt of an imported folder through the gateway'),
  )
    .option('--days <range>', 'days of the month, such as 1-7 or 15')
    .option('--concurrency <n>', 'how many receipts at once', positiveInteger, 24)
    .option(
      '--points <seed>',
      'members earn on their receipts, spend points at their own and at other shops and get money back, by a random rule that is printed',
      positiveInteger,
    )
    .action(
      async (
        folder: string,
        options: FolderOptions & { days?: string; concurrency: number; points?: number },
        command: Command,
      ) => {
        const output = outputOf(command);
        const shop = shopOptions(folder, options);
        const inRange = dayFilter(options.days, options.points !== undefined);
        const content = await readFolder(folder, shop);
        if (content.findings.some((finding) => finding.severity === 'error'))
          throw new CliError('The folder has errors; "sippy import --dry-run" names them.');
        await withSippy(connectSignedIn(command.optsWithGlobals()), async (owner) => {
          const owners = planOwners(content, shop, await callerId(owner));
          const receipts = content.receipts.filter((receipt) => inRange(receipt.date));
          const random = randomPoints(options.points, shop, output);
          const baristas = createBaristas(owner, gatewayUrl(command.optsWithGlobals()));
          const bar = createProgressBar(!output.json);
          const started = Date.now();
          try {
            const points = random ? planPoints(content, random.rule, random.terms) : new Map();
            const progress = (done: number, total: number) => bar.update(done, total, 'receipts');
            const { concurrency } = options;
            const done = await sellAll({
              ...{ owner, baristas, owners, shop, receipts, concurrency, points, progress },
            });
            const seconds = ((Date.now() - started) / 1000).toFixed(1);
            output.say(`Sold ${done} receipts in ${seconds} s; ${receipts.length - done} were sold already.`);
          } finally {
            bar.stop();
            await baristas.close();
          }
          const expected = (await expectedDays(folder, minorDigits(shop.currency))).filter((day) =>
            inRange(day.date),
          );
          const { rows, allEqual } = await reportRows(owner, owners, shop.currency, expected);
          output.rows(rows);
          if (!allEqual) throw new CliError('What was taken differs from the receipts.', exitCode.mismatch);
          if (!random) return;
          const months = expectedPoints(content, receipts, random.rule, random.terms);
          for (const [month, wanted] of months)
            print(output, month, await pointsReport(owner, owners, shop.currency, month, wanted));
        });
      },
    );
}

/** The rule for a seed, printed; undefined where points are left alone. */
function randomPoints(seed: number | undefined, { currency, ownerPerCafe }: ShopOptions, output: Output) {
  if (seed === undefined) return undefined;
  if (!ownerPerCafe)
    throw new CliError('--points: needs --owner-per-cafe, for the import too', exitCode.usage);
  const terms = { unitMinor: unitOf(currency), perThousand: pointValue(currency) };
  for (const line of ruleText(seed, `${formatMinor(terms.perThousand, currency)} ${currency}`))
    output.say(line);
  return { rule: pointsRule(seed), terms };
}

function print(output: Output, month: string, { rows, sumOfNets, differences }: PointsReport): void {
  output.say(`Points of ${month}. Sum of nets: ${sumOfNets}`);
  output.rows(rows);
  if (differences.length > 0)
    throw new CliError(`What is settled differs from the rows: ${differences.join('; ')}`, exitCode.mismatch);
  output.say('Worked out from the rows alone it comes to the same.');
}

/** Says of a date whether its day of the month lies in a range such as 1-7, which must begin with 1 where `fromFirst` is set. */
function dayFilter(range: string | undefined, fromFirst: boolean): (date: string) => boolean {
  if (range === undefined) return () => true;
  const match = /^(\d{1,2})(?:-(\d{1,2}))?$/.exec(range);
  if (!match) throw new CliError(`--days: "${range}" is not a range such as 1-7`, exitCode.usage);
  const [first, last] = [Number(match[1]), Number(match[2] ?? match[1])];
  if (fromFirst && first !== 1)
    throw new CliError('--days: points follow from all days before, so it must begin with 1', exitCode.usage);
  return (date) => Number(date.slice(8)) >= first && Number(date.slice(8)) <= last;
}
