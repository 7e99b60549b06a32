/** What the loyalty service says no to, and what would do instead. */
import { type Refusal, type RefusalExtra, refuse } from '@sippy/kit/refusal';

const no = (reason: string, message: string, extra?: RefusalExtra): Refusal =>
  refuse('FAILED_PRECONDITION', reason, message, extra);

const pointsText = (points: bigint) => `${points} point${points === 1n ? '' : 's'}`;
const are = (points: bigint) => (points === 1n ? 'is' : 'are');

/** The café belongs to no network, or its network has no rules or no value of points yet. */
export function noProgramme(): Refusal {
  return no('NO_PROGRAMME', 'This café has no points programme.');
}

/** Fewer points can be spent than were asked for. */
export function notEnoughPoints(balance: bigint): Refusal {
  return no('NOT_ENOUGH_POINTS', `Only ${pointsText(balance)} can be spent.`, {
    metadata: { points: String(balance) },
  });
}

/** The balance is negative. */
export function pointsOwed(points: bigint): Refusal {
  return no(
    'POINTS_OWED',
    `${pointsText(points)} ${are(points)} owed from refunds. They are to be earned again before points can be spent.`,
    { metadata: { points: String(points) } },
  );
}

/** Fewer than can be spent at a time. */
export function belowMinimum(points: bigint): Refusal {
  return no('BELOW_MINIMUM', `At least ${pointsText(points)} ${are(points)} spent at a time.`, {
    metadata: { points: String(points) },
  });
}

/** More than points may pay of the order. */
export function aboveShare(minor: bigint, currencyCode: string, points: bigint): Refusal {
  return no(
    'ABOVE_SHARE',
    `Points can pay ${minor} minor units of ${currencyCode} of this order. Send at most ${pointsText(points)}.`,
    { metadata: { minor: String(minor), points: String(points) } },
  );
}

/** The café takes no points. */
export function redeemingClosed(): Refusal {
  return no('REDEEMING_CLOSED', 'This café issues points and takes none.');
}

/** Another hold is on the order. */
export function orderHasHold(holdId: string): Refusal {
  return no(
    'ORDER_HAS_HOLD',
    `Points are held for this order, or were spent on it, already: cancel payment ${holdId} first.`,
    { metadata: { hold_id: holdId } },
  );
}

/** The hold has ended otherwise. */
export function holdEnded(status: string): Refusal {
  const what =
    status === 'POSTED'
      ? 'its points are spent. Refund their payment to give them back.'
      : "its points are the member's again. Hold them anew.";
  return no('HOLD_ENDED', `The hold is ${status}: ${what}`, { metadata: { status } });
}

/** The lease was granted to another member, at another café, or is none. */
export function leaseOfAnother(leaseId: string): Refusal {
  return no('LEASE_OF_ANOTHER', `Lease ${leaseId} is not for this member at this café.`);
}

/** The lease was spent or given back, or ended before the sale. */
export function leaseOver(leaseId: string): Refusal {
  return no('LEASE_OVER', `Lease ${leaseId} is over. Pay with what can be spent now.`);
}

/** Whoever asked for the hold may have given it up meanwhile. */
export function holdTooLate(): Refusal {
  return no('HOLD_TOO_LATE', 'The points were not held in time. Pay again.');
}

/** There is nothing that points could pay. */
export function orderNotPayable(number: string): Refusal {
  return no('ORDER_NOT_PAYABLE', `Nothing of order ${number} is open.`);
}

/** The order is somebody else's. */
export function orderOfAnother(number: string): Refusal {
  return no('ORDER_OF_ANOTHER', `Order ${number} belongs to another customer.`);
}

/** The order is not paid, so nothing has been earned with it. */
export function orderNotPaid(number: string): Refusal {
  return no('ORDER_NOT_PAID', `Order ${number} is not paid. Put the member on the order instead.`);
}

/** The order is too old to be claimed. */
export function claimTooLate(number: string, days: number): Refusal {
  return no('CLAIM_TOO_LATE', `Order ${number} was paid more than ${days} days ago.`);
}

/** More than the café has given and is still there. */
export function adjustmentTooLarge(points: bigint): Refusal {
  return no(
    'ADJUSTMENT_TOO_LARGE',
    `Only ${pointsText(points)} of this café ${are(points)} left to take back.`,
    { metadata: { points: String(points) } },
  );
}

/** New rules would reach back. */
export function rulesInThePast(): Refusal {
  return no(
    'RULES_IN_THE_PAST',
    'New rules hold from now on or later: what was paid before keeps its rules.',
  );
}

/** The seller would earn on the sale. */
export function ownSale(): Refusal {
  return no('OWN_SALE', 'Members of staff earn nothing on their own sales.');
}

/** It was decided otherwise, or there is nothing to decide. */
export function earningReviewed(status: string | null): Refusal {
  return status === null
    ? no('EARNING_REVIEWED', 'The points of this order are not held.')
    : no('EARNING_REVIEWED', `The points of this order were ${status} already.`, { metadata: { status } });
}

/** The member has paid with points often enough. */
export function redeemingLimit(times: number): Refusal {
  return no('REDEEMING_LIMIT', `Points can pay ${times} times a day. Pay otherwise.`, {
    metadata: { times: String(times) },
  });
}
