import { type Refusal, refuse } from '@sippy/kit/refusal';
import { moneyText } from './money.ts';
import { due, kept, type Order, type OrderVoucher } from './order.ts';

/** Most lines of an order, those with nothing left on them included. */
const MAX_LINES = 200;
/** Greatest total of an order in minor units: what a `Money` can hold. */
const MAX_TOTAL = 1_000_000_000_000n;

/** FAILED_PRECONDITION: lines and prices can no longer be changed. */
export function notEditable(order: Order): Refusal {
  if (order.status !== 'READY') return closed(order);
  return refuse(
    'FAILED_PRECONDITION',
    'NOT_EDITABLE',
    'The order is READY: its lines can be changed until then. Recall it first.',
    { metadata: { status: order.status } },
  );
}

/** FAILED_PRECONDITION: the order is completed or cancelled. */
export function closed(order: Order): Refusal {
  return refuse('FAILED_PRECONDITION', 'CLOSED', `The order is ${order.status}.`, {
    metadata: { status: order.status },
  });
}

/** FAILED_PRECONDITION: a payment holds lines and prices as they are. */
export function paymentInFlight(order: Order, now: Date): Refusal {
  const wait = order.heldUntil ? order.heldUntil.getTime() - now.getTime() : 0;
  return refuse(
    'FAILED_PRECONDITION',
    'PAYMENT_IN_FLIGHT',
    'A payment is under way. Wait for it or cancel it, then change the order.',
    {
      metadata: { payment_ids: order.holdIds.join(',') },
      retryAfterMs: Math.min(Math.max(wait, 1000), 10_000),
    },
  );
}

/** FAILED_PRECONDITION: the order must be paid first. */
export function notPaid(order: Order): Refusal {
  return refuse('FAILED_PRECONDITION', 'NOT_PAID', `The order is not paid: ${dueText(order)} are due.`, {
    metadata: { due: String(due(order)), currency: order.terms.currency },
  });
}

/** FAILED_PRECONDITION: a paid order is not cancelled without giving the money back. */
export function paid(order: Order): Refusal {
  const amount = moneyText(kept(order), order.terms.currency);
  return refuse(
    'FAILED_PRECONDITION',
    'PAID',
    `${amount} have been paid. Refund them first, or cancel with refund.`,
    { metadata: { paid: String(kept(order)), currency: order.terms.currency } },
  );
}

/** FAILED_PRECONDITION: the order would cost less than has been paid, or is authorised, for it. */
export function totalBelowPaid(order: Order, total: bigint): Refusal {
  const { currency } = order.terms;
  const taken = moneyText(kept(order), currency);
  const held = moneyText(order.authorized, currency);
  const [have, cure] =
    order.authorized === 0n
      ? [`${taken} have been paid`, 'Refund the difference first.']
      : kept(order) === 0n
        ? [`${held} are authorised`, 'Capture less, or cancel the payment, first.']
        : [
            `${taken} have been paid and ${held} are authorised`,
            'Capture less, cancel the payment or refund first.',
          ];
  const more = `more than the ${moneyText(total, currency)} that the order would cost`;
  return refuse('FAILED_PRECONDITION', 'TOTAL_BELOW_PAID', `${have}, which is ${more}. ${cure}`, {
    metadata: {
      paid: String(kept(order)),
      authorized: String(order.authorized),
      total: String(total),
      currency,
    },
  });
}

/** FAILED_PRECONDITION: what the kitchen knows of is voided, not removed. */
export function lineFired(): Refusal {
  return refuse(
    'FAILED_PRECONDITION',
    'LINE_FIRED',
    'The kitchen knows of this line. Void it with a reason.',
  );
}

/** FAILED_PRECONDITION: there is nothing on the order. */
export function emptyOrder(): Refusal {
  return refuse('FAILED_PRECONDITION', 'EMPTY', 'The order has no lines. Add one first.');
}

/** FAILED_PRECONDITION: fewer are left on the line than were named. */
export function quantityExceeded(left: number, asked: number): Refusal {
  return refuse('FAILED_PRECONDITION', 'QUANTITY_EXCEEDED', `The line has ${left} left, not ${asked}.`, {
    fields: [{ field: 'quantity', description: `must be at most ${left}` }],
    metadata: { left: String(left) },
  });
}

/** FAILED_PRECONDITION: the order costs something else than the guest was shown. */
export function priceChanged(total: bigint, expected: bigint, currency: string): Refusal {
  return refuse(
    'FAILED_PRECONDITION',
    'PRICE_CHANGED',
    `The order costs ${moneyText(total, currency)}, not ${moneyText(expected, currency)}. Show the new price and ask again.`,
    { metadata: { total: String(total), expected: String(expected), currency } },
  );
}

/** INVALID_ARGUMENT: the order cannot have been taken at that time. */
export function takenTimeOutOfBounds(bounds: string): Refusal {
  return refuse('INVALID_ARGUMENT', 'TAKEN_TIME_OUT_OF_BOUNDS', `taken_time: ${bounds}`, {
    fields: [{ field: 'taken_time', description: bounds }],
  });
}

/** FAILED_PRECONDITION: a voucher would take off nothing. */
export function voucherUnfit({ name, misfit, minimum }: OrderVoucher, currency: string): Refusal {
  const why = {
    BELOW_MINIMUM: `the order must cost ${moneyText(minimum, currency)} at least`,
    NO_MATCHING_ITEM: 'nothing on the order matches it, or too little',
    NOT_COMBINABLE: 'it goes with no other discount or voucher',
    NOTHING_LEFT: 'everything is free already',
  }[misfit ?? 'NOTHING_LEFT'];
  return refuse('FAILED_PRECONDITION', 'VOUCHER_UNFIT', `The voucher “${name}” takes off nothing: ${why}.`, {
    metadata: { misfit: misfit ?? '', minimum: String(minimum), currency },
  });
}

/** FAILED_PRECONDITION: vouchers of the customer are on the order. */
export function voucherOnOrder(): Refusal {
  return refuse(
    'FAILED_PRECONDITION',
    'VOUCHER_ON_ORDER',
    'A voucher of its customer is on the order. Take it off first.',
  );
}

/** FAILED_PRECONDITION: the order has as many vouchers as it can have. */
export function tooManyVouchers(most: number): Refusal {
  return refuse('FAILED_PRECONDITION', 'TOO_MANY_VOUCHERS', `An order has at most ${most} vouchers.`);
}

/** PERMISSION_DENIED: customers cannot do this themselves. */
export function staffOnly(what: string, field: string): Refusal {
  return refuse('PERMISSION_DENIED', 'STAFF_ONLY', `Only staff can ${what}.`, {
    fields: [{ field, description: `only staff can ${what}` }],
  });
}

/** Refuses an order with more lines or a greater total than can be handled. */
export function checkSize(order: Pick<Order, 'lines' | 'totals' | 'terms'>): void {
  if (order.lines.length > MAX_LINES) {
    throw refuse('FAILED_PRECONDITION', 'TOO_MANY_LINES', `An order has at most ${MAX_LINES} lines.`);
  }
  if (order.totals.total > MAX_TOTAL || order.totals.subtotal > MAX_TOTAL) {
    const most = moneyText(MAX_TOTAL, order.terms.currency);
    throw refuse('INVALID_ARGUMENT', 'AMOUNT_TOO_LARGE', `The order costs more than ${most}.`);
  }
}

function dueText(order: Order): string {
  return moneyText(due(order), order.terms.currency);
}
