import type { Command } from 'commander';
import { openBooks } from '../audit/books.ts';
import type { Check, Offender } from '../audit/check.ts';
import { eventDelivery } from '../audit/checks/event-delivery.ts';
import { kitchenQuantities } from '../audit/checks/kitchen-quantities.ts';
import { openMoney } from '../audit/checks/open-money.ts';
import { orderPayments } from '../audit/checks/order-payments.ts';
import { orderSums } from '../audit/checks/order-sums.ts';
import { paymentSums } from '../audit/checks/payment-sums.ts';
import { CliError, exitCode } from '../exit.ts';
import { outputOf } from '../program.ts';
import { findRunFile } from '../run-file.ts';

/** Every rule of the books. */
export const checks: readonly Check[] = [
  orderPayments,
  orderSums,
  paymentSums,
  kitchenQuantities,
  eventDelivery,
  openMoney,
];

const shownOffenders = 20;

export function addAuditCommand(program: Command): void {
  program
    .command('audit')
    .description('prove the books from the databases; reads only')
    .option('--only <names...>', `some checks: ${checks.map((check) => check.name).join(', ')}`)
    .action(async (options: { only?: string[] }, command: Command) => {
      const output = outputOf(command);
      const urls = findRunFile()?.auditUrls;
      if (!urls) throw new CliError('No Sippy is running here.', exitCode.unavailable);
      const unknown = options.only?.find((name) => !checks.some((check) => check.name === name));
      if (unknown) throw new CliError(`There is no check ${unknown}.`, exitCode.usage);
      const books = openBooks(urls);
      try {
        const results = [];
        for (const check of checks.filter(({ name }) => options.only?.includes(name) ?? true)) {
          const offenders: Offender[] = [];
          let looked = 0;
          for await (const offender of check.run(books, () => looked++)) offenders.push(offender);
          results.push({ check, looked, offenders });
        }
        output.rows(
          results.map(({ check, looked, offenders }) => ({
            check: check.name,
            'looked at': `${looked}`,
            offenders: `${offenders.length}`,
            rule: check.rule,
          })),
        );
        const found = results.flatMap(({ check, offenders }) =>
          offenders.map((offender) => ({ check: check.name, ...offender })),
        );
        if (found.length > 0) {
          output.rows(output.json ? found : found.slice(0, shownOffenders));
          throw new CliError(`${found.length} offenders.`, exitCode.mismatch);
        }
        output.say('The books are right.');
      } finally {
        await books.close();
      }
    });
}
