import type { Check } from './check.ts';
import { billPayments } from './checks/bill-payments.ts';
import { cafesAtCatalog } from './checks/cafes-at-catalog.ts';
import { cancelledOrders } from './checks/cancelled-orders.ts';
import { deadLetters } from './checks/dead-letters.ts';
import { earningPayments } from './checks/earning-payments.ts';
import { erasedCustomers } from './checks/erased-customers.ts';
import { eventGaps } from './checks/event-gaps.ts';
import { eventInboxes } from './checks/event-inboxes.ts';
import { eventStreams } from './checks/event-streams.ts';
import { kitchenAtOrder } from './checks/kitchen-at-order.ts';
import { kitchenQuantities } from './checks/kitchen-quantities.ts';
import { orderHolds } from './checks/order-holds.ts';
import { orderLog } from './checks/order-log.ts';
import { orderPayments } from './checks/order-payments.ts';
import { ordersAtKitchen } from './checks/orders-at-kitchen.ts';
import { paymentLog } from './checks/payment-log.ts';
import { paymentsAtOrder } from './checks/payments-at-order.ts';
import { pointsLiability } from './checks/points-liability.ts';
import { pointsPayments } from './checks/points-payments.ts';
import { postingsAtLoyalty } from './checks/postings-at-loyalty.ts';
import { ticketLog } from './checks/ticket-log.ts';
import { vouchersAtOrder } from './checks/vouchers-at-order.ts';
import { sqlChecks } from './sql-checks.ts';

/** Every rule of the books: of one service by itself, then between services, then of the events. */
export function allChecks(): Check[] {
  return [
    ...sqlChecks(),
    orderPayments,
    cancelledOrders,
    orderHolds,
    kitchenQuantities,
    orderLog,
    paymentLog,
    ticketLog,
    paymentsAtOrder,
    kitchenAtOrder,
    ordersAtKitchen,
    cafesAtCatalog,
    earningPayments,
    pointsPayments,
    billPayments,
    postingsAtLoyalty,
    pointsLiability,
    vouchersAtOrder,
    erasedCustomers,
    eventGaps,
    eventStreams,
    eventInboxes,
    deadLetters,
  ];
}
