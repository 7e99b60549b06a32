/** Every no of the payment service, in words for who reads it. */
import { type Refusal, refuse } from '@sippy/kit/refusal';
import type { Payment } from './account.ts';

/** Minor units as people write them, such as `4.75 EUR`. */
export function moneyText(minor: bigint, currency: string): string {
  return `${decimalText(minor, currency)} ${currency}`;
}

/** Minor units as a decimal number without the currency. */
export function decimalText(minor: bigint, currency: string): string {
  const digits = fractionDigits(currency);
  const sign = minor < 0n ? '-' : '';
  const text = (minor < 0n ? -minor : minor).toString().padStart(digits + 1, '0');
  return digits === 0 ? sign + text : `${sign}${text.slice(0, -digits)}.${text.slice(-digits)}`;
}

const digitsByCurrency = new Map<string, number>();

function fractionDigits(currency: string): number {
  let digits = digitsByCurrency.get(currency);
  if (digits === undefined) {
    const format = new Intl.NumberFormat('en', { style: 'currency', currency });
    digits = format.resolvedOptions().maximumFractionDigits ?? 2;
    digitsByCurrency.set(currency, digits);
  }
  return digits;
}

export function orderNotPayable(number: string): Refusal {
  return refuse(
    'FAILED_PRECONDITION',
    'ORDER_NOT_PAYABLE',
    `Order ${number} is cancelled and cannot be paid.`,
  );
}

export function alreadyPaid(number: string): Refusal {
  return refuse('FAILED_PRECONDITION', 'ALREADY_PAID', `Order ${number} is paid.`);
}

export function paymentInFlight(payment: Pick<Payment, 'payment_id' | 'status'>): Refusal {
  return refuse(
    'FAILED_PRECONDITION',
    'PAYMENT_IN_FLIGHT',
    `Payment ${payment.payment_id} of this order is still under way (${payment.status}).`,
    { metadata: { payment_id: payment.payment_id, status: payment.status } },
  );
}

export function amountAboveOpen(open: bigint, currency: string): Refusal {
  return refuse(
    'FAILED_PRECONDITION',
    'AMOUNT_ABOVE_OPEN',
    `Only ${moneyText(open, currency)} of the order is open.`,
    {
      metadata: { open_minor: String(open) },
      fields: [{ field: 'amount', description: 'is more than is open' }],
    },
  );
}

export function tooManyPayments(most: number): Refusal {
  return refuse(
    'FAILED_PRECONDITION',
    'TOO_MANY_PAYMENTS',
    `${most} payments have been tried for this order. Place it again.`,
  );
}

export function tenderedTooLittle(due: bigint, tendered: bigint, currency: string): Refusal {
  return refuse(
    'FAILED_PRECONDITION',
    'TENDERED_TOO_LITTLE',
    `${moneyText(due, currency)} are due, ${moneyText(tendered, currency)} were tendered.`,
    {
      metadata: { due_minor: String(due) },
      fields: [{ field: 'tendered', description: 'is less than is due' }],
    },
  );
}

export function illegalMove(payment: Pick<Payment, 'status'>, what: string, cure: string): Refusal {
  return refuse(
    'FAILED_PRECONDITION',
    'ILLEGAL_MOVE',
    `A ${payment.status} payment cannot be ${what}. ${cure}`,
    {
      metadata: { from: payment.status },
    },
  );
}

export function outcomeUnknown(): Refusal {
  return refuse(
    'FAILED_PRECONDITION',
    'OUTCOME_UNKNOWN',
    'What became of this payment is being asked for. Read it again in a moment.',
    { retryAfterMs: 2_000 },
  );
}

export function notACardPayment(what: string): Refusal {
  return refuse('FAILED_PRECONDITION', 'NOT_A_CARD_PAYMENT', `A cash payment cannot be ${what}.`);
}

export function captureAboveAuthorized(authorized: bigint, currency: string): Refusal {
  return refuse(
    'FAILED_PRECONDITION',
    'CAPTURE_ABOVE_AUTHORIZED',
    `Only ${moneyText(authorized, currency)} are authorised.`,
    { fields: [{ field: 'amount', description: 'is more than is authorised' }] },
  );
}

export function refundAboveCaptured(left: bigint, currency: string): Refusal {
  return refuse(
    'FAILED_PRECONDITION',
    'REFUND_ABOVE_CAPTURED',
    `Only ${moneyText(left, currency)} of this payment can still be refunded.`,
    { metadata: { refundable_minor: String(left) } },
  );
}

export function cardPaymentsOff(): Refusal {
  return refuse('FAILED_PRECONDITION', 'CARD_PAYMENTS_OFF', 'Card payments are not set up. Take cash.');
}

export function cardServiceUnavailable(retryAfterMs: number): Refusal {
  return refuse(
    'UNAVAILABLE',
    'CARD_SERVICE_UNAVAILABLE',
    'The card service is not reachable. Nothing was charged. Take cash, or try again in a moment.',
    { retryAfterMs },
  );
}

export function paymentMethodInvalid(message: string): Refusal {
  return refuse('INVALID_ARGUMENT', 'PAYMENT_METHOD_INVALID', message, {
    fields: [{ field: 'payment_method_id', description: message }],
  });
}

export function amountNotChargeable(message: string): Refusal {
  return refuse('FAILED_PRECONDITION', 'AMOUNT_NOT_CHARGEABLE', message, {
    fields: [{ field: 'amount', description: message }],
  });
}

export function timeOutOfRange(description: string): Refusal {
  return refuse('INVALID_ARGUMENT', 'TIME_OUT_OF_RANGE', `payment_time: ${description}`, {
    fields: [{ field: 'payment_time', description }],
  });
}

export function signatureInvalid(): Refusal {
  return refuse(
    'PERMISSION_DENIED',
    'SIGNATURE_INVALID',
    'The signature does not fit the body, or is too old.',
  );
}

export function noReceipt(payment: Pick<Payment, 'status'>): Refusal {
  return refuse(
    'FAILED_PRECONDITION',
    'NO_RECEIPT',
    `This payment is ${payment.status}. There is a receipt once it is CAPTURED.`,
  );
}

export function contended(): Refusal {
  return refuse('ABORTED', 'CONTENDED', 'Several tills are paying this order. Try again.', {
    retryAfterMs: 200,
  });
}

export function orderChanged(message: string): Refusal {
  return refuse('ABORTED', 'ORDER_CHANGED', `${message} Nothing was charged. Read the order again.`);
}
