import { refuse } from '@sippy/kit/refusal';

/** Most stays of cafés in a network: the event that tells a whole network has room for so many. */
export const MAX_CAFES = 500;

/** Somebody else administers the network. */
export function administratorNeeded(): Error {
  return refuse(
    'PERMISSION_DENIED',
    'ADMINISTRATOR_NEEDED',
    'Only the organisation that administers the network can do this. Ask it.',
  );
}

/** No open invitation has the code: unknown, used and expired look the same. */
export function codeInvalid(): Error {
  return refuse(
    'FAILED_PRECONDITION',
    'CODE_INVALID',
    "No open invitation has this code. Ask the network's administrator for a new one.",
  );
}

/** The café is in this or another network at that time. */
export function cafeInNetwork(name: string, since: string): Error {
  return refuse(
    'FAILED_PRECONDITION',
    'CAFE_IN_NETWORK',
    `The café ${name} is in a network from ${since} on. Let it leave that one first.`,
  );
}

/** The café is another organisation's, or there is none; the two look the same. */
export function cafeNotYours(cafeId: string): Error {
  return refuse('NOT_FOUND', 'CAFE_NOT_YOURS', `The café ${cafeId} is none of this organisation's.`, {
    fields: [{ field: 'cafe_ids', description: 'must be cafés of the organisation' }],
  });
}

/** The day lies in a locked month. */
export function monthLocked(day: string, openFrom: string): Error {
  return refuse(
    'FAILED_PRECONDITION',
    'MONTH_LOCKED',
    `${day.slice(0, 7)} is locked. Name a day from ${openFrom} on.`,
  );
}

/** A café cannot leave so early. */
export function dayTooEarly(earliest: string): Error {
  return refuse('FAILED_PRECONDITION', 'DAY_TOO_EARLY', `The café can leave from ${earliest} on.`);
}

/** A point value would change the past. */
export function valueInPast(after: Date): Error {
  return refuse(
    'FAILED_PRECONDITION',
    'VALUE_IN_PAST',
    `Point values change for the future only. Name a start after ${after.toISOString().replace('.000', '')}.`,
    { fields: [{ field: 'start_time', description: 'must be in the future' }] },
  );
}

/** The café is not in the network. */
export function cafeNotInNetwork(): Error {
  return refuse('FAILED_PRECONDITION', 'CAFE_NOT_IN_NETWORK', 'The café is not in this network.');
}

/** The network is full. */
export function tooManyCafes(): Error {
  return refuse(
    'FAILED_PRECONDITION',
    'TOO_MANY_CAFES',
    `A network has ${MAX_CAFES} cafés at most. Create another one.`,
  );
}

/** The month is not over everywhere. */
export function monthNotOver(month: string, end: Date): Error {
  return refuse(
    'FAILED_PRECONDITION',
    'MONTH_NOT_OVER',
    `${month} is not over at every café before ${end.toISOString().replace('.000', '')}. Look at the draft until then.`,
  );
}

/** An earlier month has postings and is not locked. */
export function earlierMonthOpen(month: string): Error {
  return refuse('FAILED_PRECONDITION', 'EARLIER_MONTH_OPEN', `${month} is not locked yet. Lock it first.`);
}

/** The month is locked already. */
export function periodLocked(month: string): Error {
  return refuse('FAILED_PRECONDITION', 'PERIOD_LOCKED', `${month} is locked already. Read it instead.`);
}

/** The month is not locked. */
export function periodNotLocked(month: string): Error {
  return refuse('FAILED_PRECONDITION', 'PERIOD_NOT_LOCKED', `${month} is not locked. Lock it first.`);
}

/** The month has its invoices already. */
export function periodInvoiced(month: string): Error {
  return refuse(
    'FAILED_PRECONDITION',
    'PERIOD_INVOICED',
    `${month} has its invoices already. List them instead.`,
  );
}

/** The reference has a typing error. */
export function referenceInvalid(reference: string): Error {
  return refuse('INVALID_ARGUMENT', 'REFERENCE_INVALID', `The reference ${reference} has a typing error.`, {
    fields: [{ field: 'reference', description: 'must be a reference by ISO 11649' }],
  });
}

/** More was received than is open; `open` is an amount with its currency. */
export function overpaid(open: string): Error {
  return refuse(
    'FAILED_PRECONDITION',
    'OVERPAID',
    `Only ${open} of this transfer is open. Record that, and send the rest back.`,
  );
}

/** A card is about to pay what was received otherwise; both are amounts with their currency. */
export function cardUnderWay(held: string, open: string): Error {
  return refuse(
    'FAILED_PRECONDITION',
    'CARD_UNDER_WAY',
    `${held} of this transfer are being paid by card, and ${open} are open. Wait until that has ended.`,
    { retryAfterMs: 60_000 },
  );
}

/** Less is open than a card is to pay; `open` is an amount with its currency. */
export function notOpen(open: string): Error {
  return refuse('FAILED_PRECONDITION', 'NOT_OPEN', `${open} of this transfer are open.`);
}

/** A card payment has ended before it asked to hold anything. */
export function holdEnded(): Error {
  return refuse(
    'FAILED_PRECONDITION',
    'HOLD_ENDED',
    'This payment has ended, and holds nothing any more. Begin another one.',
  );
}

/** The payment service knows of the payment, too. */
export function paidByCard(): Error {
  return refuse(
    'FAILED_PRECONDITION',
    'PAID_BY_CARD',
    'This was paid by card, and cannot be taken back here.',
  );
}

/** The month has no invoices yet. */
export function notInvoiced(month: string): Error {
  return refuse('FAILED_PRECONDITION', 'NOT_INVOICED', `${month} has no invoices yet. Issue them first.`);
}

/** A payment that cannot be taken back. */
export function paymentTakenBack(): Error {
  return refuse(
    'FAILED_PRECONDITION',
    'PAYMENT_TAKEN_BACK',
    'This payment cannot be taken back: that was done already.',
  );
}

/** The invoice is for somebody else. */
export function invoiceOfAnother(): Error {
  return refuse(
    'PERMISSION_DENIED',
    'INVOICE_OF_ANOTHER',
    'This invoice is for somebody else. Dispute the line on your own.',
  );
}

/** More is disputed, or granted, than there is; `most` is an amount with its currency. */
export function disputeTooLarge(most: string): Error {
  return refuse('FAILED_PRECONDITION', 'DISPUTE_TOO_LARGE', `Only ${most} of this line can be disputed.`);
}

/** The line is disputed already, from this or the other side. */
export function disputeOpen(): Error {
  return refuse(
    'FAILED_PRECONDITION',
    'DISPUTE_OPEN',
    'This line is disputed already. Answer in that dispute.',
  );
}

/** The dispute has ended. */
export function disputeEnded(status: string): Error {
  return refuse(
    'FAILED_PRECONDITION',
    'DISPUTE_ENDED',
    `This dispute was ${status.toLowerCase()}. Open another one.`,
  );
}

/** Nobody is judge of their own dispute. */
export function deciderNeeded(): Error {
  return refuse(
    'PERMISSION_DENIED',
    'DECIDER_NEEDED',
    'Who opened a dispute cannot decide it. The other side can, or the administrator of the network.',
  );
}

/** Only the opener can withdraw. */
export function openerNeeded(): Error {
  return refuse('PERMISSION_DENIED', 'OPENER_NEEDED', 'Only who opened the dispute can withdraw it.');
}

/** No room for more words. */
export function disputeFull(most: number): Error {
  return refuse(
    'FAILED_PRECONDITION',
    'DISPUTE_FULL',
    `A dispute has room for ${most} messages. Decide it, or withdraw it.`,
  );
}
