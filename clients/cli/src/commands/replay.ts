import type { Sippy } from '@sippy/sdk';
import type { Command } from 'commander';
import { forEachAtOnce } from '../concurrency.ts';
import { connectSignedIn, gatewayUrl, withSippy } from '../connection.ts';
import { CliError, exitCode } from '../exit.ts';
import { type ImportPlan, planImport, type ShopOptions } from '../import/plan.ts';
import { namespaceOf } from '../import/stable-id.ts';
import type { Output } from '../output.ts';
import { outputOf, positiveInteger } from '../program.ts';
import { createProgressBar } from '../progress.ts';
import { type Baristas, createBaristas } from '../replay/baristas.ts';
import { patiently } from '../replay/patiently.ts';
import { reportRows } from '../replay/report.ts';
import { type SoldThings, sellReceipt } from '../replay/sell-receipt.ts';
import { completedOrders } from '../replay/tally.ts';
import { expectedDays } from '../shop-folder/expected.ts';
import { localInstant } from '../shop-folder/local-time.ts';
import type { Receipt } from '../shop-folder/model.ts';
import { minorDigits } from '../shop-folder/parse-value.ts';
import { readFolder } from '../shop-folder/read-folder.ts';
import { receiptKey } from '../shop-folder/read-receipts.ts';
import { callerId } from '../whoami.ts';
import { addFolderOptions, shopOptions } from './import.ts';

type FolderOptions = Parameters<typeof shopOptions>[1];

export function addReplayCommand(program: Command): void {
  addFolderOptions(
    program.command('replay').description('sell every receipt of an imported folder through the gateway'),
  )
    .option('--days <range>', 'days of the month, such as 1-7 or 15')
    .option('--concurrency <n>', 'how many receipts at once', positiveInteger, 24)
    .action(
      async (
        folder: string,
        options: FolderOptions & { days?: string; concurrency: number },
        command: Command,
      ) => {
        const output = outputOf(command);
        const shop = shopOptions(folder, options);
        const inRange = dayFilter(options.days);
        const content = await readFolder(folder, shop);
        if (content.findings.some((finding) => finding.severity === 'error'))
          throw new CliError('The folder has errors; "sippy import --dry-run" names them.');
        await withSippy(connectSignedIn(command.optsWithGlobals()), async (owner) => {
          const plan = planImport(content, shop, namespaceOf(await callerId(owner), shop.organisation));
          const receipts = content.receipts.filter((receipt) => inRange(receipt.date));
          const baristas = createBaristas(owner, gatewayUrl(command.optsWithGlobals()));
          try {
            await sellAll({
              owner,
              baristas,
              plan,
              shop,
              receipts,
              concurrency: options.concurrency,
              output,
            });
          } finally {
            await baristas.close();
          }
          const expected = (await expectedDays(folder, minorDigits(shop.currency))).filter((day) =>
            inRange(day.date),
          );
          const { rows, allEqual } = await reportRows(owner, plan, shop.currency, expected);
          output.rows(rows);
          if (!allEqual) throw new CliError('What was taken differs from the receipts.', exitCode.mismatch);
        });
      },
    );
}

/** Says of a date whether its day of the month lies in a range such as 1-7. */
function dayFilter(range: string | undefined): (date: string) => boolean {
  if (range === undefined) return () => true;
  const match = /^(\d{1,2})(?:-(\d{1,2}))?$/.exec(range);
  if (!match) throw new CliError(`--days: "${range}" is not a range such as 1-7`, exitCode.usage);
  const [first, last] = [Number(match[1]), Number(match[2] ?? match[1])];
  return (date) => Number(date.slice(8)) >= first && Number(date.slice(8)) <= last;
}

interface SellAll {
  owner: Sippy;
  baristas: Baristas;
  plan: ImportPlan;
  shop: ShopOptions;
  receipts: Receipt[];
  concurrency: number;
  output: Output;
}

async function sellAll({
  owner,
  baristas,
  plan,
  shop,
  receipts,
  concurrency,
  output,
}: SellAll): Promise<void> {
  const thingsOf = soldThings(plan, shop);
  const staffOf = new Map(plan.staff.map((member) => [member.sourceId, member.staffId]));
  const sold = await soldBefore(owner, plan, receipts);
  const open = receipts.filter((receipt) => !sold.has(orderIdOf(plan, shop, receipt)));
  if (open.length < receipts.length)
    output.say(`${receipts.length - open.length} receipts are sold already.`);
  const bar = createProgressBar(!output.json);
  const started = Date.now();
  let done = 0;
  await forEachAtOnce(open, concurrency, async (receipt) => {
    const things = thingsOf(receipt);
    await patiently(async () => {
      const barista = await baristas.at(things.cafeId, staffOf.get(receipt.staffId) ?? '');
      await sellReceipt(barista, receipt, things);
    });
    bar.update(++done, open.length, 'receipts');
  }).finally(bar.stop);
  const seconds = (Date.now() - started) / 1000;
  output.say(`Sold ${done} receipts in ${seconds.toFixed(1)} s.`);
}

function orderIdOf(plan: ImportPlan, shop: ShopOptions, receipt: Receipt): string {
  const taken = localInstant(receipt.date, receipt.time, shop.zone).instant;
  return plan.ids.at(taken, 'order', receiptKey(receipt));
}

async function soldBefore(
  owner: Sippy,
  plan: ImportPlan,
  receipts: readonly Receipt[],
): Promise<Set<string>> {
  const sold = new Set<string>();
  const days = new Map(receipts.map(({ outletId, date }) => [`${outletId} ${date}`, { outletId, date }]));
  await forEachAtOnce(days.values(), 4, async ({ outletId, date }) => {
    const cafe = plan.cafes.find((candidate) => candidate.outletId === outletId);
    if (!cafe) return;
    for await (const order of completedOrders(owner, cafe.cafeId, date)) sold.add(order.orderId);
  });
  return sold;
}

function soldThings(plan: ImportPlan, shop: ShopOptions): (receipt: Receipt) => SoldThings {
  const cafes = new Map(plan.cafes.map((cafe) => [cafe.outletId, cafe.cafeId]));
  const customers = new Map(plan.customers.map((customer) => [customer.sourceId, customer.customerId]));
  const products = new Map(
    plan.products.map(({ source, productId, variantId }) => [
      source.productId,
      { productId, variantId, priceMinor: source.priceMinor },
    ]),
  );
  return (receipt) => ({
    currency: shop.currency,
    zone: shop.zone,
    ids: plan.ids,
    cafeId: cafes.get(receipt.outletId) ?? '',
    customerId: customers.get(receipt.customerId) ?? '',
    product: (sourceId) => products.get(sourceId),
  });
}
