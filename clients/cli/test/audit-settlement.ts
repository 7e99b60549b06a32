import type { Sippy } from '@sippy/sdk';
import { joinNextDoor, month } from './next-door.ts';

/** What tests go back to. */
export interface Settled {
  /** An invoice with a fee. */
  invoice: string;
  /** The transfer by which it is paid, in part so far. */
  transfer: string;
  /** A card payment of another part of it. */
  cardPayment: string;
  /** A dispute about the fee, in which some of it was granted. */
  dispute: string;
}

/** A month of the demo's network is settled: another owner owes the fee for it, pays some of it, some by card, and disputes some. */
export async function settleAMonth(sippy: Sippy): Promise<Settled> {
  const { organisations } = await sippy.cafe.listMyOrganisations({});
  const organisationId = organisations[0]?.organisationId ?? '';
  const { networks } = await sippy.network.listNetworks({ organisationId });
  const networkId = networks[0]?.networkId ?? '';
  const other = await joinNextDoor(sippy, organisationId, networkId);
  const asked = { organisationId, networkId, month };
  await sippy.settlement.lockPeriod(asked);
  const { invoices, period } = await sippy.settlement.invoicePeriod(asked);
  const transfer = period?.transfers[0];
  await sippy.settlement.recordTransferPayment({
    ...{ organisationId, reference: transfer?.reference ?? '', receivedDay: '2025-02-03' },
    amount: { currencyCode: 'EUR', minor: 100n },
  });
  const { payment } = await sippy.bill.payBill({
    ...{ organisationId: other, billId: transfer?.transferId ?? '', paymentMethodId: 'pm_card_visa' },
    ...{ amount: { currencyCode: 'EUR', minor: 60n }, returnUrl: 'http://localhost/owner/' },
  });
  const invoice = invoices.find((one) => one.recipientOrganisationId === other);
  const invoiceId = invoice?.invoiceId ?? '';
  const whole = await sippy.settlement.getInvoice({ organisationId: other, invoiceId });
  const { dispute } = await sippy.dispute.openDispute({
    ...{ organisationId: other, invoiceId, invoiceLineId: whole.invoice?.lines[0]?.lineId ?? '' },
    ...{ amount: { currencyCode: 'EUR', minor: 50n }, text: 'We joined in the middle of the month.' },
  });
  const disputeId = dispute?.disputeId ?? '';
  const granted = { currencyCode: 'EUR', minor: 30n };
  await sippy.dispute.resolveDispute({ organisationId, disputeId, granted, text: 'Some of it.' });
  const cardPayment = payment?.paymentId ?? '';
  return { invoice: invoiceId, transfer: transfer?.transferId ?? '', cardPayment, dispute: disputeId };
}
