/** Months of settlement with invoices and disputes, so that their lists have second pages. */
import type { Principal } from '@sippy/kit/call';
import { newId } from '@sippy/kit/ids';
import type { TestHost } from '@sippy/kit/testing';
import { DisputeServiceDefinition } from '@sippy/proto/settlement/v1/dispute_service';
import { NetworkServiceDefinition } from '@sippy/proto/settlement/v1/network_service';
import { SettlementServiceDefinition } from '@sippy/proto/settlement/v1/settlement_service';
import { openJournal, redeemed } from '../../services/settlement/test/points.ts';
import type { Ids } from './sample-request.ts';

/** Settles a month of the tenant's network, in which another owner's café has spent points of the tenant's. */
export async function settleMonths(host: TestHost, owner: Principal, ids: Ids): Promise<Ids> {
  const { organisation_id: organisationId = '', network_id: networkId = '', cafe_id: cafeId = '' } = ids;
  const month = '2019-01';
  const asked = () => ({ requestId: newId(), organisationId });
  await host.peer(NetworkServiceDefinition, owner).createNetwork({
    ...asked(),
    ...{ name: 'Second', currencyCode: 'EUR', timeZone: 'Europe/Rome', minorPerThousand: 1000n },
  });
  const issuer = { cafeId, organisationId };
  const others = [1, 2].map(() => ({ cafeId: newId(), organisationId: newId() }));
  const spent = (businessDay: string) =>
    others.map((other) => redeemed(other, { networkId, issuer, points: 500, businessDay }));
  const journal = openJournal(host);
  try {
    await journal.apply(...spent('2019-01-03'), ...spent('2019-01-04'), ...spent('2019-02-01'));
  } finally {
    await journal.db.close();
  }
  const settlement = host.peer(SettlementServiceDefinition, owner);
  await settlement.lockPeriod({ ...asked(), networkId, month });
  const { invoices } = await settlement.invoicePeriod({ ...asked(), networkId, month });
  const invoiceId = invoices.find((one) => one.recipientOrganisationId === organisationId)?.invoiceId ?? '';
  const { invoice } = await settlement.getInvoice({ organisationId, invoiceId });
  for (const { lineId } of invoice?.lines ?? [])
    await host.peer(DisputeServiceDefinition, owner).openDispute({
      ...{ ...asked(), invoiceId, invoiceLineId: lineId, text: 'These were never spent.' },
      amount: { currencyCode: 'EUR', minor: 10n },
    });
  return { month, invoice_id: invoiceId, invoice_line_id: invoice?.lines[0]?.lineId ?? '' };
}
