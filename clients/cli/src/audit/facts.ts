import type { Cafe } from '@sippy/proto/web/cafe/v1/cafe';
import { CafeCreated, CafeUpdated } from '@sippy/proto/web/cafe/v1/cafe_event';
import type { Ticket } from '@sippy/proto/web/kitchen/v1/kitchen';
import {
  type OrderProgress,
  TicketBumped,
  TicketClosed,
  TicketFired,
  TicketRecalled,
  TicketStarted,
} from '@sippy/proto/web/kitchen/v1/kitchen_event';
import {
  OrderCancelled,
  OrderCompleted,
  OrderCreated,
  type OrderState,
  OrderStatusChanged,
  OrderUpdated,
} from '@sippy/proto/web/order/v1/order_event';
import type { OrderStanding } from '@sippy/proto/web/payment/v1/payment';
import {
  PaymentAuthorized,
  PaymentCancelled,
  PaymentCompleted,
  PaymentFailed,
  PaymentInitiated,
  PaymentRefunded,
  PaymentRefundFailed,
} from '@sippy/proto/web/payment/v1/payment_event';
import type { Codecs } from './newest-events.ts';

/** Events that carry a café as it is then. */
export const cafeFacts: Codecs<{ cafe: Cafe | undefined }> = {
  'cafe.created': CafeCreated,
  'cafe.updated': CafeUpdated,
};

/** Events that carry an order as it is then. */
export const orderFacts: Codecs<{ order: OrderState | undefined }> = {
  'order.created': OrderCreated,
  'order.updated': OrderUpdated,
  'order.status_changed': OrderStatusChanged,
  'order.completed': OrderCompleted,
  'order.cancelled': OrderCancelled,
};

/** Events that carry a ticket as it is then, and how far the kitchen is with its order. */
export const ticketFacts: Codecs<{ ticket: Ticket | undefined; progress: OrderProgress | undefined }> = {
  'ticket.fired': TicketFired,
  'ticket.started': TicketStarted,
  'ticket.bumped': TicketBumped,
  'ticket.recalled': TicketRecalled,
  'ticket.closed': TicketClosed,
};

/** Events that carry how an order stands with all of its payments then. */
export const paymentFacts: Codecs<{ orderId: string; amount: bigint; standing: OrderStanding | undefined }> =
  {
    'payment.initiated': PaymentInitiated,
    'payment.authorized': PaymentAuthorized,
    'payment.completed': PaymentCompleted,
    'payment.failed': PaymentFailed,
    'payment.cancelled': PaymentCancelled,
    'payment.refunded': PaymentRefunded,
    'payment.refund_failed': PaymentRefundFailed,
  };

/** The name of an enum's value without the enum's own: COMPLETED of ORDER_STATUS_COMPLETED. */
export function bareName(value: string): string {
  return value.replace(/^[A-Z]+_(STATUS|KIND|CHANNEL)_/, '');
}
