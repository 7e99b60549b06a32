import type { OrderStanding } from '@sippy/proto/payment/v1/payment';
import type { payable as PayableRow } from '../../gen/prisma/client.ts';
import { type Account, type Tally, tally } from '../domain/account.ts';

/** How an order stands, as others are told. */
export function standingOf(account: Account): OrderStanding {
  return standing(account, tally(account));
}

/** The same from its row. */
export function standingOfRow(row: PayableRow): OrderStanding {
  return standing(row, row);
}

type Head = Pick<Account, 'order_id' | 'version' | 'order_version' | 'order_total' | 'currency_code'>;

function standing(head: Head, sum: Tally): OrderStanding {
  return {
    orderId: head.order_id,
    version: head.version,
    orderVersion: head.order_version,
    orderTotal: head.order_total,
    heldTotal: sum.held,
    authorizedTotal: sum.authorized,
    paidTotal: sum.paid,
    tipTotal: sum.tip,
    receivedTotal: sum.received,
    refundedTotal: sum.refunded,
    fullyPaid: sum.paid >= head.order_total,
    fullyAuthorized: sum.paid + sum.authorized >= head.order_total,
    fullyRefunded: sum.received > 0n && sum.refunded >= sum.received,
    currencyCode: head.currency_code,
    pointsPaidTotal: sum.points_paid,
    pointsRefundedTotal: sum.points_refunded,
  };
}
