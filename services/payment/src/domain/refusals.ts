/** Every no of the payment service, in words for who reads it. */
import { type Refusal, refuse } from '@sippy/kit/refusal';
import type { Payment } from './account.ts';
import { moneyText } from './money-text.ts';

/** ORDER_NOT_PAYABLE: the order is cancelled. `number` is what people call it by, such as A17. */
export function orderNotPayable(number: string): Refusal {
  return refuse(
    'FAILED_PRECONDITION',
    'ORDER_NOT_PAYABLE',
    `Order ${number} is cancelled and cannot be paid.`,
  );
}

/** ALREADY_PAID: nothing of it is open. `what` is what people call the order or the bill. */
export function alreadyPaid(what: string): Refusal {
  return refuse('FAILED_PRECONDITION', 'ALREADY_PAID', `${what} is paid.`);
}

/** PAYMENT_IN_FLIGHT: another payment holds what this one wants; the metadata names it. */
export function paymentInFlight(payment: Pick<Payment, 'payment_id' | 'status'>): Refusal {
  return refuse(
    'FAILED_PRECONDITION',
    'PAYMENT_IN_FLIGHT',
    `Payment ${payment.payment_id} is still under way (${payment.status}).`,
    { metadata: { payment_id: payment.payment_id, status: payment.status } },
  );
}

/** AMOUNT_ABOVE_OPEN: more was wanted than the `open` minor units of the order or bill. */
export function amountAboveOpen(open: bigint, currency: string): Refusal {
  return refuse('FAILED_PRECONDITION', 'AMOUNT_ABOVE_OPEN', `Only ${moneyText(open, currency)} is open.`, {
    metadata: { open_minor: String(open) },
    fields: [{ field: 'amount', description: 'is more than is open' }],
  });
}

/** TOO_MANY_PAYMENTS: as many as may be tried for one order have been. */
export function tooManyPayments(most: number): Refusal {
  return refuse(
    'FAILED_PRECONDITION',
    'TOO_MANY_PAYMENTS',
    `${most} payments have been tried for this order. Place it again.`,
  );
}

/** TENDERED_TOO_LITTLE: the cash handed over is less than is due; both in minor units. */
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

/** ILLEGAL_MOVE: the state of the payment does not allow it. `what` is a participle, `cure` a sentence. */
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

/** OUTCOME_UNKNOWN: a step of this payment is under way; to be asked again after two seconds. */
export function outcomeUnknown(): Refusal {
  return refuse(
    'FAILED_PRECONDITION',
    'OUTCOME_UNKNOWN',
    'What became of this payment is being asked for. Read it again in a moment.',
    { retryAfterMs: 2_000 },
  );
}

/** NOT_A_CARD_PAYMENT: what was paid with cannot be `what`, a participle. */
export function notACardPayment(what: string, { tender }: Pick<Payment, 'tender'>): Refusal {
  const kind = tender === 'CASH' ? 'A cash payment' : 'A payment with points';
  return refuse('FAILED_PRECONDITION', 'NOT_A_CARD_PAYMENT', `${kind} cannot be ${what}.`);
}

/** NO_MEMBER: neither the request nor the order says whose points are to pay. */
export function noMember(): Refusal {
  return refuse('FAILED_PRECONDITION', 'NO_MEMBER', 'Nobody is named whose points are to pay.', {
    fields: [{ field: 'customer_id', description: 'must be set where the order has no customer' }],
  });
}

/** ORDER_OF_ANOTHER: the order belongs to another customer than the points. */
export function orderOfAnother(number: string): Refusal {
  return refuse('FAILED_PRECONDITION', 'ORDER_OF_ANOTHER', `Order ${number} belongs to another customer.`);
}

/** POINTS_UNAVAILABLE: the loyalty service could not be asked, so no points were spent. */
export function pointsUnavailable(retryAfterMs: number): Refusal {
  return refuse(
    'UNAVAILABLE',
    'POINTS_UNAVAILABLE',
    'Points cannot be reached. None were spent. Take cash, or try again in a moment.',
    { retryAfterMs },
  );
}

/** CAPTURE_ABOVE_AUTHORIZED: the bank has reserved no more than `authorized` minor units. */
export function captureAboveAuthorized(authorized: bigint, currency: string): Refusal {
  return refuse(
    'FAILED_PRECONDITION',
    'CAPTURE_ABOVE_AUTHORIZED',
    `Only ${moneyText(authorized, currency)} are authorised.`,
    { fields: [{ field: 'amount', description: 'is more than is authorised' }] },
  );
}

/** REFUND_ABOVE_CAPTURED: of the payment only `left` minor units were not given back yet. */
export function refundAboveCaptured(left: bigint, currency: string): Refusal {
  return refuse(
    'FAILED_PRECONDITION',
    'REFUND_ABOVE_CAPTURED',
    `Only ${moneyText(left, currency)} of this payment can still be refunded.`,
    { metadata: { refundable_minor: String(left) } },
  );
}

/** REFUND_ABOVE_SOLD: of the line wanted in `lines[at]` no more than `left` units can be given back. */
export function refundAboveSold(at: number, lineId: string, left: number, name?: string): Refusal {
  return refuse(
    'FAILED_PRECONDITION',
    'REFUND_ABOVE_SOLD',
    name === undefined ? `The order has no line ${lineId}.` : `Only ${left} × ${name} can still be refunded.`,
    {
      metadata: { line_id: lineId, refundable_quantity: String(left) },
      fields: [{ field: `lines[${at}].quantity`, description: 'is more than can be refunded' }],
    },
  );
}

/** NOTHING_TO_REFUND: the lines were free, or come to less than the smallest coin. */
export function nothingToRefund(): Refusal {
  return refuse('FAILED_PRECONDITION', 'NOTHING_TO_REFUND', 'Nothing is to be given back for these lines.');
}

/** CARD_PAYMENTS_OFF: there is no key of Stripe, or Stripe does not accept it. */
export function cardPaymentsOff(): Refusal {
  return refuse('FAILED_PRECONDITION', 'CARD_PAYMENTS_OFF', 'Card payments are not set up. Take cash.');
}

/** CARD_SERVICE_UNAVAILABLE: nothing reached Stripe, so nothing was charged. */
export function cardServiceUnavailable(retryAfterMs: number): Refusal {
  return refuse(
    'UNAVAILABLE',
    'CARD_SERVICE_UNAVAILABLE',
    'The card service is not reachable. Nothing was charged. Take cash, or try again in a moment.',
    { retryAfterMs },
  );
}

/** PAYMENT_METHOD_INVALID: Stripe cannot charge this payment method, and says why. */
export function paymentMethodInvalid(message: string): Refusal {
  return refuse('INVALID_ARGUMENT', 'PAYMENT_METHOD_INVALID', message, {
    fields: [{ field: 'payment_method_id', description: message }],
  });
}

/** AMOUNT_NOT_CHARGEABLE: Stripe does not charge this amount, and says why. */
export function amountNotChargeable(message: string): Refusal {
  return refuse('FAILED_PRECONDITION', 'AMOUNT_NOT_CHARGEABLE', message, {
    fields: [{ field: 'amount', description: message }],
  });
}

/** TIME_OUT_OF_RANGE: the time of a sale or refund, given in a field, cannot be right. */
export function timeOutOfRange(field: string, description: string): Refusal {
  return refuse('INVALID_ARGUMENT', 'TIME_OUT_OF_RANGE', `${field}: ${description}`, {
    fields: [{ field, description }],
  });
}

/** SIGNATURE_INVALID: whoever sent the webhook does not know our signing secret, or sent it long ago. */
export function signatureInvalid(): Refusal {
  return refuse(
    'PERMISSION_DENIED',
    'SIGNATURE_INVALID',
    'The signature does not fit the body, or is too old.',
  );
}

/** NO_RECEIPT: the payment has taken no money. */
export function noReceipt(payment: Pick<Payment, 'status'>): Refusal {
  return refuse(
    'FAILED_PRECONDITION',
    'NO_RECEIPT',
    `This payment is ${payment.status}. There is a receipt once it is CAPTURED.`,
  );
}

/** CONTENDED: others have changed the account of the order each time; to be tried again. */
export function contended(): Refusal {
  return refuse('ABORTED', 'CONTENDED', 'Several tills are paying this order. Try again.', {
    retryAfterMs: 200,
  });
}

/** ORDER_CHANGED: the order could not be held for a card as the customer saw it. `message` says what the order said. */
export function orderChanged(message: string): Refusal {
  return refuse('ABORTED', 'ORDER_CHANGED', `${message} Nothing was charged. Read the order again.`);
}

/** CLAIM_CODE_WRONG: there is no such receipt, or the code is not its own. */
export function claimCodeWrong(): Refusal {
  return refuse('FAILED_PRECONDITION', 'CLAIM_CODE_WRONG', 'The code does not fit the receipt.', {
    fields: [{ field: 'claim_code', description: 'does not fit the receipt' }],
  });
}

/** MAIL_OFF: there is no mail server. */
export function mailOff(): Refusal {
  return refuse('FAILED_PRECONDITION', 'MAIL_OFF', 'Mail is not set up. Print the receipt.');
}
