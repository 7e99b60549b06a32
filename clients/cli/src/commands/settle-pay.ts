import type { BillPayment } from '@sippy/proto/web/payment/v1/bill_service';
import { PaymentStatus } from '@sippy/proto/web/payment/v1/payment';
import type { Command } from 'commander';
import { gatewayUrl } from '../connection.ts';
import { CliError, exitCode } from '../exit.ts';
import { formatMinor, readMoney } from '../money.ts';
import { type OnBehalf, onBehalf } from '../on-behalf.ts';
import { outputOf } from '../program.ts';

/** `sippy settle pay`: pays by card what is to be paid for a month. */
export function addPayCommand(settle: Command): void {
  settle
    .command('pay')
    .description('pay a transfer of the month by card')
    .argument('<reference>', 'of the transfer')
    .argument('<card>', 'id of the card at Stripe, such as pm_card_visa')
    .option('--amount <amount>', 'a part of it, such as 12.50')
    .option('--organisation <id>', 'who pays; needed if you have several')
    .action((reference: string, card: string, options: OnBehalf & { amount?: string }, command: Command) =>
      onBehalf(command, options, async (sippy, organisationId) => {
        const { network: networkId = '', month = '', ...connection } = command.optsWithGlobals();
        const { period } = await sippy.settlement.getPeriod({ organisationId, networkId, month });
        const transfer = period?.transfers.find((one) => one.reference === reference);
        if (!transfer) throw new CliError(`${month} has no transfer ${reference}.`, exitCode.usage);
        const { payment } = await sippy.bill.payBill({
          ...{ organisationId, billId: transfer.transferId, paymentMethodId: card },
          ...(options.amount && { amount: readMoney(options.amount, period?.currencyCode ?? '') }),
          returnUrl: `${gatewayUrl(connection)}/owner/confirmed.html`,
        });
        if (!payment) throw new CliError('Nothing was answered.');
        outputOf(command).record(paymentRow(payment));
        if (payment.status === PaymentStatus.FAILED)
          throw new CliError(payment.failure?.message || 'The card was declined.');
      }),
    );
}

function paymentRow({ paymentId, status, amount, brand, last4, nextAction }: BillPayment) {
  return {
    payment_id: paymentId,
    status: status.replace('PAYMENT_STATUS_', '').toLowerCase(),
    amount: amount && formatMinor(amount.minor, amount.currencyCode),
    ...{ card: `${brand} ${last4}`.trim(), confirm_at: nextAction?.redirectUrl ?? '' },
  };
}
