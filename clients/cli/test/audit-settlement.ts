import type { Sippy } from '@sippy/sdk';
import { joinNextDoor, month } from './next-door.ts';

/** What tests go back to. */
export interface Settled {
  /** An invoice with a fee. */
  invoice: string;
  /** The transfer by which it is paid, in part so far. */
  transfer: string;
}

/** A month of the demo's network is settled: another owner owes the fee for it, and pays some of it. */
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
  const invoice = invoices.find((one) => one.recipientOrganisationId === other);
  return { invoice: invoice?.invoiceId ?? '', transfer: transfer?.transferId ?? '' };
}
