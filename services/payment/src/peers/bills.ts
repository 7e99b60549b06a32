/** Bills: the transfers of money of the settlement service, in the words of payments. */
import type { OnBehalf } from '@sippy/kit/client';
import { newId } from '@sippy/kit/ids';
import type { ServiceHost } from '@sippy/kit/service';
import { SettlementServiceDefinition } from '@sippy/proto/settlement/v1/settlement_service';
import type { OrderToPay } from '../domain/pay.ts';
import type { Holds } from './orders.ts';

/** What payments ask of the settlement service. */
export interface Bills extends Holds {
  /** A bill, with who is to pay it as its organisation, and what cards may pay of it as its total. Refuses with NOT_FOUND. */
  read(billId: string, on: OnBehalf): Promise<OrderToPay>;
}

/** Bills of the settlement service. What is held of one is let go by the event that ends its payment, if not before. */
export function billsPeer(host: Pick<ServiceHost, 'peer'>): Bills {
  const peer = host.peer(SettlementServiceDefinition);
  return {
    async read(billId, on) {
      const bill = await peer.getPayableTransfer({ transferId: billId }, on);
      if (!bill.amount) throw new Error(`transfer ${billId} came without its amount`);
      return {
        orderId: billId,
        organisationId: bill.debtorOrganisationId,
        ...{ cafeId: null, customerId: null, businessDay: '' },
        version: bill.version,
        total: bill.amount.minor,
        currency: bill.amount.currencyCode,
        number: bill.reference,
      };
    },
    async hold({ payment_id: paymentId, order_id: transferId, currency_code: currencyCode, amount }, _, on) {
      const held = { currencyCode, minor: amount };
      await peer.holdTransfer({ requestId: newId(), transferId, paymentId, amount: held }, on);
    },
    async release({ payment_id: paymentId, order_id: transferId, currency_code: currencyCode, amount }, on) {
      const held = { currencyCode, minor: amount };
      await peer
        .releaseTransfer({ requestId: newId(), transferId, paymentId, amount: held }, on)
        .catch(() => undefined);
    },
  };
}
