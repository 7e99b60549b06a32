/** Opening a payment: how much of an order may be paid, in cash or by card. */
import {
  type Account,
  type Change,
  changed,
  MOST_PAYMENTS,
  openAmount,
  type Payment,
  tally,
} from './account.ts';
import { roundToCoin } from './cash.ts';
import { after } from './deadlines.ts';
import { isFinal } from './payment-state.ts';
import {
  alreadyPaid,
  amountAboveOpen,
  orderNotPayable,
  paymentInFlight,
  tenderedTooLittle,
  tooManyPayments,
} from './refusals.ts';

/** The order, or the bill, as it was read for this payment. */
export interface OrderToPay {
  orderId: string;
  organisationId: string;
  /** Null for a bill. */
  cafeId: string | null;
  customerId: string | null;
  version: bigint;
  total: bigint;
  currency: string;
  number: string;
  businessDay: string;
}

/** What every new payment needs. */
export interface NewPayment {
  paymentId: string;
  requestKey: string;
  requestHash: Uint8Array;
  actorKind: string;
  actorId: string;
  /** Part of the total; undefined means all that is open. */
  amount: bigint | undefined;
  tip: bigint;
  paymentTime: Date;
  now: Date;
}

/** An account on which nothing has happened yet. */
export function newAccount(order: OrderToPay, now: Date): Account {
  return {
    order_id: order.orderId,
    organisation_id: order.organisationId,
    cafe_id: order.cafeId,
    customer_id: order.customerId,
    version: 0n,
    currency_code: order.currency,
    order_version: order.version,
    order_total: order.total,
    captures: 0,
    closed_time: null,
    create_time: now,
    payments: [],
    refunds: [],
  };
}

/** Takes cash: the payment is CAPTURED at once. Refuses what is not open, and too little cash. */
export function payCash(
  before: Account,
  order: OrderToPay,
  made: NewPayment & { tendered: bigint | undefined; coin: bigint },
): Change {
  const account = withOrder(before, order);
  const amount = claim(account, order, made.amount);
  const due = amount + made.tip;
  const total = roundToCoin(due, made.coin);
  const tendered = made.tendered ?? total;
  if (tendered < total) throw tenderedTooLittle(total, tendered, order.currency);
  const payment: Payment = {
    ...blank(order, made, amount),
    tender: 'CASH',
    rounding: total - due,
    tendered,
    change: tendered - total,
    smallest_coin: made.coin,
  };
  return take(account, payment, total, made.now);
}

/** Begins a card payment: it holds its part of the order, and the step CREATE is to be done at Stripe. */
export function beginCard(
  before: Account,
  order: OrderToPay,
  made: NewPayment & {
    capture: 'AUTOMATIC' | 'MANUAL';
    methodId: string | null;
    returnUrl: string | null;
    confirm: boolean;
    stepMs: number;
  },
): Change {
  const account = withOrder(before, order);
  const amount = claim(account, order, made.amount);
  const payment: Payment = {
    ...blank(order, made, amount),
    tender: 'CARD',
    capture_mode: made.capture,
    payment_method_id: made.methodId,
    return_url: made.returnUrl,
    confirms: made.confirm,
    step: 'CREATE',
    step_time: made.now,
    check_time: after(made.now, made.stepMs),
  };
  return changed(account, made.now, payment, ['payment.initiated']);
}

/** The payment with its money taken: CAPTURED, with its receipt's number. */
export function take(account: Account, payment: Payment, received: bigint, at: Date): Change {
  const captures = account.captures + 1;
  const taken: Payment = {
    ...payment,
    status: 'CAPTURED',
    captured: received,
    is_authorized: false,
    receipt_number: receiptNumber(payment.order_number, captures),
    client_secret: null,
    next_action_type: null,
    next_action_url: null,
    failure_code: null,
    failure_decline_code: null,
    failure_message: null,
    step: null,
    step_time: null,
    step_amount: null,
    attempts: 0,
    // Money that came for a cancelled order is given back at once.
    check_time: account.closed_time ? at : null,
  };
  return changed({ ...account, captures }, at, taken, ['payment.completed']);
}

/** The first receipt of an order has its number, later ones say which they are: A17, A17-2, A17-3. */
export function receiptNumber(orderNumber: string, capture: number): string {
  return capture === 1 ? orderNumber : `${orderNumber}-${capture}`;
}

/** The account with the order as it was read, unless it knows a newer version of it. */
export function withOrder(account: Account, order: OrderToPay): Account {
  if (order.version < account.order_version) return account;
  return { ...account, order_version: order.version, order_total: order.total };
}

/** How much of the order the payment takes. Refuses what is not open. */
export function claim(account: Account, order: OrderToPay, asked: bigint | undefined): bigint {
  if (account.closed_time) throw orderNotPayable(order.number);
  if (account.payments.length >= MOST_PAYMENTS) throw tooManyPayments(MOST_PAYMENTS);
  const open = openAmount(account);
  const amount = asked ?? open;
  if (amount > 0n && amount <= open) return amount;
  const { held } = tally(account);
  const inFlight = account.payments.find((p) => !isFinal(p.status));
  if (inFlight && amount <= open + held) throw paymentInFlight(inFlight);
  if (open > 0n || inFlight) throw amountAboveOpen(open, order.currency);
  throw alreadyPaid(order.cafeId === null ? order.number : `Order ${order.number}`);
}

/** A payment of which nothing is known but what it is to pay. */
export function blank(order: OrderToPay, made: NewPayment, amount: bigint): Payment {
  return {
    payment_id: made.paymentId,
    order_id: order.orderId,
    organisation_id: order.organisationId,
    cafe_id: order.cafeId,
    customer_id: order.customerId,
    version: 0n,
    status: 'PENDING',
    tender: 'CARD',
    currency_code: order.currency,
    amount,
    tip: made.tip,
    rounding: 0n,
    captured: 0n,
    refunded: 0n,
    refunding: 0n,
    tendered: null,
    change: null,
    smallest_coin: 1n,
    order_version: order.version,
    order_number: order.number,
    business_day: order.businessDay,
    receipt_number: null,
    payment_time: made.paymentTime,
    create_time: made.now,
    update_time: made.now,
    actor_kind: made.actorKind,
    actor_id: made.actorId,
    request_key: made.requestKey,
    request_hash: made.requestHash as Payment['request_hash'],
    failure_code: null,
    failure_decline_code: null,
    failure_message: null,
    capture_mode: null,
    stripe_id: null,
    client_secret: null,
    next_action_type: null,
    next_action_url: null,
    brand: null,
    last4: null,
    points: null,
    lease_id: null,
    payment_method_id: null,
    return_url: null,
    is_authorized: false,
    confirms: false,
    step: null,
    step_time: null,
    step_number: 0,
    step_amount: null,
    check_time: null,
    attempts: 0,
  };
}
